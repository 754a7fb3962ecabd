"""Group-time effects ATT(g,t) and the covariance of everything made of them.

ATT(g,t) = mean(Y_t − Y_b | G=g) − mean(Y_t − Y_b | compared), Callaway & Sant'Anna (2021), equation 2.4 without
covariates. Its influence function, n units, is
ψ_i = (n/n_g) 1[G=g] w_i (ΔY_i − mean_g) − (n/n_c) 1[compared] w_i (ΔY_i − mean_c).
Aggregates weigh cells by estimated cohort shares p_h = mean(w 1[G=h]), whose influence is w_i 1[G=h] − p_h. One joint
covariance Ω = Σ ψψ'/n² over the cells and the shares therefore gives the variance of every aggregate as c'Ωc. With
clusters, ψ is summed within each first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lms.evaluation.rules.effects.adjusted import from_regressions
from lms.evaluation.rules.effects.influence import ByUnit, from_pairs
from lms.evaluation.rules.effects.layout import Layout
from lms.evaluation.rules.effects.moments import cohort_moments, cross_products, effects, from_moments
from lms.evaluation.rules.effects.panel import Floats, Integers
from lms.evaluation.rules.effects.study import Study


@dataclass(frozen=True, eq=False)
class Cells:
    """`omega` is over the cells, then the shares of the cohorts. The counts are of units seen in both periods."""

    layout: Layout
    att: Floats
    omega: Floats
    share: Floats
    treated: Integers
    compared: Integers
    unfit: int = 0  # cells left out because the covariates could not be told apart among those compared

    def __len__(self) -> int:
        return len(self.att)

    @property
    def se(self) -> Floats:
        """Plain standard errors; 0 for a cell that is its own reference."""
        return np.asarray(np.sqrt(np.clip(np.diag(self.omega)[: len(self.att)], 0, None)))


def is_balanced(study: Study) -> bool:
    """Whether every unit is seen in every period."""
    return not np.isnan(study.outcome).any()


def cells_of(study: Study, layout: Layout) -> Cells:
    """By cohort moments where every unit is seen in every period, else unit by unit, or by regression on covariates."""
    if study.covariates is not None:
        return _kept(layout, from_regressions(study, layout, study.covariates))
    if is_balanced(study):
        moments = cohort_moments(study)
        att = effects(moments, layout)
        omega = from_moments(moments, layout, cross_products(study, moments))
        counts = np.bincount(study.member, minlength=len(study.cohorts)).astype(np.int64)
        return Cells(layout, att, omega, moments.size / study.n, counts[layout.group], layout.compared @ counts)
    return _kept(layout, from_pairs(study, layout))


def _kept(layout: Layout, found: ByUnit) -> Cells:
    """Without the cells in which nobody of one side was seen twice."""
    kept = found.kept
    shorter = Layout(
        layout.cohorts, layout.periods, layout.group[kept], layout.time[kept], layout.base[kept], layout.compared[kept]
    )
    return Cells(shorter, found.att, found.omega, found.share, found.treated, found.compared, found.unfit)
