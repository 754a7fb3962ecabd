"""What the growth log asks of onboarding, which stands above it: who is away when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from lms.core import events

AWAY = "away days"
"""The question `(person_ids, first, last) -> dict[int, set[date]]`: days on which somebody's programme rests."""


def away_days(person_ids: Collection[int], first: date, last: date) -> dict[int, set[date]]:
    """The days in a time on which each person is away; those who are not are left out."""
    found: dict[int, set[date]] = {}
    if person_ids:
        for answer in events.answers(AWAY):
            for person_id, days in answer(person_ids, first, last).items():
                found.setdefault(person_id, set()).update(days)
    return found
