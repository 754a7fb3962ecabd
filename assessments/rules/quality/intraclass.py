"""Intraclass correlation: how far scores by several raters can stand for one another.

Shrout and Fleiss (1979), intervals as theirs; (model, k): 1 = each subject has other raters, 2 = raters drawn from many
(absolute agreement), 3 = these raters only (consistency); 1 = a single rating, k = the mean of all.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from assessments.rules.quality.agreement import Coefficient
from assessments.rules.quality.distributions import f_quantile

FORMS = ("1,1", "2,1", "3,1", "1,k", "2,k", "3,k")


def intraclass(scores: np.ndarray) -> Mapping[str, Coefficient]:
    """All six forms from a full table subjects × raters, at least two of each."""
    n, k = scores.shape
    if n < 2 or k < 2:
        return {form: Coefficient(None, reason="too_few_subjects_or_raters") for form in FORMS}
    grand = scores.mean()
    between = k * float(((scores.mean(axis=1) - grand) ** 2).sum()) / (n - 1)
    raters = n * float(((scores.mean(axis=0) - grand) ** 2).sum()) / (k - 1)
    total = float(((scores - grand) ** 2).sum())
    if total <= 1e-12 * (1 + float(np.abs(scores).max()) ** 2):
        return {form: Coefficient(None, reason="all_the_same") for form in FORMS}
    within = (total - between * (n - 1)) / (n * (k - 1))
    error = (total - between * (n - 1) - raters * (k - 1)) / ((n - 1) * (k - 1))
    found: dict[str, Coefficient] = {}
    found["1,1"], found["1,k"] = _one_way(between, within, n - 1, n * (k - 1), k)
    found["3,1"], found["3,k"] = _one_way(between, error, n - 1, (n - 1) * (k - 1), k)
    found["2,1"], found["2,k"] = _two_way(between, raters, error, n, k)
    return {form: found[form] for form in FORMS}


def _one_way(between: float, noise: float, above: int, below: int, k: int) -> tuple[Coefficient, Coefficient]:
    if noise <= 0:
        return Coefficient(1.0, low=1.0, high=1.0), Coefficient(1.0, low=1.0, high=1.0)
    ratio = between / noise
    low, high = ratio / f_quantile(0.975, above, below), ratio * f_quantile(0.975, below, above)
    single = Coefficient((ratio - 1) / (ratio + k - 1), None, (low - 1) / (low + k - 1), (high - 1) / (high + k - 1))
    if ratio <= 0:
        return single, Coefficient(None, reason="subjects_do_not_differ")
    return single, Coefficient(1 - 1 / ratio, None, 1 - 1 / low, 1 - 1 / high)


def _two_way(between: float, raters: float, error: float, n: int, k: int) -> tuple[Coefficient, Coefficient]:
    value = (between - error) / (between + (k - 1) * error + k * (raters - error) / n)
    mean = (between - error) / (between + (raters - error) / n)
    if error <= 0:
        return Coefficient(value), Coefficient(mean)
    a = k * value / (n * (1 - value))
    b = 1 + k * value * (n - 1) / (n * (1 - value))
    freedom = (a * raters + b * error) ** 2 / ((a * raters) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1)))
    rest = k * raters + (k * n - k - n) * error
    below, above = f_quantile(0.975, n - 1, freedom), f_quantile(0.975, freedom, n - 1)
    low = n * (between - below * error) / (below * rest + n * between)
    high = n * (above * between - error) / (rest + n * above * between)
    return Coefficient(value, None, low, high), Coefficient(mean, None, _of_mean(low, k), _of_mean(high, k))


def _of_mean(single: float, k: int) -> float:
    return single * k / (1 + single * (k - 1))
