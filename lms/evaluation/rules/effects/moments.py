"""The fast way for balanced panels: everything from each cohort's mean and cross products.

Within a cohort every influence is linear in z = (wY_1 … wY_T, w, 1), so with its coefficients V_h the covariance of all
cells and shares is Σ_h V_h (Σ zz') V_h' / n². Nothing about single people is needed once (T+2)² sums per cohort are kept.
With clusters z is summed by cluster and cohort first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lms.evaluation.rules.effects.layout import Layout
from lms.evaluation.rules.effects.panel import Floats
from lms.evaluation.rules.effects.study import Study


@dataclass(frozen=True, eq=False)
class Moments:
    """Of each cohort: its weight (n_h where all weigh 1) and its mean in each period, from which `centre` was taken."""

    n: int
    size: Floats
    mean: Floats  # cohorts × periods
    centre: Floats  # of each period


@dataclass(frozen=True, eq=False)
class Products:
    """Either Σzz' by cohort, or the sums of z by cohort and cluster."""

    by_cohort: Floats | None = None
    by_cluster: Floats | None = None


def cohort_moments(study: Study) -> Moments:
    """Means by cohort, around the mean of the period: effects do not depend on it, rounding does."""
    centre = (study.weight @ study.outcome) / study.weight.sum()
    many = len(study.cohorts)
    size = np.bincount(study.member, study.weight, minlength=many).astype(np.float64)
    mean = np.empty((many, len(study.periods)))
    for h in range(many):
        own = study.member == h
        mean[h] = study.weight[own] @ (study.outcome[own] - centre) / size[h]
    return Moments(study.n, size, mean, centre)


def cross_products(study: Study, moments: Moments) -> Products:
    """What the covariance is made of."""
    many, wide = len(study.cohorts), len(study.periods) + 2
    clusters = 0 if study.cluster is None else int(study.cluster.max()) + 1
    squares = np.zeros((many, wide, wide))
    sums = np.zeros((many, clusters, wide))
    for h in range(many):
        own = study.member == h
        z = np.empty((int(own.sum()), wide))
        weight = study.weight[own]
        z[:, :-2] = (study.outcome[own] - moments.centre) * weight[:, None]
        z[:, -2] = weight
        z[:, -1] = 1.0
        if study.cluster is None:
            squares[h] = z.T @ z
        else:
            code = study.cluster[own]
            for j in range(wide):
                sums[h, :, j] = np.bincount(code, z[:, j], minlength=clusters)
    return Products(by_cohort=squares) if study.cluster is None else Products(by_cluster=sums)


def effects(moments: Moments, layout: Layout) -> Floats:
    """ATT(g,t) of each cell."""
    own, others = _changes(moments, layout)
    return np.asarray(own - others)


def from_moments(moments: Moments, layout: Layout, products: Products) -> Floats:
    """Ω over cells and shares."""
    many, cells = len(moments.size), len(layout)
    n, wide = moments.n, moments.mean.shape[1] + 2
    own, others = _changes(moments, layout)
    compared_size = layout.compared @ moments.size
    rows = np.arange(cells)
    omega = np.zeros((cells + many, cells + many))
    total = None if products.by_cluster is None else np.zeros((products.by_cluster.shape[1], cells + many))
    for h in range(many):
        v = np.zeros((cells + many, wide))
        scale = np.where(layout.group == h, n / moments.size[h], 0.0)
        scale -= np.where(layout.compared[:, h], n / compared_size, 0.0)
        change = np.where(layout.group == h, own, others)
        np.add.at(v, (rows, layout.time), scale)
        np.add.at(v, (rows, layout.base), -scale)
        v[:cells, -2] = -scale * change
        v[cells + h, -2] = 1.0
        v[cells:, -1] -= moments.size / n
        if products.by_cohort is not None:
            omega += v @ products.by_cohort[h] @ v.T
        elif products.by_cluster is not None and total is not None:
            total += products.by_cluster[h] @ v.T
    if total is not None:
        omega = total.T @ total
    return np.asarray(omega / n**2)


def _changes(moments: Moments, layout: Layout) -> tuple[Floats, Floats]:
    """The mean change since the base, of the cohort and of those it is compared with."""
    change = moments.mean[:, layout.time] - moments.mean[:, layout.base]  # cohorts × cells
    own = change[layout.group, np.arange(len(layout))]
    weights = layout.compared * moments.size
    others = (weights * change.T).sum(axis=1) / weights.sum(axis=1)
    return own, others
