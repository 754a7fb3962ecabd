"""What is known of somebody for a trainer's grade, and where they stand with what it asks: by the machinery of certification,
with the facts that only trainers have."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import func, or_, select, true

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
from lms.core.terms import whole_months
from lms.people.models import Person
from lms.trainers.grades.learners import ratings_of
from lms.trainers.grades.rules import Period, counts
from lms.trainers.models import TrainerGradeVersion, TrainerSuitability
from lms.trainers.profiles.load import hours_taught


def states_for(
    person: Person,
    version: TrainerGradeVersion,
    day: date,
    periods: Collection[Period],
    *,
    period: Period | None = None,
) -> tuple[RequirementState, ...]:
    """Each requirement of a grade, met or not, with its evidence. `periods` are all that the person ever held; `period` the one
    that is to be re-reviewed, whose own rule says what counts then and since when."""
    requirements, since = asked(version, day, period)
    listed = [_with_code(one) for one in requirements]
    facts = gather([person.id], listed, day, since=since)[person.id]
    below = [one for one in periods if one.level == version.level - 1]
    return states_by(person.id, listed, _further(facts, person, below, listed, day), day, titles_in(listed))


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


def _further(
    facts: Facts, person: Person, below: Sequence[Period], requirements: Sequence[Mapping[str, Any]], day: date
) -> Facts:
    kinds = {str(one["kind"]) for one in leaves(requirements)}
    further: dict[str, dict[str, Fact]] = {}
    if "years" in kinds:
        further["years"] = {"": Fact(True, done=whole_months(person.hired_on, day) // 12, on=None)}
    if "tier" in kinds:
        further["tier"] = {"": _tier(person.id, day)}
    if kinds & {"works", "speaking"}:
        figures = _own_figures(person.id, facts.since)
    if "works" in kinds:
        cases = facts.cases if "cases" in kinds else _cases(person.id, facts.since)
        further["works"] = {"": _works(figures, cases)}
    if "hours" in kinds:
        hours, last = hours_taught([person.id], facts.since, clock.now()).get(person.id, (0.0, None))
        further["hours"] = {"": Fact(hours > 0, done=int(hours), on=last)}
    if "rating" in kinds:
        mean, n = ratings_of([person.id], facts.since).get(person.id, (0.0, 0))
        further["rating"] = _by_number(requirements, "rating", mean, n, None)
    if "speaking" in kinds:
        last = clock.local_date(figures.rated_at) if figures.rated_at else None
        further["speaking"] = _by_number(
            requirements, "speaking", float(figures.speaking or 0), int(figures.raters or 0), last
        )  # fmt: skip
    if kinds & {"previous_tier", "months_in_grade"}:
        facts = _with_grade_below(facts, below, day)
    return replace(facts, further=further)


def _by_number(
    requirements: Sequence[Mapping[str, Any]], kind: str, mean: float, n: int, on: date | None
) -> dict[str, Fact]:
    """The mean, for each number of raters that is asked for: met only where so many have rated."""
    wanted = {int(one.get("n", 1)) for one in leaves(requirements) if one["kind"] == kind}
    return {f"n{least}": Fact(n >= least, percent=round(mean, 2), total=n, on=on) for least in wanted}


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


def _own_figures(person_id: int, since: date | None) -> Any:
    """In one statement: how many courses the person is responsible for or published a version of, since a day; and how those
    who know them rate them as a speaker, by the last rating of each."""
    published = CourseVersion.published_at
    written = (
        select(func.count(Course.id.distinct()).label("courses"), func.max(published).label("published_at"))
        .join(CourseVersion, CourseVersion.course_id == Course.id)
        .where(published.is_not(None), or_(Course.owner_id == person_id, CourseVersion.published_by == person_id))
    )
    if since is not None:
        written = written.where(published >= datetime.combine(since, time(), clock.zone()))
    s = TrainerSuitability
    last = select(func.max(s.id)).where(s.person_id == person_id).group_by(s.rated_by)
    rated = select(
        func.avg(s.speaking).label("speaking"), func.count(s.id).label("raters"), func.max(s.rated_at).label("rated_at")
    ).where(s.id.in_(last))
    one, other = written.subquery(), rated.subquery()
    return db.session.execute(select(one, other).join(other, true())).one()


def _cases(person_id: int, since: date | None) -> Fact | None:
    found = counted(CASES_WRITTEN, [person_id], since).get(person_id)
    return None if found is None else Fact(found.count > 0, done=found.count, on=found.last_on, href=found.href)


def _works(figures: Any, cases: Fact | None) -> Fact:
    """Courses and cases together."""
    days = [clock.local_date(figures.published_at)] if figures.published_at else []
    if cases and cases.on:
        days.append(cases.on)
    done = int(figures.courses) + (cases.done or 0 if cases else 0)
    return Fact(
        done > 0, done=done, on=max(days, default=None), href=cases.href if cases and not figures.courses else None
    )


def _with_grade_below(facts: Facts, below: Sequence[Period], day: date) -> Facts:
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


def states_of(
    person: Person, requirements: Sequence[Mapping[str, Any]], day: date, more: Mapping[str, Mapping[str, Fact]]
) -> tuple[RequirementState, ...]:
    """Requirements that are no grade's, met or not, by the same facts and by `more` that the caller knows, by kind."""
    listed = [_with_code(one) for one in requirements]
    facts = _further(gather([person.id], listed, day)[person.id], person, (), listed, day)
    facts = replace(facts, further={**facts.further, **more})
    return states_by(person.id, listed, facts, day, titles_in(listed))
