"""Effects adjusted for what was known of people before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lms.evaluation.rules.effects.estimate import estimate
from lms.evaluation.rules.effects.panel import NEVER, Floats
from lms.evaluation.rules.effects.settings import EffectSettings
from tests.panels import staged

QUICK = EffectSettings(draws=200)


def test_covariates_make_groups_alike_that_are_not() -> None:
    """Newcomers improve by themselves and are trained more often: adjusted for tenure the effect is found, else it is not."""
    rng = np.random.default_rng(8)
    panel = staged(units=300, starts=(10, NEVER), effect=1.0)
    newcomer = rng.random(300) < np.where(panel.treated_at == NEVER, 0.2, 0.7)
    grown = replace(panel, outcome=panel.outcome + 0.25 * newcomer[:, None] * np.maximum(panel.periods - 6, 0))
    known = replace(grown, covariates=newcomer[:, None].astype(np.float64), adjusted_for=("tenure",))
    plain, adjusted = (estimate(one, QUICK) for one in (grown, known))
    assert plain.simple is not None
    assert adjusted.simple is not None
    assert plain.simple.low > 1.2
    assert adjusted.simple.low < 1.0 < adjusted.simple.high
    assert adjusted.method["covariates"] == ["tenure"]
    assert (adjusted.df, plain.df) == (297, 298)
    alike = estimate(replace(grown, covariates=np.ones((300, 1))), QUICK).simple  # nothing to adjust for
    assert alike is not None
    assert (alike.att, alike.se) == pytest.approx((plain.simple.att, plain.simple.se), abs=1e-12)
    missing = known.covariates.copy() if known.covariates is not None else np.empty(0)
    missing[:4] = np.nan
    assert estimate(replace(known, covariates=missing), QUICK).left_out["without_covariates"] == 4


@pytest.mark.parametrize(
    ("units", "covariates", "code"),
    [
        (
            300,
            (staged(units=300, effect=2.0).treated_at != NEVER)[:, None] * np.arange(300.0)[:, None],
            "covariates_alike",
        ),
        (300, np.arange(300.0)[:, None] * [1.0, 2.0], "covariates_alike"),
        (40, np.random.default_rng(1).normal(size=(40, 3)), "too_many_covariates"),
    ],
    ids=["the same for all who are compared", "one follows from the other", "too many"],
)
def test_covariates_that_cannot_be_used(units: int, covariates: Floats, code: str) -> None:
    panel = replace(staged(units=units, effect=2.0), covariates=covariates, adjusted_for=("x",))
    report = estimate(panel, QUICK)
    assert (report.verdict, [reason.code for reason in report.reasons]) == ("refused", [code])
