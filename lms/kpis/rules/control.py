"""The individuals chart: what a figure does by itself, and the Western Electric tests for when it does something else.

Limits come from the moving range of the points before those being judged, so that a shift does not widen the limits that
ought to show it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

LEAST_BASELINE = 8
"""Fewer points say too little about how much a figure varies by itself."""
MOVING_RANGE_TO_SIGMA = 1.128
"""d2 for two points: the mean moving range of a normal figure is 1.128 standard deviations."""


@dataclass(frozen=True)
class Limits:
    """The centre line and one standard deviation, from `points` earlier points."""

    centre: float
    sigma: float
    points: int

    def at(self, sigmas: float) -> float:
        """The value so many standard deviations above (below, if negative) the centre."""
        return self.centre + sigmas * self.sigma


@dataclass(frozen=True)
class Test:
    """Of the last `window` points, `needed` lie beyond `sigmas` standard deviations on the same side."""

    number: int
    window: int
    needed: int
    sigmas: float


WESTERN_ELECTRIC = (Test(1, 1, 1, 3), Test(2, 3, 2, 2), Test(3, 5, 4, 1), Test(4, 8, 8, 0))


def limits_of(values: Sequence[float]) -> Limits | None:
    """Centre and spread of an individuals chart; None from fewer than eight points, or where nothing ever varied."""
    if len(values) < LEAST_BASELINE:
        return None
    ranges = [abs(after - before) for before, after in pairwise(values)]
    sigma = sum(ranges) / len(ranges) / MOVING_RANGE_TO_SIGMA
    return Limits(sum(values) / len(values), sigma, len(values)) if sigma > 0 else None


def signals(values: Sequence[float], place: int, *, above: bool, baseline: int) -> dict[int, Limits]:
    """The tests that signal at a place on the given side, each with the limits it was judged by."""
    found = {}
    for test in WESTERN_ELECTRIC:
        start = place - test.window + 1
        limits = limits_of(values[max(0, start - baseline) : max(0, start)])
        if limits is None:
            continue
        edge = limits.at(test.sigmas if above else -test.sigmas)
        beyond = [value > edge if above else value < edge for value in values[start : place + 1]]
        if beyond[-1] and sum(beyond) >= test.needed:
            found[test.number] = limits
    return found


def chart(values: Sequence[float], baseline: int) -> Limits | None:
    """The limits to draw behind a series: those that its newest point was judged by."""
    return limits_of(values[max(0, len(values) - 1 - baseline) : len(values) - 1]) if values else None
