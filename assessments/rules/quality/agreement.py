"""How far those who rate agree, beyond chance.

Sources: Cohen (1960, 1968); standard errors Fleiss, Cohen and Everitt (1969); Fleiss (1971); Krippendorff (2011);
Gwet (2008), also for the variance of coefficients of several raters. Where nearly everybody passes, kappa collapses
although people agree: the raw agreement and AC1 stand beside it for that reason.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lms.kpis.rules.quantiles import t

Numbers = np.ndarray
NOMINAL, ORDINAL, INTERVAL = "nominal", "ordinal", "interval"
DRAWS, SEED = 1000, 20240229


@dataclass(frozen=True)
class Coefficient:
    """A coefficient of agreement with its 95 % interval; `value` None says in `reason` why there is none."""

    value: float | None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Ratings:
    """Ratings by subject: `counts` subjects × categories, `values` the categories in order (numbers where they are),
    `pairs` for exactly two raters the category numbers of those whom both rated."""

    values: Sequence[float]
    counts: Numbers
    pairs: Numbers | None


def kappa(table: Numbers, weights: Numbers | None = None) -> Coefficient:
    """Cohen's kappa of a square table of counts, weighted by agreement weights between 0 and 1."""
    n = float(table.sum())
    shares = table / n
    size = len(table)
    weight = np.eye(size) if weights is None else weights
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    observed, expected = float((weight * shares).sum()), float(rows @ weight @ columns)
    if expected >= 1 - 1e-12:
        return Coefficient(None, reason="one_category")
    value = (observed - expected) / (1 - expected)
    by_row, by_column = weight @ columns, rows @ weight
    inner = weight - (by_row[:, None] + by_column[None, :]) * (1 - value)
    variance = (float((shares * inner**2).sum()) - (value - expected * (1 - value)) ** 2) / (n * (1 - expected) ** 2)
    se = math.sqrt(max(variance, 0.0))
    return Coefficient(value, se, value - 1.959963984540054 * se, min(value + 1.959963984540054 * se, 1.0))


def kappa_se_by_chance(table: Numbers, weights: Numbers | None = None) -> float:
    """The standard error if there were no agreement but chance, for a test of that."""
    n = float(table.sum())
    shares = table / n
    weight = np.eye(len(table)) if weights is None else weights
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    expected = float(rows @ weight @ columns)
    inner = weight - ((weight @ columns)[:, None] + (rows @ weight)[None, :])
    variance = float((np.outer(rows, columns) * inner**2).sum()) - expected**2
    return math.sqrt(max(variance, 0.0) / n) / (1 - expected)


def agreement_weights(size: int, power: int) -> Numbers:
    """1 - (|i - j| / (k - 1)) ^ power: linear (1) or quadratic (2)."""
    steps = np.abs(np.subtract.outer(np.arange(size), np.arange(size))) / max(size - 1, 1)
    return 1 - steps**power


def square_table(pairs: Numbers, size: int) -> Numbers:
    """Counts of first rater's category × second rater's category."""
    table = np.zeros((size, size))
    np.add.at(table, (pairs[:, 0], pairs[:, 1]), 1)
    return table


def raw_agreement(counts: Numbers) -> float | None:
    """The share of pairs of ratings of the same subject that are the same, each subject counting alike."""
    used = counts[counts.sum(axis=1) >= 2]
    return float(_agreement_by_subject(used).mean()) if len(used) else None


def fleiss(counts: Numbers) -> Coefficient:
    """Fleiss's kappa; subjects with different numbers of raters count alike."""
    return _chance_corrected(counts, lambda share, overall: share @ overall)


def gwet_ac1(counts: Numbers) -> Coefficient:
    """Gwet's first agreement coefficient."""
    size = counts.shape[1]
    if size < 2:
        return Coefficient(None, reason="one_category")
    return _chance_corrected(counts, lambda share, overall: share @ (1 - overall) / (size - 1))


def krippendorff(values: Sequence[float], counts: Numbers, kind: str) -> Coefficient:
    """Krippendorff's alpha, which bears missing ratings; the interval by drawing subjects anew, seeded."""
    used = counts[counts.sum(axis=1) >= 2]
    overall = used.sum(axis=0)
    n = float(overall.sum())
    if not len(used) or (overall > 0).sum() < 2:
        return Coefficient(None, reason="one_category" if len(used) else "nobody_rated_twice")
    distance = _distances(values, overall, kind)
    raters = used.sum(axis=1)
    within = np.einsum("ui,ij,uj->u", used, distance, used) / (raters - 1)
    expected = float(overall @ distance @ overall) / (n - 1)
    value = 1 - float(within.sum()) / expected
    low = high = None
    if len(used) >= 5:
        drawn = np.random.default_rng(SEED).multinomial(len(used), np.full(len(used), 1 / len(used)), size=DRAWS)
        sums = drawn @ used
        total = sums.sum(axis=1)
        chance = np.einsum("di,ij,dj->d", sums, distance, sums) / (total - 1)
        alphas = 1 - (drawn @ within)[chance > 0] / chance[chance > 0]
        low, high = (float(edge) for edge in np.quantile(alphas, (0.025, 0.975)))
    return Coefficient(value, None, low, high)


def _distances(values: Sequence[float], overall: Numbers, kind: str) -> Numbers:
    size = len(values)
    if kind == NOMINAL:
        return 1.0 - np.eye(size)
    if kind == INTERVAL:
        return np.subtract.outer(np.asarray(values, float), np.asarray(values, float)) ** 2
    rank = np.cumsum(overall) - overall / 2
    return np.subtract.outer(rank, rank) ** 2


def _agreement_by_subject(counts: Numbers) -> Numbers:
    raters = counts.sum(axis=1)
    return (counts * (counts - 1)).sum(axis=1) / (raters * (raters - 1))


def _chance_corrected(counts: Numbers, chance: Callable[[Numbers, Numbers], Numbers]) -> Coefficient:
    """(pa - pe) / (1 - pe) over subjects, with Gwet's variance; `chance(shares, overall)` gives pe by subject."""
    rated = counts[counts.sum(axis=1) >= 1]
    raters = rated.sum(axis=1)
    twice = raters >= 2
    if not twice.any():
        return Coefficient(None, reason="nobody_rated_twice")
    shares = rated / raters[:, None]
    overall = shares.mean(axis=0)
    by_subject = chance(shares, overall)
    expected = float(np.mean(by_subject))
    if expected >= 1 - 1e-12:
        return Coefficient(None, reason="one_category")
    agreed = np.zeros(len(rated))
    agreed[twice] = _agreement_by_subject(rated[twice])
    observed = float(agreed[twice].mean())
    value = (observed - expected) / (1 - expected)
    n, n_twice = len(rated), int(twice.sum())
    if n < 2:
        return Coefficient(value)
    each = np.where(twice, n / n_twice * (agreed - expected) / (1 - expected), 0.0)
    each = each - 2 * (1 - value) * (by_subject - expected) / (1 - expected)
    se = math.sqrt(float(((each - value) ** 2).sum()) / (n * (n - 1)))
    reach = t(0.95, n - 1) * se
    return Coefficient(value, se, value - reach, min(value + reach, 1.0))


def by_kind(ratings: Ratings, kind: str) -> Mapping[str, Coefficient]:
    """Every coefficient that fits the kind of rating, by name."""
    found: dict[str, Coefficient] = {}
    if ratings.pairs is None:
        found["cohen_kappa"] = Coefficient(None, reason="not_two_raters")
    elif not len(ratings.pairs):
        found["cohen_kappa"] = Coefficient(None, reason="nobody_rated_twice")
    else:
        table = square_table(ratings.pairs, len(ratings.values))
        found["cohen_kappa"] = kappa(table)
        if kind != NOMINAL:
            for name, power in (("linear", 1), ("quadratic", 2)):
                found[f"weighted_kappa.{name}"] = kappa(table, agreement_weights(len(table), power))
    found["fleiss_kappa"] = fleiss(ratings.counts)
    found["krippendorff_alpha"] = krippendorff(ratings.values, ratings.counts, kind)
    found["gwet_ac1"] = gwet_ac1(ratings.counts)
    return found
