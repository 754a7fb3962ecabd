"""What a mentee is asked about a mentor, and when answers may be shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

LOWEST, HIGHEST = 1, 5
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
    return tuple(str(one) for one in Question if ratings.get(one) not in range(LOWEST, HIGHEST + 1))


def batch_of(given: int) -> int:
    """The number of the three to which the next answer belongs, `given` being those before."""
    return given // FLOOR


def shown(rows: Collection[tuple[int, Mapping[str, int]]]) -> tuple[int, dict[str, float]]:
    """How many answers are shown, and the mean of each question, from (batch, ratings); only full threes count."""
    sizes: dict[int, int] = {}
    for batch, _ratings in rows:
        sizes[batch] = sizes.get(batch, 0) + 1
    full = [number for number, size in sizes.items() if size >= FLOOR]
    many = sum(sizes[number] for number in full)
    if not many:
        return 0, {}
    sums = {q: sum(_sum([r[q] for batch, r in rows if batch == number]) for number in full) for q in Question}
    return many, {str(q): total / many for q, total in sums.items()}


def _sum(answers: Collection[int]) -> float:
    """The sum of a three. Where all agree on the best or the worst it would tell what each of them said, also as the
    difference from what was shown before: such a sum and the one next to it count as what lies between them."""
    total, least, most = sum(answers), LOWEST * len(answers), HIGHEST * len(answers)
    if total <= least + 1:
        return least + 0.5
    return most - 0.5 if total >= most - 1 else float(total)
