"""Learners' hours that the records show and the ledger does not hold yet."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from courses.models import Course, CourseVersion, Lesson, LessonCompletion
from lms.core import clock
from lms.core.access import Permission
from lms.core.db import db
from lms.evaluation.models import CostEntry
from lms.evaluation.queries.costs import list_rates
from lms.evaluation.queries.finishes import COURSE
from lms.evaluation.rules.returns.rates import Rate, hours_cost, rate_for
from lms.onboarding.models import Enrolment, Outcome, Programme, ProgrammeVersion, Stage, StageContent
from lms.people.models import Person, Placement
from lms.people.queries.placements import moves_of
from lms.people.queries.scope import list_reached_units, within_reach
from lms.people.session import User


@dataclass(frozen=True)
class HoursProposal:
    """Hours of one month, unit, post and grade. `origin` names the records and how much of them was counted."""

    kind: str
    code: str
    month: date
    unit_id: int
    post_id: int
    grade: str | None
    people: int
    minutes: int
    rate: Rate | None
    origin: str

    @property
    def last_day(self) -> date:
        """Of the month."""
        return end_of(self.month)

    @property
    def hundredths(self) -> int | None:
        """What they cost; None without a rate."""
        return hours_cost(self.minutes, self.rate.hundredths) if self.rate else None

    @property
    def amount(self) -> Decimal | None:
        """The same as money."""
        return None if self.hundredths is None else Decimal(self.hundredths) / 100


def end_of(month: date) -> date:
    """The last day of a month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def propose_hours(kind: str, code: str, user: User) -> list[HoursProposal]:
    """Lesson minutes of those who completed them, less what the ledger has already, at the rate of the month's last day, each for
    the unit in which the person worked when the month began: of a course all of them, of a programme those of its courses that
    its learners completed while they were enrolled."""
    query = (
        select(
            LessonCompletion.completed_at, LessonCompletion.person_id, Person.unit_id, Person.post_id, Person.grade, Lesson.minutes
        )
        .join(Lesson, Lesson.id == LessonCompletion.lesson_id)
        .join(CourseVersion, CourseVersion.id == Lesson.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .join(Person, Person.id == LessonCompletion.person_id)
        .where(_of(kind, code), or_(within_reach(user, Permission.KEEP_COSTS), Person.id.in_(select(Placement.person_id))))
    )  # fmt: skip
    minutes: dict[tuple[Any, ...], int] = defaultdict(int)
    people: dict[tuple[Any, ...], set[int]] = defaultdict(set)
    moves = moves_of()
    kept = {unit.id for unit in list_reached_units(user, Permission.KEEP_COSTS)}
    for done, person_id, unit_id, post_id, grade, length in db.session.execute(query):
        month = clock.local_date(done).replace(day=1)
        unit_id = moves.unit_on(person_id, unit_id, month)
        if unit_id in kept:
            key = (month, unit_id, post_id, grade or "")
            minutes[key] += length
            people[key].add(person_id)
    booked, times = _booked(kind, code)
    rates = [
        Rate(one.id, one.post_id, one.grade, one.hundredths, one.currency, one.from_day) for one, _name in list_rates()
    ]
    proposals = []
    subject = code if kind == COURSE else f"{kind}:{code}"
    for key, total in sorted(minutes.items()):
        month, unit_id, post_id, grade = key
        base = f"hours:{subject}:{month:%Y-%m}:{unit_id}:{post_id}:{grade}"
        left = total - booked[base]
        if left > 0:
            rate = rate_for(rates, post_id, grade or None, end_of(month))
            origin = f"{base}:{times[base]}"
            proposals.append(
                HoursProposal(kind, code, month, unit_id, post_id, grade or None, len(people[key]), left, rate, origin)
            )
    return proposals


def _of(kind: str, code: str) -> ColumnElement[bool]:
    """The condition on completed lessons."""
    if kind == COURSE:
        return Course.code == code
    return (
        select(Enrolment.id)
        .join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.version_id)
        .join(Programme, Programme.id == ProgrammeVersion.programme_id)
        .join(Stage, Stage.version_id == ProgrammeVersion.id)
        .join(StageContent, StageContent.stage_id == Stage.id)
        .outerjoin(Outcome, Outcome.enrolment_id == Enrolment.id)
        .where(
            Programme.code == code, StageContent.kind == COURSE, StageContent.ref == Course.code,
            Enrolment.person_id == LessonCompletion.person_id, Enrolment.enrolled_at <= LessonCompletion.completed_at,
            or_(Outcome.id.is_(None), Outcome.decided_at >= LessonCompletion.completed_at),
        )
        .correlate(Course, LessonCompletion)
        .exists()
    )  # fmt: skip


def _booked(kind: str, code: str) -> tuple[dict[str, int], dict[str, int]]:
    """By the records they came from: minutes in the ledger, without what was taken back; and how often they were entered."""
    undone = set(db.session.scalars(select(CostEntry.reverses_id).where(CostEntry.reverses_id.is_not(None))))
    query = select(CostEntry.id, CostEntry.origin, CostEntry.minutes).where(
        CostEntry.subject_kind == kind, CostEntry.subject_code == code, CostEntry.origin.is_not(None)
    )
    minutes: dict[str, int] = defaultdict(int)
    times: dict[str, int] = defaultdict(int)
    for entry_id, origin, length in db.session.execute(query):
        base = str(origin).rsplit(":", 1)[0]
        times[base] += 1
        if entry_id not in undone:
            minutes[base] += length or 0
    return minutes, times
