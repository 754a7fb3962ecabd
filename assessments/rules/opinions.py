"""How many assessors a practical examination still wants, whom to ask, and what their ratings come to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assessments.rules.simulations import Seat, Stage, Verdict, verdict

MOST = 2
"""So many assessors rate from the start, at most; where they differ too much one more settles it."""
SETTLE_ABOVE = 15.0
"""Points of 100 by which two may differ."""
ASKED_AT_ONCE = 3
"""So many are asked; the first of them who rates takes it."""
ANSWER_DAYS = 3
"""After so many days without an answer those responsible are told, and further assessors are asked."""


@dataclass(frozen=True)
class Opinion:
    """One assessor's figure."""

    assessor_id: int
    percent: float
    failed: bool
    settles: bool = False


def standing(opinions: Sequence[Opinion], *, wanted: int, pass_mark: float) -> Verdict:
    """The result, or what it still lacks."""
    first = [one for one in opinions if not one.settles]
    if len(first) < wanted:
        return Verdict(Stage.RATING)
    seats = [Seat(one.assessor_id, one.settles, one.percent, ("must",) if one.failed else ()) for one in opinions]
    return verdict(seats, pass_mark=pass_mark, settle_above=SETTLE_ABOVE)


def nearest(opinions: Sequence[Opinion], percent: float) -> int:
    """Which opinion lies nearest to the result; of two as near, the later."""
    return min(range(len(opinions)), key=lambda n: (abs(opinions[n].percent - percent), -n))


def whom_to_ask(
    entitled: Collection[int], open_asks: Mapping[int, int], asked: Collection[int] = (), count: int = ASKED_AT_ONCE
) -> list[int]:
    """Of those who may rate the ones with the fewest open requests who were not asked yet."""
    free = sorted(set(entitled) - set(asked), key=lambda person: (open_asks.get(person, 0), person))
    return free[:count]


def is_overdue(asked_on: date, today: date) -> bool:
    """Has nobody answered for too long?"""
    return today >= asked_on + timedelta(days=ANSWER_DAYS)
