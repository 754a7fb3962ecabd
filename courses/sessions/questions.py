"""What sessions ask of packages above them, wired by `events.provide`. Where nobody answers, nothing stands against anything."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from lms.core import events
from lms.core.rules import Refusal
from lms.people.models import Person

MAY_TEACH = "may teach"
"""`(person_id, course_code, day) -> tuple[Refusal, ...]`: what stands against somebody's teaching a course on a day."""

WHO_MAY_TEACH = "who may teach"
"""`(person_ids, course_code, day, assists) -> dict[int, tuple[Refusal, ...]]`: the same for many at once, `assists` for those beside
whoever leads. Where nobody answers it, each is asked about alone."""

TRAINERS_AWAY = "trainer away"
"""`(person_ids, first, last) -> dict[int, set[date]]`: the days on which trainers are absent."""

DAYS_OFF = "days off"
"""`(person_ids, days) -> dict[int, set[date]]`: on which of some days people do not work, by their shift or their unit's calendar."""

INTAKES = "intakes"
"""`() -> list of objects with id, code and title`: the intakes whose people can be signed up, newest first."""

INTAKE_MEMBERS = "intake members"
"""`(cohort_id) -> select of the ids of the people in an intake`."""


def may_teach(person_id: int, course_code: str, day: date) -> tuple[Refusal, ...]:
    """What stands against somebody's teaching a course on a day."""
    return tuple(r for answer in events.answers(MAY_TEACH) for r in answer(person_id, course_code, day) or ())


def refusals_to_teach(
    person_ids: Collection[int], course_code: str, day: date, *, assists: bool = False
) -> dict[int, tuple[Refusal, ...]]:
    """What stands against each of some people's teaching a course on a day, or assisting in it."""
    answers = events.answers(WHO_MAY_TEACH)
    if not answers or not person_ids:
        return {one: may_teach(one, course_code, day) for one in person_ids}
    found: dict[int, tuple[Refusal, ...]] = dict.fromkeys(person_ids, ())
    for answer in answers:
        for person_id, refusals in answer(person_ids, course_code, day, assists).items():
            found[person_id] = (*found[person_id], *refusals)
    return found


def trainers_away(person_ids: Collection[int], first: date, last: date) -> dict[int, set[date]]:
    """The days in a time on which trainers are absent; those who are there all the time are left out."""
    found: dict[int, set[date]] = {}
    for answer in events.answers(TRAINERS_AWAY) if person_ids else ():
        for person_id, days in answer(person_ids, first, last).items():
            found.setdefault(person_id, set()).update(days)
    return found


def days_off(person_ids: Collection[int], days: Collection[date]) -> dict[int, set[date]]:
    """On which of some days people do not work; those who work on all of them are left out."""
    found: dict[int, set[date]] = {}
    for answer in events.answers(DAYS_OFF) if person_ids and days else ():
        for person_id, off in answer(person_ids, days).items():
            found.setdefault(person_id, set()).update(off)
    return found


def intakes() -> list[Any]:
    """The intakes to choose from."""
    return [intake for answer in events.answers(INTAKES) for intake in answer()]


def intake_members(cohort_id: int) -> Select[Any]:
    """The people of an intake as a subquery; nobody where nobody knows intakes."""
    answers = events.answers(INTAKE_MEMBERS)
    members: Select[Any] = answers[0](cohort_id) if answers else select(Person.id).where(Person.id < 0)
    return members
