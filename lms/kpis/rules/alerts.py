"""When a figure is an alert: thresholds, trends and control limits, and when it is one no longer.

A rule looks at a series of points, one a day or a month, oldest first. Each point is beyond the rule, calm (back within
it by a margin), or neither. An alert is raised by enough points beyond in a row and cleared by enough calm ones in a row;
whatever comes between continues it, so that a figure at the edge does not flap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from lms.core.rules import Refusal
from lms.kpis.rules.control import limits_of, signals


class Kind(StrEnum):
    """What a rule looks for."""

    THRESHOLD = "threshold"
    TREND = "trend"
    CONTROL = "control"


class Colour(StrEnum):
    """How serious it is."""

    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"


class Side(StrEnum):
    """Which side is the worse one."""

    ABOVE = "above"
    BELOW = "below"


class Measure(StrEnum):
    """The figure itself (a share, a mean), or how many orders of its numerator there were."""

    VALUE = "value"
    COUNT = "count"


class Period(StrEnum):
    """How long one point is."""

    DAY = "day"
    MONTH = "month"


SEVERITY = {Colour.BLUE: 1, Colour.YELLOW: 2, Colour.RED: 3}


@dataclass(frozen=True)
class Terms:
    """A rule. `periods`: so many in a row beyond the limit (threshold), or so many movements the worse way (trend).

    After `worse_after` in a row the colour becomes `worse_colour`. `margin` and `clear_after` are the hysteresis;
    `clear_after` 0 means that only a person closes the alert. `certain`: the whole interval must lie beyond the limit.
    """

    kind: Kind
    side: Side
    colour: Colour
    period: Period = Period.MONTH
    measure: Measure = Measure.VALUE
    limit: float = 0
    periods: int = 1
    worse_after: int | None = None
    worse_colour: Colour | None = None
    margin: float = 0
    clear_after: int = 1
    least_sample: int = 0
    certain: bool = False
    baseline: int = 24

    @property
    def above(self) -> bool:
        """Is more worse?"""
        return self.side == Side.ABOVE

    @property
    def run_needed(self) -> int:
        """How many points in a row must be beyond before the alert is raised."""
        return self.periods if self.kind == Kind.THRESHOLD else 1


@dataclass(frozen=True)
class Point:
    """One period of one subject. `whole` is false while the period is still running."""

    when: date
    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    whole: bool = True


@dataclass(frozen=True)
class Sign:
    """What a rule says of one point. `edge` is what it was compared with; `tests` those of the control chart."""

    point: Point
    beyond: bool
    calm: bool
    edge: float | None = None
    tests: tuple[int, ...] = ()


@dataclass(frozen=True)
class Episode:
    """From the first point beyond to the clearing: what one alert is about."""

    began: date
    raised: date
    colour: Colour
    first: Sign
    last: Sign
    worsened: date | None = None
    continued: tuple[date, ...] = ()
    cleared: date | None = None


def usable(points: Iterable[Point], terms: Terms) -> list[Point]:
    """The points a rule may judge: known, with enough orders behind them, and whole where a running period would mislead.

    Those left out neither prolong a run nor end it: a Sunday without a survey is no news.
    """
    count = terms.measure == Measure.COUNT
    running_counts = terms.kind == Kind.THRESHOLD and (not count or terms.above)
    return [
        point
        for point in points
        if point.value is not None and (count or point.n >= terms.least_sample) and (point.whole or running_counts)
    ]


def signs(points: Sequence[Point], terms: Terms) -> list[Sign]:
    """What the rule says of each usable point."""
    known = usable(points, terms)
    judge = {Kind.THRESHOLD: _by_threshold, Kind.TREND: _by_trend, Kind.CONTROL: _by_control}[terms.kind]
    return list(judge(known, terms))


def _by_threshold(points: Sequence[Point], terms: Terms) -> Iterator[Sign]:
    for point in points:
        value = point.value or 0
        end = point.low if terms.above else point.high
        sure = end if terms.certain and end is not None else value
        beyond = sure > terms.limit if terms.above else sure < terms.limit
        inner = terms.limit - terms.margin if terms.above else terms.limit + terms.margin
        calm = not beyond and (value <= inner if terms.above else value >= inner)
        yield Sign(point, beyond, calm, terms.limit)


def _by_trend(points: Sequence[Point], terms: Terms) -> Iterator[Sign]:
    worse = 1 if terms.above else -1
    values = [(point.value or 0) * worse for point in points]
    for place, point in enumerate(points):
        start = place - terms.periods
        steps = [values[i + 1] - values[i] for i in range(max(start, 0), place)]
        beyond = start >= 0 and all(step > 0 for step in steps)
        calm = bool(steps) and -steps[-1] >= terms.margin and steps[-1] <= 0
        yield Sign(point, beyond, calm, points[start].value if start >= 0 else None)


def _by_control(points: Sequence[Point], terms: Terms) -> Iterator[Sign]:
    values = [point.value or 0 for point in points]
    for place, point in enumerate(points):
        found = signals(values, place, above=terms.above, baseline=terms.baseline)
        own = limits_of(values[max(0, place - terms.baseline) : place])
        if found:
            first = min(found)
            sigmas = {1: 3.0, 2: 2.0, 3: 1.0, 4: 0.0}[first]
            edge = found[first].at(sigmas if terms.above else -sigmas)
            yield Sign(point, True, False, edge, tuple(sorted(found)))
            continue
        near = own is None or (values[place] <= own.at(2) if terms.above else values[place] >= own.at(-2))
        yield Sign(point, False, near, own.at(3 if terms.above else -3) if own else None)


def episodes(found: Sequence[Sign], terms: Terms, *, after: date | None = None) -> list[Episode]:
    """The alerts of a series, oldest first; only the last can be uncleared. What lies up to `after` was closed by hand."""
    ended: list[Episode] = []
    now: Episode | None = None
    run: list[Sign] = []
    calm = 0
    for sign in found:
        when = sign.point.when
        if after is not None and when <= after:
            continue
        if sign.beyond:
            run.append(sign)
            if now is None and len(run) >= terms.run_needed:
                now = Episode(run[0].point.when, when, terms.colour, sign, sign)
            elif now is not None:
                now = replace(now, last=sign, continued=(*now.continued, when) if calm else now.continued)
            now, calm = _worsened(now, run, terms), 0
            continue
        run = []
        calm = calm + 1 if sign.calm else 0
        if now is not None and terms.clear_after and calm >= terms.clear_after:
            ended.append(replace(now, cleared=when))
            now, calm = None, 0
    return [*ended, now] if now is not None else ended


def _worsened(now: Episode | None, run: Sequence[Sign], terms: Terms) -> Episode | None:
    if now is None or terms.worse_after is None or terms.worse_colour is None or now.worsened is not None:
        return now
    if len(run) < terms.worse_after:
        return now
    return replace(now, worsened=run[-1].point.when, colour=terms.worse_colour)


def refusals(terms: Terms, *, kind_of_kpi: str) -> tuple[Refusal, ...]:
    """Why a rule cannot be as it is."""
    found = []
    if terms.worse_after is not None:
        if terms.worse_colour is None or SEVERITY[terms.worse_colour] <= SEVERITY[terms.colour]:
            found.append(Refusal("alert_rule_not_worse"))
        if terms.worse_after <= terms.run_needed:
            found.append(Refusal("alert_rule_worse_at_once"))
    if terms.kind == Kind.TREND and terms.periods < 2:
        found.append(Refusal("alert_rule_one_step"))
    if terms.margin < 0 or terms.clear_after < 0 or terms.periods < 1:
        found.append(Refusal("alert_rule_negative"))
    if terms.measure == Measure.COUNT and kind_of_kpi in ("mean", "median", "nps"):
        found.append(Refusal("alert_rule_no_count"))
    if terms.period == Period.DAY and kind_of_kpi == "median":
        found.append(Refusal("alert_rule_no_daily_median"))
    return tuple(found)
