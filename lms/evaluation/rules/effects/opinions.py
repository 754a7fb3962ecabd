"""Second opinions beside the estimate: imputation, and two-way fixed effects as a warning.

Imputation (Borusyak, Jaravel & Spiess, Review of Economic Studies 91 (2024), 3253–3285; the same point estimate as
Gardner's two stages): unit and period effects are fitted on untreated entries only, and the effect is the mean of what
treated entries have beyond them. Two-way fixed effects take the already treated as comparison, so that where effects
grow they can report half of the truth: shown for comparison only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lms.evaluation.rules.effects.figures import Part
from lms.evaluation.rules.effects.panel import NEVER, Floats
from lms.evaluation.rules.effects.study import Study
from lms.evaluation.rules.effects.two_way import fit_two_way, residuals


@dataclass(frozen=True)
class Imputed(Part):
    """The effect by imputation. `entries` are the treated unit-periods that could be imputed, `unfit` those that not."""

    att: float | None
    events: tuple[dict[str, float], ...]
    cells: tuple[dict[str, float | int | str], ...]
    entries: int
    unfit: int


@dataclass(frozen=True)
class FixedEffects(Part):
    """The two-way coefficient of being treated."""

    att: float | None


def imputed(study: Study, anticipation: int) -> Imputed:
    """Mean over treated entries, each with the weight of its unit."""
    seen = ~np.isnan(study.outcome)
    start = study.cohorts[study.member][:, None]
    treated = seen & (study.periods >= start)
    ahead = np.where(start == NEVER, NEVER, start - anticipation)
    fit = fit_two_way(study.outcome, seen & (study.periods < ahead), study.weight)
    tau = study.outcome - fit.unit[:, None] - fit.period
    usable = treated & ~np.isnan(tau)
    if not fit.connected or not usable.any():
        return Imputed(None, (), (), 0, int(treated.sum()))
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
    return Imputed(float(value.sum() / weight.sum()), events, cells, int(usable.sum()), int((treated & ~usable).sum()))


def _by_cohort(values: Floats, study: Study, many: int) -> Floats:
    return np.array([values[study.member == h].sum(axis=0) for h in range(many)])


def fixed_effects(study: Study) -> FixedEffects:
    """By Frisch and Waugh: being treated, less its own two-way effects, against the outcome."""
    seen = ~np.isnan(study.outcome)
    treated = (study.periods >= study.cohorts[study.member][:, None]).astype(np.float64)
    left = residuals(treated, seen, study.weight)
    scale = float((study.weight[:, None] * left**2).sum())
    if scale < 1e-12:
        return FixedEffects(None)
    outcome = np.where(seen, study.outcome, 0.0)
    return FixedEffects(float((study.weight[:, None] * left * outcome).sum() / scale))
