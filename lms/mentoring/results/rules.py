"""What became of a mentor's mentees, beside comparable ones, and how soon their logs were answered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from lms.kpis.rules.intervals import time_mean, wilson

LEAST = 5
"""A figure about fewer people is not put beside others'."""
MONTHS = 24
"""So far back reach the pairings that are looked at."""


@dataclass(frozen=True)
class Measured:
    """A mean or share (0 to 100) of `n` with its limits of 95 %; no value where there is nothing."""

    n: int = 0
    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def enough(self) -> bool:
        """Is it worth a comparison?"""
        return self.n >= LEAST


def mean_of(values: Collection[float]) -> Measured:
    """The mean of times."""
    n = len(values)
    if not n:
        return Measured()
    total = sum(values)
    low, high = time_mean(n, total, sum(v * v for v in values)) or (None, None)
    return Measured(n, total / n, low, high)


def share_of(outcomes: Collection[bool]) -> Measured:
    """The share of those that came out well, in per cent."""
    n = len(outcomes)
    if not n:
        return Measured()
    low, high = wilson(sum(outcomes), n)
    return Measured(n, 100 * sum(outcomes) / n, 100 * low, 100 * high)


@dataclass(frozen=True)
class Time:
    """A time under a technical mentor: `ended_on` is the first day without."""

    mentee_id: int
    mentor_id: int
    started_on: date
    ended_on: date | None
    family: str


def mentor_on(times: Sequence[Time], day: date) -> Time | None:
    """Under which mentor somebody was on a day; the one appointed last, where two stood."""
    holding = [t for t in times if t.started_on <= day and (t.ended_on is None or day < t.ended_on)]
    return max(holding, key=lambda t: t.started_on, default=None)
