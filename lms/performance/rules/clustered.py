"""Figures of groups of people, with intervals that know that one person's orders are alike.

A figure is a ratio of two sums over people, so its interval is that of a ratio with people as the units that vary
(linearised, W. G. Cochran, Sampling Techniques, 3rd edition, 1977, 6.3 and 9.3: orders are clusters of people), and never
narrower than the one that takes every order for itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from lms.kpis.rules import intervals
from lms.kpis.rules.figures import Figure, interval_of
from lms.kpis.rules.quantiles import t
from lms.kpis.rules.sums import COUNT, MEDIAN, NPS, SHARE, Sums


@dataclass(frozen=True)
class Crowd:
    """What people of a group add up to. Of each person x is the numerator's sum and y the denominator's (`parts_of`); `xx`,
    `xy` and `yy` are sums of their products over people."""

    people: int
    sums: Sums
    x: float
    y: float
    xx: float
    xy: float
    yy: float

    def __add__(self, other: Crowd) -> Crowd:
        """Both crowds, which share nobody."""
        return Crowd(
            self.people + other.people, self.sums + other.sums, self.x + other.x, self.y + other.y, self.xx + other.xx,
            self.xy + other.xy, self.yy + other.yy,
        )  # fmt: skip


@dataclass(frozen=True)
class Paired:
    """The same people before and after: the crowds, and sums over people of the products across."""

    before: Crowd
    after: Crowd
    xx: float
    xy: float
    yx: float
    yy: float


@dataclass(frozen=True)
class Difference:
    """After less before, in the figure's own terms, with the limits of 95 %."""

    value: float
    low: float
    high: float

    @property
    def is_certain(self) -> bool:
        """Nought lies outside the limits."""
        return self.low > 0 or self.high < 0


def parts_of(kind: str) -> tuple[str, str]:
    """Which sums of a person make the ratio. What is counted is counted by month worked; medians are those of logarithms."""
    if kind == COUNT:
        return "total", "months"
    return ("logs", "n") if kind == MEDIAN else ("total", "base")


def crowd_figure(kind: str, unit: str, crowd: Crowd, least_sample: int) -> Figure:
    """The figure of a group: value, interval over people, and whether the orders are enough."""
    n = crowd.sums.n
    if not n or not crowd.y:
        return Figure(n, None, None, None, None, False)
    value = _in_terms(kind, crowd.x / crowd.y)
    limits = intervals.ratio(crowd.people, crowd.x, crowd.y, crowd.xx, crowd.xy, crowd.yy)
    if limits is None:  # one person: nothing says how much people differ
        return Figure(n, value, None, None, None, False, crowd.sums)
    low, high = (_in_terms(kind, limit) for limit in limits)
    if kind == COUNT:
        single = intervals.garwood(crowd.x)
        alone: intervals.Interval | None = (single[0] / crowd.y, single[1] / crowd.y)
    else:
        alone = interval_of(kind, unit, crowd.sums)
    if alone is not None:
        low, high = min(low, alone[0]), max(high, alone[1])
    least, most = _bounds(kind, crowd)
    return Figure(n, value, max(low, least), min(high, most), None, n >= least_sample, crowd.sums)


def change_of(kind: str, paired: Paired) -> Difference | None:
    """How the same people's figure changed; None for fewer than two people. People are what varies: each adds the
    difference of what they contribute to the two ratios."""
    before, after, people = paired.before, paired.after, paired.before.people
    if people < 2 or not before.y or not after.y:
        return None
    earlier, later = before.x / before.y, after.x / after.y
    slope_before, slope_after = _slope(kind, earlier), _slope(kind, later)
    p, q = slope_after / after.y, slope_before / before.y
    own = _squares(after, later) * p * p + _squares(before, earlier) * q * q
    across = paired.xx - earlier * paired.xy - later * paired.yx + earlier * later * paired.yy
    variance = max(0.0, own - 2 * p * q * across) * people / (people - 1)
    value = _in_terms(kind, later) - _in_terms(kind, earlier)
    half = t(intervals.LEVEL, people - 1) * math.sqrt(variance)
    return Difference(value, value - half, value + half)


def _squares(crowd: Crowd, ratio: float) -> float:
    """The sum over people of (x − ratio · y)²."""
    return crowd.xx - 2 * ratio * crowd.xy + ratio * ratio * crowd.yy


def _in_terms(kind: str, ratio: float) -> float:
    if kind in (SHARE, NPS):
        return 100 * ratio
    return math.expm1(min(ratio, 700.0)) if kind == MEDIAN else ratio


def _slope(kind: str, ratio: float) -> float:
    if kind in (SHARE, NPS):
        return 100.0
    return math.exp(min(ratio, 700.0)) if kind == MEDIAN else 1.0


def _bounds(kind: str, crowd: Crowd) -> tuple[float, float]:
    if kind == SHARE:
        return 0.0, 100.0
    if kind == NPS:
        return -100.0, 100.0
    return (0.0 if crowd.x >= 0 else -math.inf), math.inf
