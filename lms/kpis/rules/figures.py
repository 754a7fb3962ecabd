"""From sums to a figure: its value, its interval, and whether enough orders stand behind it.

Values are those that people read: shares and NPS in per cent, times in the definition's unit, counts as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lms.kpis.rules import intervals
from lms.kpis.rules.shrinkage import Team, mean_team, share_team
from lms.kpis.rules.sums import COUNT, MEAN, MEDIAN, NPS, RATE, SHARE, Sums, value_of

TIMES = ("minutes", "hours", "days")
"""Units whose means are those of times: never negative, and skewed."""


POINTS = "points"
"""The unit of satisfaction, from 0 to 100."""

NOTHING = Sums()


@dataclass(frozen=True)
class Figure:
    """A KPI of a subject over a time. `low` and `high` are the limits of 95 %, none where one order says nothing about
    them; `shrunk` is the value drawn towards the team, where there is one to draw to; `enough`: n reaches the least
    sample of the definition."""

    n: int
    value: float | None
    low: float | None
    high: float | None
    shrunk: float | None
    enough: bool
    sums: Sums = NOTHING


def figure_of(kind: str, unit: str, sums: Sums, least_sample: int, team: Team | None = None) -> Figure:
    """The figure of sums; `team` from `team_of` the peers' sums."""
    value = value_of(kind, sums)
    if value is None:
        return Figure(sums.n, None, None, None, None, False, sums)
    low, high = interval_of(kind, unit, sums) or (None, None)
    return Figure(sums.n, value, low, high, _drawn(kind, value, sums, team), sums.n >= least_sample, sums)


def interval_of(kind: str, unit: str, sums: Sums) -> intervals.Interval | None:
    """Limits in the figure's own terms; None where the sums say nothing about them."""
    n = sums.n
    if kind == SHARE:
        return _percent(intervals.wilson(sums.total, n))
    if kind == NPS:
        return _percent(intervals.nps(n, sums.total, sums.squares))
    if kind == COUNT:
        return intervals.garwood(sums.total)
    if kind == RATE:
        return intervals.ratio(n, sums.total, sums.base, sums.squares, sums.logs, sums.log_squares)
    if kind == MEDIAN:
        return intervals.log_median(n, sums.logs, sums.log_squares, sums.median)
    if unit in TIMES:
        return intervals.time_mean(n, sums.total, sums.squares)
    return intervals.t_mean(n, sums.total, sums.squares)


def scale_of(kind: str, unit: str) -> tuple[float, float] | None:
    """The bounded scale that values are read on: shares, satisfaction in points, NPS; None where there is no end."""
    if kind == NPS:
        return -100.0, 100.0
    if kind == SHARE or (kind == MEAN and unit == POINTS):
        return 0.0, 100.0
    return None


def within_scale(kind: str, unit: str, low: float, high: float) -> intervals.Interval:
    """Limits as they are printed: a mean's may pass the end of its scale, where no value can lie."""
    scale = scale_of(kind, unit)
    if scale is None or low > scale[1] or high < scale[0]:
        return low, high
    return max(low, scale[0]), min(high, scale[1])


def _percent(limits: intervals.Interval) -> intervals.Interval:
    return 100 * limits[0], 100 * limits[1]


def team_of(kind: str, peers: Sequence[Sums]) -> Team | None:
    """What the peers' sums say about a member of theirs; counts, rates and medians are not drawn."""
    if kind == SHARE:
        return share_team([(sums.total, sums.n) for sums in peers])
    if kind in (MEAN, NPS):
        return mean_team([(sums.n, sums.total, sums.squares) for sums in peers])
    return None


def _drawn(kind: str, value: float, sums: Sums, team: Team | None) -> float | None:
    if team is None:
        return None
    scale = 100 if kind in (SHARE, NPS) else 1
    return scale * team.draw(value / scale, sums.n)
