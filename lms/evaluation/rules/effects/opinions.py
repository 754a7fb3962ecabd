"""Two-way fixed effects, as a warning: they take the already treated as comparison, so that where effects grow they can
report half of the truth. Shown for comparison only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lms.evaluation.rules.effects.figures import Part
from lms.evaluation.rules.effects.study import Study
from lms.evaluation.rules.effects.two_way import residuals


@dataclass(frozen=True)
class FixedEffects(Part):
    """The two-way coefficient of being treated."""

    att: float | None


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
