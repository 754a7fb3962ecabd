"""The general way, unit by unit: panels with gaps. A cell takes the units seen in both its periods, and nobody is imputed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lms.evaluation.rules.effects.layout import Layout
from lms.evaluation.rules.effects.panel import Flags, Floats, Integers
from lms.evaluation.rules.effects.study import Study


@dataclass(frozen=True, eq=False)
class ByUnit:
    """What the units gave; `kept` are the cells in which somebody of either side was seen twice."""

    kept: Flags
    att: Floats
    omega: Floats
    share: Floats
    treated: Integers
    compared: Integers
    unfit: int = 0  # cells left out because the covariates could not be told apart among those compared


def from_pairs(study: Study, layout: Layout) -> ByUnit:
    """Effects, covariance and counts of all cells."""
    n, cells, many = study.n, len(layout), len(study.cohorts)
    clusters = n if study.cluster is None else int(study.cluster.max()) + 1
    order = np.argsort(study.member, kind="stable")  # cohorts lie together, so that a cell touches slices
    bounds = np.searchsorted(study.member[order], np.arange(many + 1))
    outcome, weight = study.outcome[order], study.weight[order]
    code = None if study.cluster is None else study.member[order] * clusters + study.cluster[order]
    psi = np.zeros((cells + many, clusters))
    att = np.full(cells, np.nan)
    counts = np.zeros((2, cells), dtype=np.int64)
    last: tuple[int, int] | None = None
    for k in np.lexsort((layout.group, layout.time, layout.base)):  # cells of the same two periods one after another
        pair = int(layout.base[k]), int(layout.time[k])
        if pair != last:
            last = pair
            change = outcome[:, pair[1]] - outcome[:, pair[0]]
            seen = np.where(np.isnan(change), 0.0, weight)
            gain = np.nan_to_num(change) * seen
            # No products of long vectors here: a threaded BLAS would spend its time waiting.
            size, total = (np.add.reduceat(one, bounds[:-1]) for one in (seen, gain))
            count = np.add.reduceat(seen > 0, bounds[:-1], dtype=np.int64)
            if code is not None:
                gain = np.bincount(code, gain, minlength=many * clusters).astype(np.float64)
                seen = np.bincount(code, seen, minlength=many * clusters).astype(np.float64)
        sides = np.array([layout.group[k]]), np.flatnonzero(layout.compared[k])
        counts[:, k] = [count[side].sum() for side in sides]
        if not counts[:, k].all():
            continue
        att[k] = 0.0
        for sign, side in zip((1.0, -1.0), sides, strict=True):
            mean = total[side].sum() / size[side].sum()
            scale = sign * n / size[side].sum()
            att[k] += sign * mean
            for h in side:
                if code is None:
                    own = slice(bounds[h], bounds[h + 1])
                    psi[k, own] += scale * (gain[own] - mean * seen[own])
                else:
                    own = slice(h * clusters, (h + 1) * clusters)
                    psi[k] += scale * (gain[own] - mean * seen[own])
    shares, share = influence_of_shares(study)
    psi[cells:] = shares if code is not None else shares[:, order]
    kept = ~np.isnan(att)
    psi = psi[np.concatenate([kept, np.ones(many, dtype=bool)])]
    omega = np.asarray(psi @ psi.T / n**2)
    return ByUnit(kept, att[kept], omega, share, counts[0, kept], counts[1, kept])


def influence_of_shares(study: Study) -> tuple[Floats, Floats]:
    """Of each cohort, the influence of every assigned unit on its share: Σ w_i 1[G=h] − p_h; and the shares."""
    many, width = len(study.cohorts), study.assigned_count()
    sizes = np.bincount(study.member, study.weight, minlength=many).astype(np.float64)
    members = np.bincount(study.assigned, minlength=width)
    code = study.member * width + study.assigned
    own = np.bincount(code, study.weight, minlength=many * width).reshape(many, width)
    share = np.asarray(sizes / study.n)
    return np.asarray(own - share[:, None] * members), share
