"""What the ratings of a practical examination come to."""

from __future__ import annotations

import pytest

from assessments.rules.rubrics import Criterion, outcome, unrated

SAFETY = Criterion("safety", 40, must=True, points=(0, 1, 2, 3))
METHOD = Criterion("method", 40, must=False, points=(0, 1, 2, 3))
TALK = Criterion("talk", 20, must=False, points=(1, 2, 3, 4, 5))
ALL = (SAFETY, METHOD, TALK)


@pytest.mark.parametrize(
    ("ratings", "percent", "passed", "failed"),
    [
        ({"safety": 3, "method": 3, "talk": 5}, 100.0, True, ()),
        ({"safety": 3, "method": 2, "talk": 4}, 82.7, True, ()),  # 40 + 26.67 + 16
        ({"safety": 2, "method": 3, "talk": 1}, 70.7, False, ()),
        ({"safety": 0, "method": 3, "talk": 5}, 60.0, False, ("safety",)),
        ({"safety": 1, "method": 0, "talk": 1}, 17.3, False, ()),  # a low level of a must is not its lowest
    ],
)
def test_weighted_percent(ratings: dict[str, int], percent: float, passed: bool, failed: tuple[str, ...]) -> None:
    result = outcome(ALL, ratings, pass_mark=80)
    assert (result.percent, result.passed, result.failed_musts) == (percent, passed, failed)


def test_a_failed_must_fails_whatever_the_figure() -> None:
    light = Criterion("safety", 5, must=True, points=(0, 1))
    heavy = Criterion("method", 95, must=False, points=(0, 1))
    result = outcome((light, heavy), {"safety": 0, "method": 1}, pass_mark=80)
    assert (result.percent, result.passed) == (95.0, False)


def test_weights_need_not_add_up_to_a_hundred() -> None:
    a, b = Criterion("a", 1, must=False, points=(0, 2)), Criterion("b", 3, must=False, points=(0, 2))
    assert outcome((a, b), {"a": 2, "b": 0}, pass_mark=0).percent == 25.0


@pytest.mark.parametrize(("weight", "percent", "passed"), [(79.95, 80.0, True), (79.94, 79.9, False)])
def test_the_figure_that_is_shown_is_the_one_that_is_judged(weight: float, percent: float, passed: bool) -> None:
    best = Criterion("a", weight, must=False, points=(0, 1))
    rest = Criterion("b", 100 - weight, must=False, points=(0, 1))
    result = outcome((best, rest), {"a": 1, "b": 0}, pass_mark=80)
    assert (result.percent, result.passed) == (percent, passed)


@pytest.mark.parametrize(
    ("ratings", "missing"),
    [
        ({}, ("safety", "method", "talk")),
        ({"safety": 3, "method": 3, "talk": 0}, ("talk",)),
        ({"safety": 4, "method": 3, "talk": 5}, ("safety",)),
        ({"safety": 3, "method": 3, "talk": 5}, ()),
    ],
)
def test_every_criterion_needs_one_of_its_levels(ratings: dict[str, int], missing: tuple[str, ...]) -> None:
    assert unrated(ALL, ratings) == missing
