"""Did the groups move alike before? One degree of freedom, because the joint test of all cells rejects far too often in
small panels; and what drift would have explained the finding.

A pass is no proof: the test has little power (Roth, American Economic Review: Insights 4 (2022), 305–322). So the
breakdown drift stands beside it: M* = (|ATT| − q·SE) / mean(e+1), the steady drift per period that would wipe it out."""

from __future__ import annotations

import numpy as np

from lms.evaluation.rules.effects.aggregates import Aggregate, Family, mean_of
from lms.evaluation.rules.effects.cells import Cells
from lms.evaluation.rules.effects.distributions import f_tail
from lms.evaluation.rules.effects.figures import Drift, Estimate
from lms.evaluation.rules.effects.inference import Certainty


def drift_of(cells: Cells, family: Family, certainty: Certainty, *, events: int, anticipation: int) -> Drift | None:
    """From cells of a varying base and their course of events, whose placebo events are changes over one period; None
    without any."""
    window = range(-events - anticipation, -anticipation)
    before = tuple(one for e, one in zip(family.keys, family.members, strict=True) if e in window)
    if not before or not certainty.df:
        return None
    mean = certainty.estimate(mean_of(before), cells.omega)
    return Drift(
        mean.att,
        mean.se,
        mean.low,
        mean.high,
        certainty.p(mean.att, mean.se),
        len(before),
        _hotelling(before, cells, certainty),
        _last_before(before, cells, certainty),
    )


def _hotelling(before: tuple[Aggregate, ...], cells: Cells, certainty: Certainty) -> dict[str, float | None]:
    """T² over the events, as F with k and ν−k+1 degrees of freedom, ν = m−K."""
    gradients = np.array([one.gradient for one in before])
    covariance = gradients @ cells.omega @ gradients.T * certainty.factor**2
    k, df2 = len(before), certainty.df - len(before) + 1
    if df2 < 1 or np.linalg.matrix_rank(covariance) < k:
        return {"f": None, "df1": k, "df2": None, "p": None}
    values = np.array([one.att for one in before])
    f = float(values @ np.linalg.solve(covariance, values)) * df2 / (certainty.df * k)
    return {"f": f, "df1": k, "df2": df2, "p": f_tail(f, k, df2)}


def _last_before(before: tuple[Aggregate, ...], cells: Cells, certainty: Certainty) -> dict[str, float | None]:
    """The change just before training against the mean of the earlier ones: anticipation, as far as it is no drift."""
    if len(before) < 2:
        return {"contrast": None, "se": None, "p": None}
    earlier = mean_of(before[:-1])
    contrast = Aggregate(before[-1].att - earlier.att, before[-1].gradient - earlier.gradient)
    se = contrast.se(cells.omega) * certainty.factor
    return {"contrast": contrast.att, "se": se, "p": certainty.p(contrast.att, se)}


def breakdown(simple: Estimate, cells: Cells, certainty: Certainty, anticipation: int) -> float | None:
    """M*; None where the interval holds 0, for then nothing is left to explain."""
    after = cells.layout.event >= 0
    weights = cells.share[cells.layout.group[after]]
    distance = float(weights @ (cells.layout.event[after] + 1 + anticipation) / weights.sum())
    left = abs(simple.att) - certainty.quantile * simple.se
    return left / distance if left > 0 else None
