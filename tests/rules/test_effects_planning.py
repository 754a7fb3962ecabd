"""The order of a roll-out by lot, and the smallest effect that it could show."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from lms.evaluation.rules.effects.estimate import estimate
from lms.evaluation.rules.effects.panel import NEVER, Panel
from lms.evaluation.rules.effects.planning import Plan, covariance_of, draw_roll_out, smallest_effect
from lms.evaluation.rules.effects.settings import EffectSettings

UNITS = [f"B{n:02d}" for n in range(23)]


def test_the_draw_can_be_repeated_and_does_not_depend_on_the_order_of_the_list() -> None:
    drawn = draw_roll_out(UNITS, 4, seed=7)
    assert drawn == draw_roll_out(UNITS[::-1], 4, seed=7)
    assert drawn != draw_roll_out(UNITS, 4, seed=8)
    assert sorted(unit for wave in drawn.waves for unit in wave) == UNITS
    assert sorted(map(len, drawn.waves)) == [5, 6, 6, 6]
    assert all(unit in drawn.waves[drawn.wave_of(unit) - 1] for unit in UNITS)


@pytest.mark.parametrize("seed", range(20))
def test_strata_meet_all_waves(seed: int) -> None:
    strata = {unit: "north" if n < 8 else "south" for n, unit in enumerate(UNITS)}
    drawn = draw_roll_out(UNITS, 4, seed=seed, strata=strata)
    for place in ("north", "south"):
        counts = Counter(number for number, wave in enumerate(drawn.waves) for unit in wave if strata[unit] == place)
        assert max(counts.values()) - min(counts[number] for number in range(4)) <= 2
    assert max(map(len, drawn.waves)) - min(map(len, drawn.waves)) <= 1


def test_every_unit_has_the_same_chance_of_each_wave() -> None:
    strata = {unit: "north" if n < 8 else "south" for n, unit in enumerate(UNITS[:20])}
    many = 2000
    first = Counter(
        unit for seed in range(many) for unit in draw_roll_out(UNITS[:20], [5, 5, 10], seed, strata).waves[0]
    )
    assert all(abs(first[unit] / many - 0.25) < 0.045 for unit in UNITS[:20])  # 4.6 standard errors


@pytest.mark.parametrize("waves", [0, 24, [10, 10], [23, 0]])
def test_waves_that_do_not_fit(waves: int | list[int]) -> None:
    with pytest.raises(ValueError, match="waves"):
        draw_roll_out(UNITS, waves, seed=1)


def noise(rng: np.random.Generator, units: int, months: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    drawn = rng.normal(size=(units, months))
    for t in range(1, months):
        drawn[:, t] = 0.5 * drawn[:, t - 1] + 0.87 * drawn[:, t]
    return 70 + 3 * rng.normal(size=(units, 1)) + drawn


PLAN = Plan(months=24, starts=(9, 12, 15), sizes=(30, 30, 30), untrained=30)


def test_the_planned_error_is_the_one_that_comes() -> None:
    """The closed form against the spread of estimates, and the power at the effect that it names."""
    rng = np.random.default_rng(5)
    planned = smallest_effect(noise(rng, 120, 24), PLAN)
    assert planned.effect is not None
    assert planned.se is not None
    starts = np.repeat([10, 13, 16, NEVER], 30)
    periods = np.arange(1, 25)
    found = []
    for _ in range(60):
        outcome = noise(rng, 120, 24) + np.where(periods >= starts[:, None], planned.effect, 0.0)
        one = estimate(Panel(np.arange(120), periods, starts, outcome), EffectSettings(draws=20)).simple
        assert one is not None
        found.append((one.att, one.se, one.low > 0))
    atts, errors, shown = (np.array(column) for column in zip(*found, strict=True))
    assert planned.se == pytest.approx(errors.mean(), rel=0.2)
    assert planned.se == pytest.approx(atts.std(ddof=1), rel=0.3)
    assert 0.65 <= shown.mean() <= 0.93


@pytest.mark.parametrize(
    ("history", "plan", "code"),
    [
        ((120, 24), Plan(24, (9, 12), (1, 30), 30), "small_cohort"),
        ((120, 24), Plan(24, (9, 12, 15), (2, 2, 2), 1), "too_few_assigned"),
        ((120, 24), Plan(24, (9,), (40,)), "no_comparison"),
        ((120, 1), PLAN, "short_history"),
    ],
)
def test_plans_that_could_show_nothing(history: tuple[int, int], plan: Plan, code: str) -> None:
    outcome = smallest_effect(noise(np.random.default_rng(1), *history), plan)
    assert outcome.effect is None
    assert code in [one.code for one in outcome.reasons]


def test_more_people_and_a_last_wave_for_comparison() -> None:
    history = noise(np.random.default_rng(2), 60, 18)  # shorter than the window: distances in time are continued
    small, large = (smallest_effect(history, Plan(24, (9, 12, 15), (many,) * 3, many)) for many in (10, 40))
    waves = smallest_effect(history, Plan(24, (9, 12, 18), (40,) * 3))
    assert small.effect is not None
    assert large.effect is not None
    assert waves.effect is not None
    assert large.effect < 0.6 * small.effect
    assert large.effect < waves.effect < small.effect


def test_the_covariance_of_a_history_with_gaps() -> None:
    rng = np.random.default_rng(3)
    whole = noise(rng, 4000, 12)
    gaps = np.where(rng.random(whole.shape) < 0.2, np.nan, whole)
    exact, near = covariance_of(whole, 12), covariance_of(gaps, 12)
    assert np.abs(exact - near).max() < 0.12 * exact[0, 0]
    longer = covariance_of(whole, 20)
    assert np.linalg.eigvalsh(longer).min() > -1e-9
    assert longer[0, 0] == pytest.approx(exact[0, 0], rel=0.1)
