"""Level 2, weeks later: how much of what was gained is still there.

kept      mean(later − before) / mean(after − before) over people with all three, with Fieller's interval
          (E. Fieller, J. R. Stat. Soc. B 16 (1954) 175): the shares θ for which later − before − θ (after − before) does not
          differ from zero. Where the gain itself cannot be told from zero there is no share of it
change    the mean of later − after with Student's interval, over people with both
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lms.kpis.rules import intervals
from lms.kpis.rules.quantiles import t as t_quantile

WEEKS = (1, 52)
SUGGESTED_WEEKS = 8
"""Four to twelve weeks are usual."""
OPEN_DAYS = 14
"""From opening to the day by which a test is wanted; so long again it can still be sat."""
MOST_REMINDERS = 2
REMIND_EVERY = 7
REMIND_BEFORE = 3
"""Reminders begin so many days before a test is wanted."""


def reminder_due(due_on: date, reminders: int, last_told: date, today: date) -> bool:
    """Is it time to remind somebody who was told and has not begun?"""
    if reminders >= MOST_REMINDERS or (due_on - today).days > REMIND_BEFORE:
        return False
    return (today - last_told).days >= REMIND_EVERY


@dataclass(frozen=True)
class KeptSums:
    """Sums over people with all three scores: x is after − before, y later − before. And of later − after over everybody with
    those two."""

    n: int
    x: float
    y: float
    xx: float
    yy: float
    xy: float
    n_change: int
    change: float
    change_squares: float

    @classmethod
    def of(cls, scores: Sequence[tuple[float | None, float, float]]) -> KeptSums:
        """From (before, after, later) of each person."""
        known = [(after - before, later - before) for before, after, later in scores if before is not None]
        changes = [later - after for _before, after, later in scores]
        return cls(
            len(known), math.fsum(x for x, _y in known), math.fsum(y for _x, y in known),
            math.fsum(x * x for x, _y in known), math.fsum(y * y for _x, y in known), math.fsum(x * y for x, y in known),
            len(changes), math.fsum(changes), math.fsum(one * one for one in changes),
        )  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """What is left. `share` None where too few have all three scores or nothing was gained on the mean; its limits None where
    the gain itself cannot be told from zero."""

    n: int
    share: float | None
    low: float | None
    high: float | None
    n_change: int
    change: float
    change_low: float
    change_high: float


def kept_of(sums: KeptSums) -> Kept | None:
    """What is left; None for fewer than two people with a score after and one later."""
    if sums.n_change < 2:
        return None
    limits = intervals.t_mean(sums.n_change, sums.change, sums.change_squares)
    assert limits is not None
    share, low, high = _share(sums)
    return Kept(sums.n, share, low, high, sums.n_change, sums.change / sums.n_change, *limits)


def _share(sums: KeptSums) -> tuple[float | None, float | None, float | None]:
    n = sums.n
    if n < 2 or sums.x <= 0:
        return None, None, None
    x, y = sums.x / n, sums.y / n
    scale = n * (n - 1)
    v_xx = (sums.xx - n * x * x) / scale
    v_yy = (sums.yy - n * y * y) / scale
    v_xy = (sums.xy - n * x * y) / scale
    q = t_quantile(intervals.LEVEL, n - 1) ** 2
    a = x * x - q * v_xx
    if a <= 0:
        return y / x, None, None
    b, c = x * y - q * v_xy, y * y - q * v_yy
    half = math.sqrt(max(0.0, b * b - a * c))
    return y / x, (b - half) / a, (b + half) / a
