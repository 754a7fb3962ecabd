"""A planted effect is found within its interval, and a placebo is hardly ever called an effect: seeded."""

from __future__ import annotations

import numpy as np
import pytest

from lms.evaluation.rules.effects.estimate import estimate
from lms.evaluation.rules.effects.panel import NEVER, Panel
from lms.evaluation.rules.effects.settings import EffectSettings

SEEDS = 100
MONTHS = 20


def rolled_out(seed: int, assigned: int, each: int, effect: float) -> Panel:
    """Technicians in branches (one each, or several); what lasts from month to month, in both."""
    rng = np.random.default_rng(seed)
    starts = np.array([8, 11, 14, NEVER])[rng.permutation(np.arange(assigned) % 4)]
    branch = np.repeat(np.arange(assigned), each)

    def lasting(many: int, scale: float) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        noise = rng.normal(size=(many, MONTHS))
        for t in range(1, MONTHS):
            noise[:, t] = 0.5 * noise[:, t - 1] + 0.87 * noise[:, t]
        return scale * noise

    periods = np.arange(1, MONTHS + 1)
    outcome = rng.normal(size=(len(branch), 1)) + lasting(len(branch), 1.0) + rng.normal(size=MONTHS)
    if each > 1:
        outcome += lasting(assigned, 0.5)[branch]
    outcome += np.where(periods >= starts[branch][:, None], effect, 0.0)
    return Panel(np.arange(len(branch)), periods, starts[branch], outcome, cluster=branch if each > 1 else None)


@pytest.mark.parametrize(("assigned", "each"), [(48, 1), (12, 5)], ids=["by technician", "by branch"])
def test_the_interval_covers_and_the_placebo_is_not_called_an_effect(assigned: int, each: int) -> None:
    settings = EffectSettings(draws=20)
    covered = found = 0
    for seed in range(SEEDS):
        placebo = estimate(rolled_out(seed, assigned, each, 0.0), settings)
        assert placebo.simple is not None
        covered += placebo.simple.low <= 0.0 <= placebo.simple.high
        found += placebo.verdict in ("effect", "not robust")
        if seed < 3:  # whatever is planted moves the interval and nothing else, so that one draw serves for both
            planted = estimate(rolled_out(seed, assigned, each, 1.0), settings).simple
            assert planted is not None
            shifted = (planted.low - 1.0, planted.att - 1.0, planted.high - 1.0)
            assert shifted == pytest.approx((placebo.simple.low, placebo.simple.att, placebo.simple.high), abs=1e-12)
    assert covered >= 92
    assert found <= 8
