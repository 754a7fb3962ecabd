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


def from_pairs(study: Study, layout: Layout) -> ByUnit:
    """Effects, covariance and counts of all cells."""
    n, cells, many = study.n, len(layout), len(study.cohorts)
    clusters = n if study.cluster is None else int(study.cluster.max()) + 1
    order = np.argsort(study.member, kind="stable")  # cohorts lie together, so that a cell touches slices
    bounds = np.searchsorted(study.member[order], np.arange(many + 1))
    outcome, weight = study.outcome[order], study.weight[order]
    rows = np.arange(n) if study.cluster is None else study.cluster[order]
    psi = np.zeros((cells + many, clusters))
    att = np.full(cells, np.nan)
    counts = np.zeros((2, cells), dtype=np.int64)
    last: tuple[int, int] | None = None
    change = seen = np.zeros(0)
    for k in np.lexsort((layout.group, layout.time, layout.base)):  # cells of the same two periods one after another
        pair = int(layout.base[k]), int(layout.time[k])
        if pair != last:
            change = outcome[:, pair[1]] - outcome[:, pair[0]]
            seen = np.where(np.isnan(change), 0.0, weight)
            change = np.nan_to_num(change)
            last = pair
        sides = ([int(layout.group[k])], [int(h) for h in np.flatnonzero(layout.compared[k])])
        spans = [_joined([(int(bounds[h]), int(bounds[h + 1])) for h in side]) for side in sides]
        means = []
        for side, runs in enumerate(spans):
            size = sum(float(seen[a:b].sum()) for a, b in runs)
            counts[side, k] = sum(int(np.count_nonzero(seen[a:b])) for a, b in runs)
            means.append((sum(float(seen[a:b] @ change[a:b]) for a, b in runs) / size if size else np.nan, size))
        if not counts[:, k].all():
            continue
        att[k] = means[0][0] - means[1][0]
        for sign, runs, (mean, size) in zip((1.0, -1.0), spans, means, strict=True):
            for a, b in runs:
                value = (sign * n / size) * seen[a:b] * (change[a:b] - mean)
                if study.cluster is None:
                    psi[k, a:b] += value
                else:
                    psi[k] += np.bincount(rows[a:b], value, minlength=clusters)
    sizes = np.bincount(study.member, study.weight, minlength=many).astype(np.float64)
    for h in range(many):
        own = np.zeros(n)
        own[bounds[h] : bounds[h + 1]] = weight[bounds[h] : bounds[h + 1]]
        psi[cells + h] = np.bincount(rows, own - sizes[h] / n, minlength=clusters)
    kept = ~np.isnan(att)
    psi = psi[np.concatenate([kept, np.ones(many, dtype=bool)])]
    return ByUnit(
        kept, att[kept], np.asarray(psi @ psi.T / n**2), np.asarray(sizes / n), counts[0, kept], counts[1, kept]
    )


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Neighbouring slices as one."""
    runs: list[tuple[int, int]] = []
    for a, b in spans:
        if runs and runs[-1][1] == a:
            runs[-1] = runs[-1][0], b
        else:
            runs.append((a, b))
    return runs
