"""One series and a date: interrupted time series, for where nobody is left to compare with. Weaker evidence: whatever
else changed at that date is included.

Lopez Bernal, Cummins & Gasparrini, International Journal of Epidemiology 46 (2017), 348–355: Y_t = b0 + b1 t + b2 after +
b3 (t − t0) after + harmonics. Counts with a denominator: quasi-Poisson with its logarithm as offset, by iteratively
reweighted least squares; continuous outcomes: least squares with the errors of Newey & West, Econometrica 55 (1987), 703."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, floor, lgamma, log, pi
from statistics import NormalDist
from typing import Literal

import numpy as np

from lms.evaluation.rules.effects.distributions import t_quantile, t_two_sided
from lms.evaluation.rules.effects.figures import Part
from lms.evaluation.rules.effects.panel import Floats

FamilyName = Literal["quasipoisson", "gaussian"]


@dataclass(frozen=True)
class Change(Part):
    """A change at the date. With counts it is on the log scale, and the ratio is that of the rates."""

    att: float
    se: float
    se_plain: float  # Poisson's, or that of plain least squares
    low: float
    high: float
    p: float
    ratio: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None
    ratio_plain: tuple[float, float] | None = None  # its limits as Poisson's error and the normal give them


@dataclass(frozen=True)
class Fit(Part):
    """One fitted model."""

    level: Change
    slope: Change | None
    trend: float
    dispersion: float
    durbin_watson: float
    aic: float | None
    df: int
    expected: tuple[float, ...]
    without: tuple[float, ...]  # expected had nothing changed


def design_of(time: Floats, start: float, *, slope: bool, harmonics: int, period: float) -> Floats:
    """Columns: constant, trend from the date, after, trend after, then sine and cosine pairs."""
    after = (time >= start).astype(np.float64)
    columns = [np.ones(len(time)), time - start, after]
    if slope:
        columns.append((time - start) * after)
    for k in range(1, harmonics + 1):
        columns += [np.sin(2 * pi * k * time / period), np.cos(2 * pi * k * time / period)]
    return np.column_stack(columns)


def fit_series(
    y: Floats, x: Floats, offset: Floats | None, *, family: FamilyName, slope: bool, level: float
) -> Fit | None:
    """None where the columns cannot be told apart."""
    n, k = x.shape
    if n <= k or np.linalg.matrix_rank(x) < k:
        return None
    if family == "quasipoisson":
        slopes, mean, bread = _poisson(y, x, np.zeros(n) if offset is None else np.log(offset))
        residual = (y - mean) / np.sqrt(mean)
        dispersion = float(residual @ residual) / (n - k)
        plain = bread
        covariance = bread * max(dispersion, 1.0)  # less scatter than chance allows is chance
        aic = 2 * k - 2 * sum(a * log(m) - m - lgamma(a + 1) for a, m in zip(y.tolist(), mean.tolist(), strict=True))
    else:
        bread = np.asarray(np.linalg.inv(x.T @ x), dtype=np.float64)
        slopes = bread @ (x.T @ y)
        mean = x @ slopes
        residual = y - mean
        dispersion = float(residual @ residual) / (n - k)
        plain = bread * dispersion
        covariance = bread @ newey_west(x * residual[:, None]) @ bread * n / (n - k)
        aic = None
    untouched = x.copy()
    untouched[:, 2 : 4 if slope else 3] = 0.0
    counterfactual = untouched @ slopes
    if family == "quasipoisson":
        counterfactual = np.exp(counterfactual) * (1.0 if offset is None else offset)
    q = t_quantile(0.5 + level / 2, n - k)

    def change(place: int) -> Change:
        att, se = float(slopes[place]), float(np.sqrt(covariance[place, place]))
        low, high = att - q * se, att + q * se
        p = t_two_sided(att / se, n - k) if se > 0 else float("nan")
        se_plain = float(np.sqrt(plain[place, place]))
        if family == "gaussian":
            return Change(att, se, se_plain, low, high, p)
        reach = NormalDist().inv_cdf(0.5 + level / 2) * se_plain
        return Change(att, se, se_plain, low, high, p, exp(att), exp(low), exp(high), (exp(att - reach), exp(att + reach)))  # fmt: skip

    steps = float(residual @ residual)
    return Fit(
        change(2),
        change(3) if slope else None,
        float(slopes[1]),
        dispersion,
        float((np.diff(residual) ** 2).sum() / steps) if steps > 0 else float("nan"),
        aic,
        n - k,
        tuple(mean.tolist()),
        tuple(np.asarray(counterfactual).tolist()),
    )


def _poisson(y: Floats, x: Floats, offset: Floats) -> tuple[Floats, Floats, Floats]:
    """Coefficients, means, and the inverse information."""
    mean: Floats = y + 0.5
    slopes: Floats = np.zeros(x.shape[1])
    for _ in range(100):
        working = np.log(mean) - offset + (y - mean) / mean
        weighted = x * mean[:, None]
        new = np.asarray(np.linalg.solve(x.T @ weighted, weighted.T @ working), dtype=np.float64)
        done = float(np.abs(new - slopes).max()) < 1e-13
        slopes = new
        mean = np.exp(np.clip(x @ slopes + offset, -700, 700))
        if done:
            break
    return slopes, mean, np.asarray(np.linalg.inv(x.T @ (x * mean[:, None])), dtype=np.float64)


def newey_west(scores: Floats, lags: int | None = None) -> Floats:
    """The sum of scores with Bartlett weights over 4 (n/100)^(2/9) lags, or so many as are asked for."""
    n = len(scores)
    lags = min(floor(4 * (n / 100) ** (2 / 9)) if lags is None else lags, n - 1)
    middle = scores.T @ scores
    for lag in range(1, lags + 1):
        part = scores[lag:].T @ scores[:-lag]
        middle += (1 - lag / (lags + 1)) * (part + part.T)
    return np.asarray(middle)
