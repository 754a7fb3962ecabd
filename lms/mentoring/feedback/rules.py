"""What a mentee is asked about a mentor, and when answers may be shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

FLOOR = 3
"""Fewer answers are never shown. Further ones are shown three at a time, so that no difference gives one away."""


class Question(StrEnum):
    """What is asked, each from 1 to 5."""

    TIME = "time"
    EXPLAINS = "explains"
    PATIENCE = "patience"
    TRUST = "trust"
    FEEDBACK = "feedback"


def unanswered(ratings: Mapping[str, int]) -> tuple[str, ...]:
    """The questions without an answer from 1 to 5."""
    return tuple(str(one) for one in Question if ratings.get(one) not in range(1, 6))


def batch_of(given: int) -> int:
    """The number of the three to which the next answer belongs, `given` being those before."""
    return given // FLOOR


def shown(rows: Collection[tuple[int, Mapping[str, int]]]) -> tuple[int, dict[str, float]]:
    """How many answers are shown, and the mean of each question, from (batch, ratings); only full threes count."""
    sizes: dict[int, int] = {}
    for batch, _ratings in rows:
        sizes[batch] = sizes.get(batch, 0) + 1
    full = [ratings for batch, ratings in rows if sizes[batch] >= FLOOR]
    if not full:
        return 0, {}
    return len(full), {str(q): sum(r[q] for r in full) / len(full) for q in Question}
