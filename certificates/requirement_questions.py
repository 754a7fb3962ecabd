"""What requirements ask of packages above certification, wired by `events.provide`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from lms.core import events
from lms.core.bilingual import Bilingual

CASES_WRITTEN = "cases written"
"""`(person_ids, since) -> {person_id: Counted}`: cases of theirs that stand in the library, published since a day."""

MENTEES_THROUGH = "mentees brought through"
"""`(person_ids, since) -> {person_id: Counted}`: mentees who passed their programme under them, since a day."""

PROGRAMMES = "programmes"
"""`() -> list of Programme`: the training programmes that a requirement can name."""


@dataclass(frozen=True)
class Programme:
    """A training programme by its code."""

    code: str
    title: Bilingual


@dataclass(frozen=True)
class Counted:
    """So many of something, the day of the last, and the page that shows them."""

    count: int
    last_on: date | None = None
    href: str | None = None


def counted(question: str, person_ids: Collection[int], since: date | None) -> dict[int, Counted]:
    """Each person's number; those for whom nobody knows one are left out."""
    found: dict[int, Counted] = {}
    for answer in events.answers(question):
        found.update(answer(person_ids, since))
    return found


def programmes() -> list[Programme]:
    """The programmes there are."""
    return [one for answer in events.answers(PROGRAMMES) for one in answer()]
