"""With covariates that were known before: what those compared would have done, had they been like the trained.

The outcome regression of Callaway & Sant'Anna (2021): among the compared the
change is regressed on the covariates, and the effect is the mean change of the cohort less the mean that the fit foretells
for it. The influence of the fitted slopes is part of the error, as in R's DRDID (reg_did_panel). Weighting by the
probability of belonging to a cohort is not offered: cohorts of a handful make it unstable."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lms.evaluation.rules.effects.influence import ByUnit, influence_of_shares
from lms.evaluation.rules.effects.layout import Layout
from lms.evaluation.rules.effects.panel import Floats
from lms.evaluation.rules.effects.study import Study


@dataclass(frozen=True, eq=False)
class _Fit:
    foretold: Floats
    influence: Floats  # of each unit on the slopes, n times too small


def from_regressions(study: Study, layout: Layout, covariates: Floats) -> ByUnit:
    """Effects, covariance and counts of all cells; a fit serves all cells of the same periods and the same comparison."""
    n, cells, many = study.n, len(layout), len(study.cohorts)
    x = np.column_stack([np.ones(n), covariates])
    att = np.full(cells, np.nan)
    psi = np.zeros((cells + many, study.assigned_count()))
    psi[cells:], share = influence_of_shares(study)
    counts = np.zeros((2, cells), dtype=np.int64)
    unfit = 0
    last: tuple[int, int, bytes] | None = None
    fit: _Fit | None = None
    for k in np.lexsort((*layout.compared.T, layout.time, layout.base)):
        key = int(layout.base[k]), int(layout.time[k]), layout.compared[k].tobytes()
        if key != last:
            last = key
            change = study.outcome[:, layout.time[k]] - study.outcome[:, layout.base[k]]
            weight = np.where(np.isnan(change), 0.0, study.weight)
            change = np.nan_to_num(change)
            others = layout.compared[k][study.member]
            fit = _fitted(x, change, np.where(others, weight, 0.0))
        own = study.member == layout.group[k]
        counts[:, k] = ((weight > 0) & own).sum(), ((weight > 0) & others).sum()
        if not counts[:, k].all():
            continue
        if fit is None:
            unfit += 1
            continue
        size = np.where(own, weight, 0.0)
        beyond = change - fit.foretold
        att[k] = size @ beyond / size.sum()
        influence = n * (size * (beyond - att[k]) - fit.influence @ (size @ x)) / size.sum()
        psi[k] = influence if study.cluster is None else np.bincount(study.cluster, influence, psi.shape[1])
    kept = ~np.isnan(att)
    psi = psi[np.concatenate([kept, np.ones(many, dtype=bool)])]
    omega = np.asarray(psi @ psi.T / n**2)
    return ByUnit(kept, att[kept], omega, share, counts[0, kept], counts[1, kept], unfit)


def _fitted(x: Floats, change: Floats, weight: Floats) -> _Fit | None:
    """Weighted least squares among those compared; None where it has no single answer."""
    weighted = x * weight[:, None]
    normal = x.T @ weighted
    values = np.linalg.eigvalsh(normal)
    if values[0] <= 1e-9 * values[-1]:
        return None
    inverse = np.linalg.inv(normal)
    foretold = x @ (inverse @ (weighted.T @ change))
    return _Fit(foretold, weighted * (change - foretold)[:, None] @ inverse)
