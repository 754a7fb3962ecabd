"""How good the questions of a test are: classical item analysis.

Sample moments (n - 1) throughout. With x the mark of an item, T the total and R = T - x the rest:
facility = mean / greatest mark; discrimination = corr(x, R); efficiency = cov(x, R) / cov(sorted x, sorted R), the
share of the covariance that these very marks could have had; effective weight = sqrt(cov(x, T)) / its sum over items;
point-biserial = corr(x, T), corrected = corr(x, R). The formulas of discrimination, efficiency and weight are those of
Moodle's quiz statistics; Cronbach (1951) for alpha. All indices are fractions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from assessments.rules.quality.flags import Option, flags_of

Numbers = np.ndarray
NO_SPREAD, NO_REST, NEGATIVE = "no_spread", "rest_has_no_spread", "negative_covariance"


@dataclass(frozen=True)
class ItemFigures:
    """The figures of an item; None where one is not defined, and `undefined` says why."""

    item: str
    n: int
    omitted: int
    max_mark: float
    facility: float
    sd: float
    discrimination: float | None
    efficiency: float | None
    effective_weight: float | None
    point_biserial: float | None
    point_biserial_corrected: float | None
    alpha_if_dropped: float | None
    options: tuple[Option, ...] = ()
    flags: tuple[str, ...] = ()
    undefined: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TestFigures:
    """The figures of the whole test. `alpha` may be negative, and is then shown so."""

    __test__ = False  # not one of pytest's
    n: int
    items: int
    mean: float
    median: float
    sd: float
    skewness: float | None
    kurtosis: float | None
    alpha: float | None
    sem: float | None
    error_ratio: float | None
    kr21: float | None
    undefined: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Marks:
    """What people got: marks people × items, the greatest marks, and how many left each item out."""

    items: Sequence[str]
    marks: Numbers
    greatest: Numbers
    omitted: Sequence[int]


def analyse(given: Marks, options: Mapping[str, Sequence[Option]]) -> tuple[list[ItemFigures], TestFigures]:
    """Every item and the test. At least two people and one item; marks are finite."""
    marks = given.marks
    people, count = marks.shape
    total = marks.sum(axis=1)
    centred = marks - marks.mean(axis=0)
    variances = (centred * centred).sum(axis=0) / (people - 1)
    off = total - total.mean()
    total_variance = float(off @ off) / (people - 1)
    with_total = centred.T @ off / (people - 1)
    with_rest = with_total - variances
    rest_variances = np.maximum(total_variance + variances - 2 * with_total, 0.0)
    roots = np.sqrt(np.maximum(with_total, 0.0))
    items = []
    for j, name in enumerate(given.items):
        why: dict[str, str] = {}
        spread, rest_spread = variances[j] > _nil(variances), rest_variances[j] > _nil(rest_variances)
        corrected = _ratio(with_rest[j], np.sqrt(variances[j] * rest_variances[j]), spread and rest_spread)
        efficiency = None
        if spread and rest_spread:
            most = _greatest_covariance(centred[:, j], off - centred[:, j])
            efficiency = _ratio(with_rest[j], most, most > 0)
        for key in ("discrimination", "efficiency", "point_biserial", "point_biserial_corrected"):
            if not spread:
                why[key] = NO_SPREAD
            elif not rest_spread and key != "point_biserial":
                why[key] = NO_REST
        if with_total[j] < 0:
            why["effective_weight"] = NEGATIVE
        items.append(
            ItemFigures(
                item=name,
                n=people,
                omitted=given.omitted[j],
                max_mark=float(given.greatest[j]),
                facility=float(marks[:, j].mean() / given.greatest[j]),
                sd=float(np.sqrt(variances[j])),
                discrimination=corrected,
                efficiency=efficiency,
                effective_weight=_ratio(roots[j], roots.sum(), with_total[j] >= 0 and roots.sum() > 0),
                point_biserial=_ratio(with_total[j], np.sqrt(variances[j] * total_variance), spread),
                point_biserial_corrected=corrected,
                alpha_if_dropped=_alpha(count - 1, float(variances.sum() - variances[j]), float(rest_variances[j])),
                options=tuple(options.get(name, ())),
                flags=(),
                undefined=why,
            )
        )
    return [_flagged(item) for item in items], _whole(given, total, variances, total_variance)


def _flagged(item: ItemFigures) -> ItemFigures:
    return ItemFigures(**{**item.__dict__, "flags": flags_of(item)})


def _whole(given: Marks, total: Numbers, variances: Numbers, total_variance: float) -> TestFigures:
    people, count = given.marks.shape
    why: dict[str, str] = {}
    alpha = _alpha(count, float(variances.sum()), total_variance)
    if alpha is None:
        why["alpha"] = why["sem"] = why["error_ratio"] = "one_item" if count < 2 else "total_has_no_spread"
    sd = float(np.sqrt(total_variance))
    skewness, kurtosis = shape_of(total)
    for key, value, least in (("skewness", skewness, 3), ("kurtosis", kurtosis, 4)):
        if value is None:
            why[key] = "too_few_people" if people < least else "total_has_no_spread"
    return TestFigures(
        n=people,
        items=count,
        mean=float(total.mean()),
        median=float(np.median(total)),
        sd=sd,
        skewness=skewness,
        kurtosis=kurtosis,
        alpha=alpha,
        sem=None if alpha is None else sd * float(np.sqrt(1 - alpha)),
        error_ratio=None if alpha is None else float(np.sqrt(1 - alpha)),
        kr21=_kr21(given, total),
        undefined=why,
    )


def shape_of(values: Numbers) -> tuple[float | None, float | None]:
    """Skewness k3 / k2^1.5 and excess kurtosis k4 / k2² by Fisher's k-statistics."""
    n = len(values)
    off = values - values.mean()
    m2, m3, m4 = (float((off**power).mean()) for power in (2, 3, 4))
    if n < 3 or m2 <= 1e-18 * (1 + float(np.abs(values).max()) ** 2):
        return None, None
    k2 = n / (n - 1) * m2
    k3 = n * n / ((n - 1) * (n - 2)) * m3
    if n < 4:
        return k3 / k2**1.5, None
    k4 = n * n / ((n - 1) * (n - 2) * (n - 3)) * ((n + 1) * m4 - 3 * (n - 1) * m2 * m2)
    return k3 / k2**1.5, k4 / k2**2


def _alpha(count: int, variances: float, total: float) -> float | None:
    """Cronbach's alpha, which is KR-20 for marks of 0 and 1."""
    if count < 2 or total <= 1e-12 * max(variances, 1e-300):
        return None
    return count / (count - 1) * (1 - variances / total)


def _kr21(given: Marks, total: Numbers) -> float | None:
    """Kuder and Richardson's formula 21, for marks of 0 and 1; population variance, as published."""
    count, variance = given.marks.shape[1], float(total.var())
    if count < 2 or variance <= 0 or not np.isin(given.marks, (0, 1)).all():
        return None
    mean = float(total.mean())
    return count / (count - 1) * (1 - mean * (count - mean) / (count * variance))


def efficiency_of(x: Numbers, rest: Numbers) -> float | None:
    """What these marks did of what they could have done: cov(x, R) / cov(sorted x, sorted R)."""
    off, rest_off = x - x.mean(), rest - rest.mean()
    most = _greatest_covariance(off, rest_off)
    return _ratio(float(off @ rest_off) / (len(x) - 1), most, most > 0)


def _greatest_covariance(x: Numbers, rest: Numbers) -> float:
    """The covariance if the best on the rest had the best marks: cov(sorted x, sorted R), both centred."""
    low, high = x.min(), x.max()
    is_low = x == low
    if (is_low | (x == high)).all():  # two marks only, the usual case: no need to sort
        few = int(is_low.sum())
        parted = np.partition(rest, few - 1)
        return float(low * parted[:few].sum() + high * parted[few:].sum()) / (len(x) - 1)
    return float(np.sort(x) @ np.sort(rest)) / (len(x) - 1)


def _ratio(value: float, by: float, defined: bool) -> float | None:
    return float(value / by) if defined else None


def _nil(variances: Numbers) -> float:
    """Below this a variance is rounding."""
    return 1e-12 * float(max(variances.max(), 1e-300))
