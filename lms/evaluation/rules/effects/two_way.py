"""Least squares with unit and period effects on panels with gaps, exactly: unit effects are swept out, and what is left
is one small system in the periods, however many the units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lms.evaluation.rules.effects.panel import Flags, Floats


@dataclass(frozen=True, eq=False)
class TwoWay:
    """Effects of units and periods; NaN where nothing was seen to fit them."""

    unit: Floats
    period: Floats
    connected: bool  # all fitted periods are linked through units seen in several


def fit_two_way(outcome: Floats, used: Flags, weight: Floats) -> TwoWay:
    """α_i + λ_t on the used entries."""
    filled = np.where(used, outcome, 0.0)
    return solve_two_way(used, weight, weight * filled.sum(axis=1), weight @ filled)


def solve_two_way(used: Flags, weight: Floats, by_unit: Floats, by_period: Floats) -> TwoWay:
    """The normal equations of that fit with any right side: α and λ for which Σ_t w_i (α_i + λ_t) and Σ_i w_i (α_i + λ_t)
    over the used entries are as given."""
    mask = used.astype(np.float64)
    count = mask.sum(axis=1)
    inverse, own = (np.divide(one, count, out=np.zeros_like(weight), where=count > 0) for one in (weight, by_unit))
    normal = np.diag(weight @ mask) - (mask * inverse[:, None]).T @ mask
    right = by_period - own @ mask
    fitted = mask.any(axis=0)
    inner = normal[np.ix_(fitted, fitted)]
    period = np.full(used.shape[1], np.nan)
    period[fitted] = np.linalg.lstsq(inner, right[fitted], rcond=1e-11)[0]
    connected = bool(np.linalg.matrix_rank(inner, tol=1e-9 * max(float(np.abs(inner).max(initial=0.0)), 1e-300)) == fitted.sum() - 1)  # fmt: skip
    level = by_unit / weight - mask @ np.nan_to_num(period)
    unit = np.divide(level, count, out=np.full(len(count), np.nan), where=count > 0)
    return TwoWay(unit, period, connected)


def residuals(outcome: Floats, used: Flags, weight: Floats) -> Floats:
    """What two-way effects leave; 0 where not used."""
    fit = fit_two_way(outcome, used, weight)
    left = outcome - fit.unit[:, None] - fit.period
    return np.where(used, left, 0.0)
