"""Intervals of 95 % for every kind of figure, each fit for it, and none narrower than the data allow.

share   Wilson's score interval (E. B. Wilson, JASA 22, 1927, 209–212), never below 0 or above 1
mean    Student's t; for times a log-normal interval: the t interval of the mean's logarithm by the delta method. Cox's
        method (U. Olsson, J. Statistics Education 13(1), 2005) rests on every time being log-normal, which real ones
        are not: of 95 intervals in 100 it keeps 56 at 1,000 times, this one 94 (docs/kpis.md has the table)
median  order statistics where the values are at hand (exact binomial ranks); from readings, exp of the t interval of the
        logarithms' centre
nps     the mean of +1, 0, −1 with Wilson-like safety: the adjusted Wald interval of Rocks (B. Rocks, "Interval Estimation
        for the Net Promoter Score", The American Statistician 70, 2016: 3/4 of an order added to each end, 3/2 to none)
count   exact Poisson limits (F. Garwood, Biometrika 28, 1936)
rate    ratio of two sums, by linearisation (W. G. Cochran, Sampling Techniques, 3rd edition, 1977, 6.3)
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from lms.kpis.rules.quantiles import gamma_quantile, t, z

LEVEL = 0.95
Interval = tuple[float, float]


def wilson(successes: float, n: int, level: float = LEVEL) -> Interval:
    """Limits of a share of `n`, which must be at least 1."""
    quantile = z(level)
    share, square = successes / n, quantile * quantile
    centre = (share + square / (2 * n)) / (1 + square / n)
    half = quantile / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return (
        0.0 if successes <= 0 else max(0.0, centre - half),
        1.0 if successes >= n else min(1.0, centre + half),
    )


def spread(n: int, total: float, squares: float) -> float:
    """The sample standard deviation from sums; 0 where rounding would make it imaginary."""
    return math.sqrt(max(0.0, (squares - total * total / n) / (n - 1))) if n > 1 else 0.0


def t_mean(n: int, total: float, squares: float, level: float = LEVEL) -> Interval | None:
    """Limits of a mean; none from a single value."""
    if n < 2:
        return None
    half = t(level, n - 1) * spread(n, total, squares) / math.sqrt(n)
    return total / n - half, total / n + half


def time_mean(n: int, total: float, squares: float, level: float = LEVEL) -> Interval | None:
    """Limits of a mean time: those of its logarithm, so they are never negative and reach further up than down."""
    if n < 2 or total <= 0:
        return None
    mean = total / n
    half = t(level, n - 1) * spread(n, total, squares) / math.sqrt(n) / mean
    return mean * math.exp(-half), mean * _exp(half)


def log_median(n: int, logs: float, log_squares: float, median: float | None, level: float = LEVEL) -> Interval | None:
    """Limits of a median time from sums of ln(1 + time), about the median itself when it is known. The error of a sample's
    median is wider than that of its logarithms' mean by √(π/2)."""
    if n < 2:
        return None
    centre = logs / n if median is None else math.log1p(max(0.0, median))
    wider = 1.0 if median is None else math.sqrt(math.pi / 2)
    half = t(level, n - 1) * wider * spread(n, logs, log_squares) / math.sqrt(n)
    middle = math.expm1(centre) if median is None else median
    return min(middle, max(0.0, _exp(centre - half) - 1)), max(middle, _exp(centre + half) - 1)


def median_ranks(n: int, level: float = LEVEL) -> tuple[int, int] | None:
    """The ranks (from 1) of the values between which the median lies with at least the level's probability, whatever the
    distribution; none for fewer than six values."""
    if n > 1000:
        half = z(level) * math.sqrt(n) / 2
        return max(1, math.floor((n + 1) / 2 - half)), min(n, math.ceil((n + 1) / 2 + half))
    tail, term, rank = 0.0, 0.5**n, 0
    while rank <= n // 2 and tail + term <= (1 - level) / 2:
        tail += term
        rank += 1
        term *= (n - rank + 1) / rank
    return (rank, n + 1 - rank) if rank else None


def median_interval(values: Sequence[float], level: float = LEVEL) -> Interval | None:
    """Limits of the median of values at hand."""
    ranks = median_ranks(len(values), level)
    if ranks is None:
        return None
    ordered = sorted(values)
    return ordered[ranks[0] - 1], ordered[ranks[1] - 1]


def nps(n: int, total: float, squares: float, level: float = LEVEL) -> Interval:
    """Limits of the net promoter score as a share from −1 to 1, from promoters less detractors and their number."""
    size = n + 3
    mean, share = total / size, (squares + 1.5) / size
    half = z(level) * math.sqrt(max(0.0, share - mean * mean) / size)
    return max(-1.0, min(mean - half, total / n)), min(1.0, max(mean + half, total / n))


def garwood(events: float, level: float = LEVEL) -> Interval:
    """Exact limits of the mean of a Poisson count."""
    tail = (1 - level) / 2
    low = gamma_quantile(tail, events) if events > 0 else 0.0
    return low, gamma_quantile(1 - tail, events + 1)


def ratio(
    n: int, total: float, base: float, squares: float, cross: float, base_squares: float, level: float = LEVEL
) -> Interval | None:
    """Limits of Σ numerator / Σ denominator, where `cross` is the sum of their products."""
    if n < 2 or not base:
        return None
    value = total / base
    if total == 0 and squares == 0:
        return 0.0, garwood(0, level)[1] / abs(base)
    residual = max(0.0, squares - 2 * value * cross + value * value * base_squares)
    half = t(level, n - 1) * math.sqrt(n * residual / (n - 1)) / abs(base)
    return value - half, value + half


def _exp(power: float) -> float:
    return math.exp(min(power, 700.0))
