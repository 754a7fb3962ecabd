"""What certification asks of packages above it, wired by `events.provide`."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select

from lms.core import events
from lms.core.rules import Refusal

PROGRAMME_PASSED = "programme passed"
"""`(person_ids, programme_codes) -> {(person_id, code): ProgrammePassed}` for those who passed."""

COHORT_MEMBERS = "cohort members"
"""`(cohort_id) -> select of the ids of the people in an intake`."""

COHORTS = "cohorts"
"""`() -> list of objects with id, code and title`: the intakes to choose from, newest first."""

MAY_CERTIFY = "may certify"
"""`(decider_id, person_ids, at) -> {person_id: refusals}`: what stands against deciding about each of these people; those
against whom nothing stands may be left out."""


@dataclass(frozen=True)
class ProgrammePassed:
    """That a person passed a programme: when, with which result, and the page that shows how it came about."""

    passed_on: date
    percent: float | None = None
    href: str | None = None


def programmes_passed(person_ids: Collection[int], codes: Collection[str]) -> dict[tuple[int, str], ProgrammePassed]:
    """Who passed which of the programmes."""
    passed: dict[tuple[int, str], ProgrammePassed] = {}
    for answer in events.answers(PROGRAMME_PASSED) if codes else ():
        passed.update(answer(person_ids, codes))
    return passed


def may_certify(decider_id: int, person_ids: Collection[int], at: datetime) -> dict[int, tuple[Refusal, ...]]:
    """What packages above hold against deciding about each of some people."""
    found: dict[int, tuple[Refusal, ...]] = {}
    for answer in events.answers(MAY_CERTIFY):
        for person_id, refusals in answer(decider_id, person_ids, at).items():
            found[person_id] = (*found.get(person_id, ()), *refusals)
    return {person_id: refusals for person_id, refusals in found.items() if refusals}


def cohorts() -> list[Any]:
    """The intakes that a list of certificates can be narrowed to."""
    return [cohort for answer in events.answers(COHORTS) for cohort in answer()]


def cohort_members(cohort_id: int) -> Select[Any] | None:
    """The people of an intake as a subquery; None where nobody knows intakes."""
    answers: list[Callable[[int], Select[Any]]] = events.answers(COHORT_MEMBERS)
    return answers[0](cohort_id) if answers else None
