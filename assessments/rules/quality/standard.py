"""Where the pass mark lies: modified Angoff, and what it means for the decision.

Each judge says for each item how likely somebody who only just passes answers it right. A judge's pass mark is the sum
over the items; the cut is the judges' mean, its standard error SD / sqrt(judges) (Angoff 1971; Kane 1994).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

FEWEST_JUDGES = 8


@dataclass(frozen=True)
class Cut:
    """A pass mark in points of a test with `items` points."""

    items: int
    judges: int
    cut: float
    percent: float
    sd: float | None
    se: float | None
    median: float
    trimmed: float | None
    """Without the lowest and the highest judge."""
    pass_mark: int
    """The least whole score that reaches the cut."""
    judge_sums: tuple[float, ...]
    item_means: tuple[float, ...]
    flags: tuple[str, ...]


def angoff(ratings: Sequence[Sequence[float]], points: Sequence[float] | None = None) -> Cut:
    """From ratings items × judges, each between 0 and 1; `points` where items give other than one each."""
    said = np.asarray(ratings, dtype=float)
    items, judges = said.shape
    worth = np.ones(items) if points is None else np.asarray(points, dtype=float)
    table = said * worth[:, None]
    sums = table.sum(axis=0)
    cut = float(sums.mean())
    sd = float(sums.std(ddof=1)) if judges > 1 else None
    ordered = np.sort(sums)
    return Cut(
        items=items,
        judges=judges,
        cut=cut,
        percent=100 * cut / float(worth.sum()),
        sd=sd,
        se=None if sd is None else sd / math.sqrt(judges),
        median=float(np.median(sums)),
        trimmed=float(ordered[1:-1].mean()) if judges > 2 else None,
        pass_mark=math.ceil(cut - 1e-9),
        judge_sums=tuple(float(value) for value in sums),
        item_means=tuple(float(value) for value in said.mean(axis=1)),
        flags=("few_judges",) if judges < FEWEST_JUDGES else (),
    )


def error_near(score: float, items: int) -> float:
    """The standard error of measurement at a number of right answers, by the binomial error model (Lord 1957)."""
    return math.sqrt(max(score * (items - score), 0) / (items - 1)) if items > 1 else math.nan


@dataclass(frozen=True)
class Consistency:
    """How often the same people would be decided about in the same way again."""

    agreement: float
    kappa: float | None


def consistency(scores: Sequence[float], items: int, cut: float, reliability: float) -> Consistency:
    """Decision consistency from one sitting (Subkoviak 1976): each true score by Kelley's regression towards the mean,
    and two passes or two fails of binomial tests at it."""
    values, times = np.unique(np.asarray(scores, dtype=float), return_counts=True)
    share = times / times.sum()
    mean = float(values @ share) / items
    true = np.clip(max(reliability, 0.0) * values / items + (1 - max(reliability, 0.0)) * mean, 0.0, 1.0)
    least = max(math.ceil(cut - 1e-9), 0)
    passes = np.array([_at_least(least, items, float(p)) for p in true])
    agreement = float(share @ (passes**2 + (1 - passes) ** 2))
    passing = float(share @ passes)
    chance = passing**2 + (1 - passing) ** 2
    return Consistency(agreement, (agreement - chance) / (1 - chance) if chance < 1 else None)


def _at_least(least: int, n: int, p: float) -> float:
    """P(X >= least) for a binomial."""
    return min(1.0, sum(math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(least, n + 1)))
