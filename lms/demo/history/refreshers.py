"""Courses that experienced engineers took on the job, with what each really did to first-time fix: known, because it is
planted in the work orders (see docs/evaluation.md, "Demo").

One course helps and one does nothing; both were given in waves drawn by lot. The third does nothing either, but those
whose first-time fix was rising anyway signed up for it: whoever only compares would call that an effect.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lms.demo.company import Company
from lms.demo.history import deeds as kinds
from lms.demo.history.deeds import Deed
from lms.demo.history.shelf import Shelf
from lms.demo.staffing import Member
from lms.demo.workdays import some_time, workday_from
from lms.kpis.rules.periods import shift

HELPS, NOTHING, RISING = "power-fault-diagnosis", "complaint-handling", "commercial-units"
ENGINEERS = frozenset({"field-engineer", "senior-field-engineer"})


@dataclass(frozen=True)
class Waves:
    """A course's waves: when each was, in parts of the history back from today, and which share of all it took."""

    code: str
    back: tuple[float, ...]
    share: float


COURSES = (
    Waves(HELPS, (0.38, 0.3, 0.22, 0.14), 0.6),
    Waves(NOTHING, (0.5, 0.42, 0.34), 0.5),
    Waves(RISING, (0.46, 0.38, 0.3), 0.4),
)


def plan_refreshers(numbers: Sequence[str], *, months: int, today: date, seed: int) -> dict[str, dict[str, date]]:
    """Course to who took it (by employee number) in which month: the same people and seed give the same plan."""
    found: dict[str, dict[str, date]] = {}
    for course in COURSES:
        drawn = sorted(numbers)
        random.Random(f"{course.code} {seed}").shuffle(drawn)
        drawn = drawn[: round(len(drawn) * course.share)]
        found[course.code] = {
            number: shift(today, -round(months * course.back[n % len(course.back)])) for n, number in enumerate(drawn)
        }
    return found


def refresher_deeds(company: Company, shelf: Shelf, *, months: int, now: datetime, zone: ZoneInfo, seed: int) -> list[Deed]:  # fmt: skip
    """The lessons of everybody who took one of the courses, in the month of their wave."""
    today = now.astimezone(zone).date()
    here = {
        member.number: person.id
        for member, person in zip(company.plan.members, company.people, strict=True)
        if _may_take(member, shift(today, -months))
    }
    chance = random.Random(f"refreshers {seed}")
    plan = plan_refreshers(sorted(here), months=months, today=today, seed=seed)
    left = {member.number: member.left_on for member in company.plan.members}
    found: list[Deed] = []
    for code, taken in plan.items():
        for number, month in taken.items():
            day = workday_from(month + timedelta(days=chance.randrange(2, 18)))
            moments = sorted(
                some_time(day + timedelta(days=n // 2), chance, zone) for n in range(len(shelf.lessons[code]))
            )
            gone = left[number]
            if gone is not None and gone <= moments[-1].astimezone(zone).date():
                continue
            lessons = zip(shelf.lessons[code], moments, strict=True)
            found += [Deed(at, kinds.LESSON, here[number], {"lesson": lesson}) for lesson, at in lessons]
    return found


def _may_take(member: Member, first_day: date) -> bool:
    """Engineers who were here before the history begins, without those who sign in: their stories are told elsewhere."""
    return member.intake is None and member.key is None and member.post in ENGINEERS and member.hired_on < first_day


def months_after(completed: Mapping[str, date], code: str) -> date:
    """The first day of the month after a course was completed; never for who did not."""
    return shift(completed[code], 1) if code in completed else date.max
