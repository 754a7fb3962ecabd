"""Reads of criteria, appointments and what is known of those who are or might be mentors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, bindparam, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from certificates.eligibility.rights import tiers_to_mentor
from courses.queries.completions import completed_on
from lms.core.access import Permission, Role
from lms.core.among import among
from lms.core.db import db, read
from lms.core.terms import whole_months
from lms.core.together import Together
from lms.mentoring.appointments.rules import (
    CAPACITY,
    ENDING_DAYS,
    LANGUAGES,
    USUAL,
    Check,
    Criteria,
    Facts,
    Rest,
    Status,
    Term,
    checks,
    held_until,
    kinds_on,
    status_of,
)
from lms.mentoring.models import (
    MentorAppointment,
    MentorCriteria,
    MentorProfile,
    MentorRest,
    MentorSuitability,
    Pairing,
)
from lms.mentoring.queries.pairings import holders, holds_on
from lms.mentoring.rules import Kind
from lms.people.models import Person
from lms.people.queries.scope import within_reach
from lms.people.session import User


def criteria_on(today: date) -> dict[str, Criteria]:
    """What is asked of each kind of mentor on a day."""
    query = select(MentorCriteria).where(MentorCriteria.from_day <= today)
    found = dict(USUAL)
    for row in db.session.scalars(query.order_by(MentorCriteria.from_day, MentorCriteria.id)):
        found[row.kind] = Criteria(
            row.kind, row.tier, row.years, row.least_rating, row.raters, row.course_code, row.term_months
        )
    return found


def list_criteria_changes(limit: int = 12) -> list[MentorCriteria]:
    """What was decided about the criteria, the last first."""
    return list(db.session.scalars(select(MentorCriteria).order_by(MentorCriteria.id.desc()).limit(limit)))


def facts_of(
    people: Sequence[Person],
    today: date,
    courses: Collection[str] = (),
    known: Mapping[int, Sequence[Any]] | None = None,
) -> dict[int, Facts]:
    """What is on record about each person, in a fixed number of statements; `known` are the ratings of their suitability,
    where they are known already."""
    ids = [person.id for person in people]
    if not ids:
        return {}
    tiers, mentoring = tiers_to_mentor(ids, today)
    ratings: Mapping[int, Sequence[Any]] = _ratings(ids) if known is None else known
    done: dict[int, set[str]] = defaultdict(set)
    for person_id, code in completed_on(ids, courses) if courses else ():
        done[person_id].add(code)
    found = {}
    for person in people:
        rated = ratings.get(person.id, ())
        n = len(rated)
        found[person.id] = Facts(
            tier=tiers.get(person.id, {}).get(person.post.family, 0),
            tier_that_mentors=mentoring.get(person.post.family, 0),
            years=whole_months(person.hired_on, today) / 12,
            communication=sum(one.communication for one in rated) / n if n else None,
            patience=sum(one.patience for one in rated) / n if n else None,
            raters=n,
            courses=frozenset(done.get(person.id, ())),
            here=person.left_on is None or person.left_on >= today,
        )
    return found


_rater = aliased(Person)
SUITABILITY = (
    select(
        MentorSuitability.person_id, MentorSuitability.communication, MentorSuitability.patience,
        MentorSuitability.comment, MentorSuitability.rated_by, MentorSuitability.rated_at, _rater.name_zh, _rater.name_latin,
    )
    .join(_rater, _rater.id == MentorSuitability.rated_by)
    .where(among(MentorSuitability.person_id, "people"))
    .order_by(MentorSuitability.id)
)  # fmt: skip


def _ratings(ids: Collection[int]) -> dict[int, list[Any]]:
    """The last rating of each rater."""
    return ratings_from(read(SUITABILITY, people=ids)) if ids else {}


def ratings_from(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """The same of what `SUITABILITY` found."""
    last: dict[tuple[int, int], Any] = {}
    for row in rows:
        last[row.person_id, row.rated_by] = row
    found: dict[int, list[Any]] = defaultdict(list)
    for (person_id, _rater), row in last.items():
        found[person_id].append(row)
    return found


def eligibility(
    people: Sequence[Person], today: date, rated: Mapping[int, Sequence[Any]] | None = None
) -> dict[int, dict[str, tuple[Check, ...]]]:
    """Each person's criteria, by kind of mentor."""
    asked = criteria_on(today)
    courses = {one.course_code for one in asked.values() if one.course_code}
    facts = facts_of(people, today, courses, rated)
    return {
        person.id: {str(kind): checks(asked[kind], facts[person.id]) for kind in (Kind.TECHNICAL, Kind.CULTURE)}
        for person in people
    }


@dataclass(frozen=True)
class Offer:
    """What a mentor can offer."""

    capacity: int
    product_lines: tuple[str, ...]
    languages: tuple[str, ...]
    shift: str
    abilities: tuple[str, ...]


def _offer(row: Any, person: Person) -> Offer:
    if row is None:
        lines = (person.product_line,) if person.product_line else ()
        return Offer(
            CAPACITY, lines, (LANGUAGES[0], *([person.language] if person.language != LANGUAGES[0] else [])), "", ()
        )
    return Offer(row.capacity, tuple(row.product_lines), tuple(row.languages), row.shift, tuple(row.abilities))


@dataclass(frozen=True)
class Mentor:
    """Somebody who is or was a mentor, as lists show it; appointments and rests, oldest first."""

    person: Person
    status: Status
    kinds: frozenset[str]
    until: date | None
    mentees: int
    offer: Offer
    terms: tuple[Any, ...] = ()
    rests: tuple[Any, ...] = ()

    @property
    def free(self) -> int:
        """How many more mentees they can care for."""
        return max(0, self.offer.capacity - self.mentees)

    def waits_for_decision(self, today: date) -> bool:
        """Does the last term end soon, or is it over while mentees are there?"""
        last = max((term.until_day for term in self.terms if term.ended_on is None), default=date.max)
        return last - today <= timedelta(days=ENDING_DAYS) and (last >= today or self.mentees > 0)


def terms_of(ids: Collection[int]) -> dict[int, list[MentorAppointment]]:
    """The appointments of each person, oldest first."""
    query = select(MentorAppointment).where(MentorAppointment.person_id.in_(ids))
    found: dict[int, list[MentorAppointment]] = defaultdict(list)
    for row in db.session.scalars(query.order_by(MentorAppointment.from_day, MentorAppointment.id)) if ids else ():
        found[row.person_id].append(row)
    return found


def rests_of(ids: Collection[int]) -> dict[int, list[MentorRest]]:
    """The rests of each person, oldest first."""
    query = select(MentorRest).where(MentorRest.person_id.in_(ids)).order_by(MentorRest.from_day, MentorRest.id)
    found: dict[int, list[MentorRest]] = defaultdict(list)
    for row in db.session.scalars(query) if ids else ():
        found[row.person_id].append(row)
    return found


def as_term(row: Any) -> Term:
    """An appointment for the rules."""
    return Term(row.from_day, row.until_day, row.technical, row.culture, row.ended_on)


def as_rest(row: Any) -> Rest:
    """A rest for the rules."""
    return Rest(row.from_day, row.until_day, row.ended_on)


def mentors_among(people: Sequence[Person], today: date) -> list[Mentor]:
    """Where each person stands as a mentor. Whoever holds the role without an appointment counts as never appointed."""
    if not people:
        return []
    known = _STANDING.read(people=[person.id for person in people], today=today)
    terms, rests = _by_person(known["terms"]), _by_person(known["rests"])
    profiles = {row.person_id: row for row in known["profiles"]}
    loads = {row.mentor_id: row.mentees for row in known["loads"]}
    found = []
    for person in people:
        own, rested = [as_term(row) for row in terms[person.id]], rests[person.id]
        found.append(
            Mentor(
                person, status_of(own, [as_rest(row) for row in rested], today), kinds_on(own, today),
                held_until(own, today), loads.get(person.id, 0),
                _offer(profiles.get(person.id), person), tuple(terms[person.id]), tuple(rested),
            )
        )  # fmt: skip
    return found


_STANDING = Together(
    terms=select(*MentorAppointment.__table__.c)
    .where(among(MentorAppointment.person_id, "people"))
    .order_by(MentorAppointment.from_day, MentorAppointment.id),
    rests=select(*MentorRest.__table__.c)
    .where(among(MentorRest.person_id, "people"))
    .order_by(MentorRest.from_day, MentorRest.id),
    profiles=select(*MentorProfile.__table__.c)
    .where(among(MentorProfile.person_id, "people"))
    .order_by(MentorProfile.id),
    loads=select(Pairing.mentor_id, func.count(Pairing.mentee_id.distinct()).label("mentees"))
    .where(among(Pairing.mentor_id, "people"), holds_on(bindparam("today", type_=Date)))
    .group_by(Pairing.mentor_id),
)


def _by_person(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return found


def list_mentors(user: User, today: date) -> list[Mentor]:
    """Everybody within reach who is or was a mentor, or holds the role, by name of the unit and number."""
    appointed = select(MentorAppointment.person_id)
    query = (
        select(Person)
        .where(within_reach(user, Permission.MANAGE_INTAKES))
        .where(or_(Person.id.in_(appointed), Person.id.in_(holders(Role.MENTOR, today))))
        .where(or_(Person.left_on.is_(None), Person.left_on >= today))
        .options(joinedload(Person.unit), joinedload(Person.post))
        .order_by(Person.unit_id, Person.employee_no)
    )
    return mentors_among(list(db.session.scalars(query)), today)


def list_appointed(today: date) -> list[Mentor]:
    """Everybody in the whole organisation who is a mentor today or rests."""
    query = (
        select(Person)
        .join(MentorAppointment, MentorAppointment.person_id == Person.id)
        .where(MentorAppointment.from_day <= today, MentorAppointment.until_day >= today)
        .where(or_(Person.left_on.is_(None), Person.left_on >= today))
        .options(joinedload(Person.unit), joinedload(Person.post))
        .order_by(Person.id)
        .distinct()
    )
    return mentors_among(list(db.session.scalars(query).unique()), today)
