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
    mask = used.astype(np.float64)
    filled = np.where(used, outcome, 0.0)
    count = mask.sum(axis=1)
    inverse = np.divide(weight, count, out=np.zeros_like(weight), where=count > 0)
    normal = np.diag(weight @ mask) - (mask * inverse[:, None]).T @ mask
    right = weight @ filled - (inverse * filled.sum(axis=1)) @ mask
    fitted = mask.any(axis=0)
    inner = normal[np.ix_(fitted, fitted)]
    period = np.full(outcome.shape[1], np.nan)
    period[fitted] = np.linalg.lstsq(inner, right[fitted], rcond=1e-11)[0]
    connected = bool(np.linalg.matrix_rank(inner, tol=1e-9 * max(float(np.abs(inner).max(initial=0.0)), 1e-300)) == fitted.sum() - 1)  # fmt: skip
    level = np.where(used, outcome - np.nan_to_num(period), 0.0).sum(axis=1)
    unit = np.divide(level, count, out=np.full(len(count), np.nan), where=count > 0)
    return TwoWay(unit, period, connected)


def residuals(outcome: Floats, used: Flags, weight: Floats) -> Floats:
    """What two-way effects leave; 0 where not used."""
    fit = fit_two_way(outcome, used, weight)
    left = outcome - fit.unit[:, None] - fit.period
    return np.where(used, left, 0.0)
