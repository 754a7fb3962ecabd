"""Level 2: gains of pairs against published and independent figures."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import pytest
from scipy import stats

from lms.evaluation.rules.gains import PairSums, gain_of, hedges
from lms.evaluation.rules.noncentral import cdf, shift_limits

DATA = Path(__file__).parents[3] / "shared/data"
PREPOST = DATA / "evaluation-training-effects/hci_prepost.csv"


@pytest.mark.skipif(not PREPOST.exists(), reason="../shared/data is absent")
def test_a_real_course_comes_to_its_published_figures() -> None:
    with PREPOST.open(encoding="utf-8") as file:
        pairs = [(float(row["score.pre"]), float(row["score.post"])) for row in csv.DictReader(file)]
    known = json.loads((PREPOST.parent / "reference.json").read_text("utf-8"))["hci_prepost"]
    gain = gain_of(PairSums.of(pairs, 20), 20)
    assert gain is not None
    assert gain.d_z is not None
    assert gain.g_av is not None
    assert gain.t is not None
    assert gain.n == known["n"]
    assert (gain.before, gain.after, gain.mean) == (known["pre_mean"], known["post_mean"], known["gain_mean"])
    assert gain.t == pytest.approx(known["paired_t"], abs=5e-7)
    assert gain.d_z.value == pytest.approx(known["d_z"], abs=5e-7)
    assert gain.normalised == pytest.approx(known["normalised_gain_of_means"], abs=5e-7)
    interval = stats.ttest_rel([b for _a, b in pairs], [a for a, _b in pairs]).confidence_interval()
    assert (gain.low, gain.high) == pytest.approx((interval.low, interval.high), rel=1e-9)
    # The spread of the scores themselves, corrected by Hedges' factor for 15 degrees of freedom.
    a, b = (stats.tstd([pair[i] for pair in pairs]) for i in (0, 1))
    assert gain.g_av.value == pytest.approx(2.3125 / math.sqrt((a * a + b * b) / 2) * hedges(15), rel=1e-9)
    assert gain.g_av.low < gain.g_av.value < gain.g_av.high
    assert gain.d_z.low > 0


@pytest.mark.parametrize(
    ("t", "degrees", "shift"), [(2.93, 15, 2.5), (-1, 3, 0.5), (10, 8, 9), (1, 1, 0.3), (3, 400, 2), (40, 200, 38)]
)
def test_the_noncentral_t_agrees_with_another_implementation(t: float, degrees: float, shift: float) -> None:
    assert cdf(t, degrees, shift) == pytest.approx(stats.nct.cdf(t, degrees, shift), abs=1e-7)


@pytest.mark.parametrize(("t", "degrees"), [(2.93, 15), (0.0, 4), (-6.0, 30), (25.0, 60)])
def test_the_limits_of_a_noncentrality_leave_two_and_a_half_per_cent_on_each_side(t: float, degrees: float) -> None:
    low, high = shift_limits(t, degrees)
    assert stats.nct.sf(t, degrees, low) == pytest.approx(0.025, abs=1e-5)
    assert stats.nct.cdf(t, degrees, high) == pytest.approx(0.025, abs=1e-5)


@pytest.mark.parametrize(
    ("pairs", "full", "of_means", "over_people"),
    [
        ([(50, 75), (100, 100)], 1, 0.5, 0.5),  # who had everything before has no gain to be normalised
        ([(100, 100), (100, 90)], 2, None, None),
        ([(0, 50), (80, 90)], 0, 0.5, 0.5),
        ([(20, 60), (60, 60)], 0, 1 / 3, 0.25),
    ],
)
def test_normalised_gain(
    pairs: list[tuple[float, float]], full: int, of_means: float | None, over_people: float | None
) -> None:
    gain = gain_of(PairSums.of(pairs, 100), 100)
    assert gain is not None
    assert gain.full == full
    assert gain.normalised == (None if of_means is None else pytest.approx(of_means))
    assert gain.normalised_mean == (None if over_people is None else pytest.approx(over_people))


def test_one_pair_is_no_gain_and_equal_differences_have_no_effect_size() -> None:
    assert gain_of(PairSums.of([(1, 2)], 10), 10) is None
    gain = gain_of(PairSums.of([(60.1, 70.1), (70.3, 80.3), (80.7, 90.7)], 100), 100)
    assert gain is not None
    assert gain.t is None
    assert gain.d_z is None
    assert gain.g_av is None
    assert gain.low == pytest.approx(10) == gain.high


@pytest.mark.parametrize(("degrees", "exact"), [(2, 0.5642), (9, 0.9139), (15, 0.9490), (200, 0.9962)])
def test_the_correction_for_small_samples(degrees: int, exact: float) -> None:
    assert hedges(degrees) == pytest.approx(exact, abs=1e-3)
