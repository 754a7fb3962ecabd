"""What is known of somebody for a trainer's grade, and where they stand with what it asks: by the machinery of certification,
with the facts that only trainers have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import func, or_, select

from certificates.queries.certificates import list_held
from certificates.queries.facts import gather
from certificates.queries.requirement_titles import titles_in
from certificates.queries.requirements import RequirementState, states_by
from certificates.requirement_questions import CASES_WRITTEN, counted
from certificates.rules.renewal import evidence_since, requirements_of_cycle
from certificates.rules.requirement_kinds import Fact, Facts, leaves
from courses.models import Course, CourseVersion
from lms.core import clock
from lms.core.db import db
from lms.core.paths import path_to
from lms.people.models import Person
from lms.trainers.grades.learners import ratings_of
from lms.trainers.grades.queries import periods_of
from lms.trainers.grades.rules import Period, counts
from lms.trainers.models import TrainerGradeVersion
from lms.trainers.profiles.load import hours_taught
from lms.trainers.profiles.queries import list_suitability, speaking_of


def states_for(
    person: Person, version: TrainerGradeVersion, day: date, *, period: Period | None = None
) -> tuple[RequirementState, ...]:
    """Each requirement of a grade, met or not, with its evidence. `period`: the one that is to be re-reviewed, whose own rule
    says what counts then and since when."""
    requirements, since = asked(version, day, period)
    listed = [_with_code(one) for one in requirements]
    facts = gather([person.id], listed, day, since=since)[person.id]
    return states_by(person.id, listed, _further(facts, person, version.level, listed, day), day, titles_in(listed))


def asked(
    version: TrainerGradeVersion, day: date, period: Period | None
) -> tuple[Sequence[Mapping[str, Any]], date | None]:
    """What is asked, and from which day on evidence counts (None: whenever it is from)."""
    if period is None:
        return version.requirements, None
    renewal = period.renewal
    other = requirements_of_cycle(renewal, period.cycle + 1)
    return (version.requirements if other is None else other), evidence_since(renewal, period.until_day, day)


def _with_code(one: Mapping[str, Any]) -> dict[str, Any]:
    """How many must have rated stands beside the mark, so that it becomes part of what the facts are looked up by."""
    if "of" in one:
        return {**one, "of": [_with_code(part) for part in one["of"]]}
    if one["kind"] in ("rating", "speaking"):
        return {**one, "code": f"n{one.get('n', 1)}"}
    return dict(one)


def _further(facts: Facts, person: Person, level: int, requirements: Sequence[Mapping[str, Any]], day: date) -> Facts:
    kinds = {str(one["kind"]) for one in leaves(requirements)}
    further: dict[str, dict[str, Fact]] = {}
    if "years" in kinds:
        further["years"] = {"": Fact(True, done=_years(person.hired_on, day), on=None)}
    if "tier" in kinds:
        further["tier"] = {"": _tier(person.id, day)}
    if "works" in kinds:
        further["works"] = {"": _works(person.id, facts.since)}
    if "hours" in kinds:
        hours, last = hours_taught([person.id], facts.since, clock.now()).get(person.id, (0.0, None))
        further["hours"] = {"": Fact(hours > 0, done=int(hours), on=last)}
    if "rating" in kinds:
        mean, n = ratings_of([person.id], facts.since).get(person.id, (0.0, 0))
        further["rating"] = _by_number(requirements, "rating", mean, n, None)
    if "speaking" in kinds:
        found = speaking_of(list_suitability(person.id))
        further["speaking"] = _by_number(
            requirements, "speaking", found.speaking if found else 0.0, found.raters if found else 0,
            found.last_on if found else None,
        )  # fmt: skip
    if kinds & {"previous_tier", "months_in_grade"}:
        facts = _with_grade_below(facts, person.id, level, day)
    return replace(facts, further=further)


def _by_number(
    requirements: Sequence[Mapping[str, Any]], kind: str, mean: float, n: int, on: date | None
) -> dict[str, Fact]:
    """The mean, for each number of raters that is asked for: met only where so many have rated."""
    wanted = {int(one.get("n", 1)) for one in leaves(requirements) if one["kind"] == kind}
    return {f"n{least}": Fact(n >= least, percent=round(mean, 2), total=n, on=on) for least in wanted}


def _years(start: date, day: date) -> int:
    years = day.year - start.year - ((day.month, day.day) < (start.month, start.day))
    return max(years, 0)


def _tier(person_id: int, day: date) -> Fact:
    """The highest tier with a certificate that counts today."""
    good = [held for held in list_held(person_id, day) if held.counts]
    best = max(good, key=lambda held: (held.certificate.tier.level, held.certificate.expires_on), default=None)
    if best is None:
        return Fact(False, done=0)
    return Fact(
        True, done=best.certificate.tier.level, record_id=best.certificate.id,
        href=path_to("certificates.show", certificate_id=best.certificate.id),
    )  # fmt: skip


def _works(person_id: int, since: date | None) -> Fact:
    """Courses that the person is responsible for or published a version of, and cases of theirs in the library."""
    published = CourseVersion.published_at
    query = (
        select(func.count(Course.id.distinct()), func.max(published))
        .join(CourseVersion, CourseVersion.course_id == Course.id)
        .where(published.is_not(None), or_(Course.owner_id == person_id, CourseVersion.published_by == person_id))
    )
    if since is not None:
        query = query.where(published >= datetime.combine(since, time(), clock.zone()))
    courses, last = db.session.execute(query).one()
    cases = counted(CASES_WRITTEN, [person_id], since).get(person_id)
    days = [clock.local_date(last)] if last else []
    if cases and cases.last_on:
        days.append(cases.last_on)
    done = int(courses) + (cases.count if cases else 0)
    return Fact(done > 0, done=done, on=max(days, default=None), href=cases.href if cases and not courses else None)


def _with_grade_below(facts: Facts, person_id: int, level: int, day: date) -> Facts:
    below = [one for one in periods_of([person_id]).get(person_id, ()) if one.level == level - 1]
    kept = [one for one in below if not any(decision.kind == "withdraw" for decision in one.decisions)]
    if not kept:
        return facts
    good = [one for one in kept if counts(one, day)]
    first = min(one.from_day for one in kept)
    return replace(facts, previous_tier=Fact(bool(good), on=(good or kept)[-1].from_day), in_grade_since=first)


def as_evidence(states: Sequence[RequirementState]) -> list[dict[str, Any]]:
    """What a grade is granted on, as it is kept: each requirement with its figure and day."""
    return [
        {
            "kind": one.kind, "codes": list(one.state.codes), "wanted": one.wanted, "have": one.have, "total": one.total,
            "on": one.on.isoformat() if one.on else None, "met": one.met,
            **({"parts": as_evidence(one.parts)} if one.parts else {}),
        }
        for one in states
    ]  # fmt: skip
