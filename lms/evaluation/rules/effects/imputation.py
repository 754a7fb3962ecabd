"""The second opinion: imputation (Borusyak, Jaravel & Spiess, Review of Economic Studies 91 (2024), 3253–3285; the same point
estimate as Gardner's two stages). Unit and period effects are fitted on untreated entries only, and the effect is the mean
of what treated entries have beyond them. Its error: the estimate is a weighted sum Σ v_it Y_it of all entries, and its
variance Σ_i (Σ_t v_it ε_it)², where ε is what the fit leaves of untreated entries, and of treated ones their distance from
the mean of their cohort in that period; with clusters the sums are taken over each first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lms.evaluation.rules.effects.figures import Part
from lms.evaluation.rules.effects.inference import Certainty
from lms.evaluation.rules.effects.panel import NEVER, Flags, Floats
from lms.evaluation.rules.effects.study import Study
from lms.evaluation.rules.effects.two_way import fit_two_way, solve_two_way


@dataclass(frozen=True)
class Imputed(Part):
    """The effect by imputation, with its interval. `entries` are the treated unit-periods that could be imputed, `unfit`
    those that not."""

    att: float | None
    se: float | None
    se_plain: float | None
    low: float | None
    high: float | None
    events: tuple[dict[str, float], ...]
    cells: tuple[dict[str, float | int | str], ...]
    entries: int
    unfit: int


def imputed(study: Study, anticipation: int, certainty: Certainty) -> Imputed:
    """Mean over treated entries, each with the weight of its unit."""
    seen = ~np.isnan(study.outcome)
    start = study.cohorts[study.member][:, None]
    treated = seen & (study.periods >= start)
    untreated = seen & (study.periods < np.where(start == NEVER, NEVER, start - anticipation))
    fit = fit_two_way(study.outcome, untreated, study.weight)
    tau = study.outcome - fit.unit[:, None] - fit.period
    usable = treated & ~np.isnan(tau)
    if not fit.connected or not usable.any():
        return Imputed(None, None, None, None, None, (), (), 0, int(treated.sum()))
    weight = np.where(usable, study.weight[:, None], 0.0)
    value = np.where(usable, tau, 0.0) * weight
    many = len(study.cohorts)
    sums, sizes = (_by_cohort(one, study, many) for one in (value, weight))
    with np.errstate(invalid="ignore", divide="ignore"):
        means = sums / sizes
    found = np.argwhere(sizes > 0)
    name = study.calendar.name
    cells = tuple(
        {"group": name(study.cohorts[h]), "time": name(study.periods[t]), "att": float(means[h, t])} for h, t in found
    )
    distance = np.array([study.periods[t] - study.cohorts[h] for h, t in found])
    events = tuple(
        {"event": int(e), "att": float(sum(sums[h, t] for h, t in found[distance == e]) / sum(sizes[h, t] for h, t in found[distance == e]))}
        for e in np.unique(distance)
    )  # fmt: skip
    att = float(value.sum() / weight.sum())
    left = np.where(usable, tau - means[study.member], np.where(untreated, tau, 0.0))
    plain = _error(study, untreated, weight / weight.sum(), left)
    se = plain * certainty.factor
    reach = certainty.quantile * se
    return Imputed(
        att, se, plain, att - reach, att + reach, events, cells, int(usable.sum()), int((treated & ~usable).sum())
    )


def _error(study: Study, untreated: Flags, share: Floats, left: Floats) -> float:
    """The plain standard error; `share` is v of the treated entries, and the fit says what v the untreated ones have."""
    solved = solve_two_way(untreated, study.weight, share.sum(axis=1), share.sum(axis=0))
    fitted = study.weight[:, None] * (np.nan_to_num(solved.unit)[:, None] + np.nan_to_num(solved.period))
    influence = (np.where(untreated, -fitted, share) * left).sum(axis=1)
    return float(np.sqrt((np.bincount(study.assigned, influence) ** 2).sum()))


def _by_cohort(values: Floats, study: Study, many: int) -> Floats:
    return np.array([values[study.member == h].sum(axis=0) for h in range(many)])
