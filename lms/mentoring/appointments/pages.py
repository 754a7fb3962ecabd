"""What the pages about mentors show, gathered for the templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from certificates.models import Scheme, Tier
from courses.queries.abilities import list_teachable_courses
from lms.core.db import db
from lms.core.together import Together
from lms.mentoring.appointments import queries
from lms.mentoring.appointments.labels import check_words, what_to_do
from lms.mentoring.appointments.rules import Check, is_met
from lms.mentoring.labels import KIND_NAMES
from lms.mentoring.queries.accompanied import MENTEES, Mentee, mentees_from
from lms.mentoring.results.queries import THANKS
from lms.people.models import Person
from lms.skills.queries import list_abilities


def tier_names(family: str | None = None) -> dict[int, str]:
    """The tiers' names by level: those of a job family where its schemes have the level, else those of all."""
    query = select(Tier.level, Tier.title, Scheme.family).join(Scheme, Scheme.id == Tier.scheme_id)
    own: dict[int, str] = {}
    every: dict[int, list[str]] = {}
    for level, title, of_family in db.session.execute(query.order_by(Tier.level, Tier.id)):
        if str(title) not in (names := every.setdefault(level, [])):
            names.append(str(title))
        if of_family == family:
            own.setdefault(level, str(title))
    return {level: own.get(level) or " / ".join(names) for level, names in every.items()}


def course_titles() -> dict[str, str]:
    """Courses that a mentor may have to complete, or that a talk may follow up."""
    return {course.code: str(course.title) for course in list_teachable_courses()}


def ability_names(family: str) -> dict[str, str]:
    """Abilities of a job family, in their order."""
    return {one.code: str(one.name) for one in list_abilities() if one.family in (family, "all")}


_RECORD = Together(mentees=MENTEES, ratings=queries.SUITABILITY, thanks=THANKS)


@dataclass(frozen=True)
class Record:
    """Whom a person accompanies; who rated their communication and patience, and what they were thanked for, the last first."""

    mentees: list[Mentee]
    ratings: list[Any]
    thanks: Sequence[Any]


def record_of(person_id: int, today: date) -> Record:
    """What is on record of a person as a mentor."""
    found = _RECORD.read(people=[person_id], mentor_id=person_id, today=today)
    ratings = queries.ratings_from(found["ratings"]).get(person_id, [])
    ratings.sort(key=lambda row: row.rated_at, reverse=True)
    return Record(mentees_from(found["mentees"]), ratings, found["thanks"])


@dataclass(frozen=True)
class Line:
    """One criterion on the page."""

    met: bool
    words: str
    remedy: str


@dataclass(frozen=True)
class Eligibility:
    """Whether somebody meets what is asked of one kind of mentor, and what to do."""

    kind: str
    title: str
    met: bool
    lines: tuple[Line, ...]


def eligibility_of(person: Person, today: date, rated: Sequence[Any]) -> list[Eligibility]:
    """Both kinds, criterion by criterion; `rated` are the ratings of the person's suitability."""
    found = queries.eligibility([person], today, {person.id: rated})[person.id]
    names = tier_names(person.post.family)
    courses = course_titles() if any(check.code == "course" for some in found.values() for check in some) else {}
    return [
        Eligibility(kind, str(KIND_NAMES[kind]), is_met(some), tuple(_line(check, names, courses) for check in some))
        for kind, some in found.items()
    ]


def _line(check: Check, names: dict[int, str], courses: dict[str, str]) -> Line:
    return Line(check.met, check_words(check, names, courses), "" if check.met else what_to_do(check))
