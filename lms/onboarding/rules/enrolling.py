"""Enrolling by rule: who is meant, whom something stands against, and which intake they join."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

TAKEN, HAD_IT, ENROL = "taken", "had_it", "enrol"
HIRED_WITHIN = 120
"""Who was hired longer ago is no new hire, whatever a rule says."""


@dataclass(frozen=True)
class Newcomer:
    """Somebody a rule is about."""

    person_id: int
    hired_on: date
    is_in_programme: bool
    had_this_programme: bool


@dataclass(frozen=True)
class Intake:
    """An intake that somebody may join."""

    id: int
    starts_on: date


def verdict(person: Newcomer) -> str:
    """Is the person enrolled, or what stands against it: under way somewhere, or through with this programme once."""
    if person.is_in_programme:
        return TAKEN
    return HAD_IT if person.had_this_programme else ENROL


def earliest_hire(hired_from: date, today: date) -> date:
    """From which day of hire on people are meant."""
    return max(hired_from, today - timedelta(days=HIRED_WITHIN))


def intake_to_join(intakes: Iterable[Intake], today: date, join_days: int) -> Intake | None:
    """The next intake that starts today or within some days; None where a new one is opened."""
    near = [one for one in intakes if today <= one.starts_on <= today + timedelta(days=join_days)]
    return min(near, key=lambda one: (one.starts_on, one.id), default=None)
