"""What readings add up to, over months and keys of one person, and the figure that comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

SHARE, MEAN, MEDIAN, NPS, COUNT, RATE = "share", "mean", "median", "nps", "count", "rate"


@dataclass(frozen=True)
class Sums:
    """The sums of one or more readings; see the table of readings for what each is. A median does not add up: it is
    known of a single reading only."""

    n: int = 0
    total: float = 0.0
    base: float = 0.0
    squares: float = 0.0
    logs: float = 0.0
    log_squares: float = 0.0
    median: float | None = None

    def __add__(self, other: Sums) -> Sums:
        if not self.n:
            return other
        if not other.n:
            return self
        return Sums(
            self.n + other.n,
            self.total + other.total,
            self.base + other.base,
            self.squares + other.squares,
            self.logs + other.logs,
            self.log_squares + other.log_squares,
        )


def value_of(kind: str, sums: Sums) -> float | None:
    """The figure: shares and NPS in per cent, a count as it is; None where nothing was counted.

    The median of several readings is taken from the logarithms (the median of a log-normal distribution), since medians
    do not add up.
    """
    if kind == COUNT:
        return sums.total if sums.n else None
    if not sums.n:
        return None
    if kind == MEDIAN:
        return sums.median if sums.median is not None else exp(sums.logs / sums.n) - 1
    if not sums.base:
        return None
    ratio = sums.total / sums.base
    return 100 * ratio if kind in (SHARE, NPS) else ratio
