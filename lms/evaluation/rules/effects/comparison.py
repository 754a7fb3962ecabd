"""Two groups, best drawn by lot: the difference of means by Welch, and adjusted for what was known before.

Welch, Biometrika 34 (1947), 28–35. Adjustment: Lin, Annals of Applied Statistics 7 (2013), 295–318: least squares on the
group, centred covariates and their products, with HC2 errors (MacKinnon & White, Journal of Econometrics 29 (1985)).
Standardised difference: Hedges's g (Journal of Educational Statistics 6 (1981), 107–128)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

import numpy as np

from lms.evaluation.rules.effects.distributions import t_quantile, t_two_sided
from lms.evaluation.rules.effects.figures import Part, Reason, headline
from lms.evaluation.rules.effects.panel import Flags, Floats


@dataclass(frozen=True)
class ComparisonSettings:
    """What is asked for, and when no figure is shown."""

    level: float = 0.95
    per_group: int = 5
    rows_per_covariate: int = 10  # of the smaller group
    power: float = 0.80


@dataclass(frozen=True)
class Side(Part):
    """One group."""

    n: int
    mean: float
    sd: float


@dataclass(frozen=True)
class Difference(Part):
    """Treated less comparison."""

    att: float
    se: float
    df: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class Standardised(Part):
    """Hedges's g with its interval."""

    g: float
    low: float
    high: float


@dataclass(frozen=True)
class ComparisonReport(Part):
    """What a comparison says. The adjusted difference decides where covariates were given."""

    verdict: str
    reasons: tuple[Reason, ...]
    warnings: tuple[Reason, ...]
    n: int
    left_out: int
    treated: Side | None
    compared: Side | None
    difference: Difference | None
    adjusted: Difference | None
    covariates: tuple[str, ...]
    standardised: Standardised | None
    smallest_effect: float | None
    method: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self, *, raw: bool = False) -> dict[str, Any]:
        """A refusal keeps its figures to itself unless they are asked for raw."""
        written = super().as_json()
        one = self.adjusted or self.difference
        written["simple"] = one and headline(one.att, one.se, one.se, one.low, one.high)
        if self.verdict == "refused" and not raw:
            written |= dict.fromkeys(("simple", "difference", "adjusted", "standardised", "smallest_effect"))
        return written


def compare(
    outcome: Floats,
    treated: Flags,
    covariates: Mapping[str, Floats] | None = None,
    settings: ComparisonSettings | None = None,
) -> ComparisonReport:
    """The report; entries without outcome or a covariate are left out and counted."""
    settings, covariates = settings or ComparisonSettings(), covariates or {}
    columns = np.stack([outcome, *covariates.values()], axis=1)
    keep = ~np.isnan(columns).any(axis=1)
    y, d, x = outcome[keep], treated[keep], columns[keep][:, 1:]
    sides = [y[d], y[~d]]
    smaller = min(len(side) for side in sides)
    reasons: list[Reason] = []
    if smaller < settings.per_group:
        reasons.append(Reason("too_few_per_group", {"n": smaller, "limit": settings.per_group}))
    if len(covariates) * settings.rows_per_covariate > smaller:
        reasons.append(Reason("too_many_covariates", {"covariates": len(covariates), "n": smaller}))
    difference = adjusted = standardised = None
    described = [Side(len(one), float(one.mean()), float(one.std(ddof=1))) if len(one) > 1 else None for one in sides]
    if smaller > 1:
        if not sum(side.var() for side in sides) > 0:
            reasons.append(Reason("constant_outcome", {"value": float(y[0])}))
        else:
            difference = _welch(sides, settings.level)
            standardised = _hedges(sides, settings.level)
            if covariates and len(y) > 2 + 2 * len(covariates):
                adjusted = _lin(y, d, x, settings.level)
    deciding = adjusted or difference
    verdict = "refused"
    if not reasons and deciding is not None:
        verdict = "effect"
        if deciding.low <= 0 <= deciding.high:
            verdict = "inconclusive"
            reasons = [Reason("interval_holds_zero", {"low": deciding.low, "high": deciding.high})]
    smallest = None
    if deciding is not None:
        smallest = (t_quantile(0.5 + settings.level / 2, deciding.df) + t_quantile(settings.power, deciding.df)) * deciding.se  # fmt: skip
    return ComparisonReport(
        verdict=verdict,
        reasons=tuple(reasons),
        warnings=(),
        n=len(y),
        left_out=int((~keep).sum()),
        treated=described[0],
        compared=described[1],
        difference=difference,
        adjusted=adjusted,
        covariates=tuple(covariates),
        standardised=standardised,
        smallest_effect=smallest,
        method="Lin (2013), HC2" if covariates else "Welch (1947)",
        settings=dict(vars(settings)),
    )


def _difference(att: float, se: float, df: float, level: float) -> Difference:
    q = t_quantile(0.5 + level / 2, df)
    return Difference(att, se, df, att - q * se, att + q * se, t_two_sided(att / se, df))


def _welch(sides: Sequence[Floats], level: float) -> Difference:
    """Unequal variances, Satterthwaite's degrees of freedom."""
    parts = [float(side.var(ddof=1)) / len(side) for side in sides]
    df = sum(parts) ** 2 / sum(part**2 / (len(side) - 1) for part, side in zip(parts, sides, strict=True))
    return _difference(float(sides[0].mean() - sides[1].mean()), sqrt(sum(parts)), df, level)


def _hedges(sides: Sequence[Floats], level: float) -> Standardised:
    """In pooled standard deviations, with the small-sample factor; the interval from its usual large-sample variance."""
    n, m = (len(side) for side in sides)
    df = n + m - 2
    pooled = sqrt(sum(float(side.var(ddof=1)) * (len(side) - 1) for side in sides) / df)
    g = float(sides[0].mean() - sides[1].mean()) / pooled * (1 - 3 / (4 * df - 1))
    se = sqrt((n + m) / (n * m) + g * g / (2 * (n + m)))
    q = t_quantile(0.5 + level / 2, df)
    return Standardised(g, g - q * se, g + q * se)


def _lin(y: Floats, treated: Flags, x: Floats, level: float) -> Difference:
    """Covariates centred at their mean over everybody, so that the coefficient is the average difference."""
    d = treated.astype(np.float64)
    centred = x - x.mean(axis=0)
    design = np.column_stack([np.ones(len(y)), d, centred, centred * d[:, None]])
    bread = np.linalg.pinv(design.T @ design)
    slopes = bread @ (design.T @ y)
    leverage = np.einsum("ij,jk,ik->i", design, bread, design)
    squares = (y - design @ slopes) ** 2 / np.clip(1 - leverage, 1e-12, None)
    errors = bread @ (design.T * squares) @ design @ bread
    return _difference(float(slopes[1]), sqrt(float(errors[1, 1])), len(y) - int(np.linalg.matrix_rank(design)), level)
