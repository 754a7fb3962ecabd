"""Where few units were assigned by lot, the lot itself is the test: the order is drawn again and again over the same
assigned units, and the share of draws that give as large a figure is the p-value (Fisher's randomisation test)."""

from __future__ import annotations

from math import exp, lgamma

import numpy as np

from lms.evaluation.rules.effects.figures import Permutation
from lms.evaluation.rules.effects.layout import Layout
from lms.evaluation.rules.effects.panel import Floats, Integers
from lms.evaluation.rules.effects.study import Study


def permuted(study: Study, layout: Layout, *, draws: int, seed: int) -> Permutation | None:
    """Of the simple figure, unadjusted, exchanging only within strata. None where an assigned unit holds several cohorts or
    strata: then it was not what was assigned."""
    assigned = study.assigned
    if int(study.assigned_by_cohort().sum()) > study.assigned_count():
        return None
    own = np.zeros(study.assigned_count(), dtype=np.int64)  # of each assigned unit, its cohort
    own[assigned] = study.member
    within = _strata(study)
    if within is None:
        return None
    rng = np.random.default_rng(seed)
    labels = np.tile(own, (draws + 1, 1))
    orders = 0.0  # the logarithm of how many there are
    for places in within:
        labels[1:, places] = rng.permuted(labels[1:, places], axis=1)
        orders += lgamma(len(places) + 1) - sum(lgamma(int(one) + 1) for one in np.bincount(own[places]))
    figures = _simple(study, layout, labels)
    found = figures[1:][~np.isnan(figures[1:])]
    extreme = int((np.abs(found) >= abs(figures[0]) * (1 - 1e-12)).sum())
    return Permutation((1 + extreme) / (1 + len(found)), len(found), max(exp(-orders), 1 / (1 + len(found))))


def _strata(study: Study) -> list[Integers] | None:
    """The places of assigned units that the lot could have exchanged; None where one lies in several strata."""
    if study.stratum is None:
        return [np.arange(study.assigned_count())]
    own = np.zeros(study.assigned_count(), dtype=np.int64)
    own[study.assigned] = study.stratum
    if (own[study.assigned] != study.stratum).any():
        return None
    return [np.flatnonzero(own == one) for one in np.unique(own)]


def _simple(study: Study, layout: Layout, labels: Integers) -> Floats:
    """The simple figure under each labelling (labellings × assigned units)."""
    many = labels.shape[1]
    size = np.bincount(study.assigned, study.weight, minlength=many)
    top = np.zeros(len(labels))
    bottom = np.zeros(len(labels))
    sums: dict[tuple[int, int], tuple[Floats, Floats]] = {}
    for k in np.flatnonzero(layout.event >= 0):
        pair = int(layout.base[k]), int(layout.time[k])
        if pair not in sums:
            change = study.outcome[:, pair[1]] - study.outcome[:, pair[0]]
            seen = np.where(np.isnan(change), 0.0, study.weight)
            sums[pair] = (
                np.bincount(study.assigned, seen * np.nan_to_num(change), minlength=many).astype(np.float64),
                np.bincount(study.assigned, seen, minlength=many).astype(np.float64),
            )
        total, seen_size = sums[pair]
        treated = labels == layout.group[k]
        compared = layout.compared[k][labels]
        with np.errstate(invalid="ignore", divide="ignore"):
            att = (treated @ total) / (treated @ seen_size) - (compared @ total) / (compared @ seen_size)
        share = treated @ size
        top += share * att
        bottom += share
    return np.asarray(top / bottom)
