"""What several assessors' ratings come to, and who is asked next."""

from __future__ import annotations

from datetime import date

import pytest

from assessments.rules.opinions import Opinion, is_overdue, nearest, standing, whom_to_ask
from assessments.rules.simulations import Stage


def rated(*figures: float, failed: tuple[int, ...] = (), settles: bool = False) -> list[Opinion]:
    count = len(figures)
    return [Opinion(n, figure, n in failed, settles and n == count - 1) for n, figure in enumerate(figures)]


@pytest.mark.parametrize(
    ("opinions", "stage", "percent", "passed"),
    [
        ([], Stage.RATING, None, None),
        (rated(90), Stage.RATING, None, None),
        (rated(90, 80), Stage.DONE, 85.0, True),
        (rated(75, 84), Stage.DONE, 79.5, False),
        (rated(90, 75), Stage.DONE, 82.5, True),  # 15 points are not too many
        (rated(90, 74.9), Stage.THIRD_WANTED, None, None),
        (rated(90, 88, failed=(1,)), Stage.THIRD_WANTED, None, None),  # they differ about what must be met
        (rated(90, 88, failed=(0, 1)), Stage.DONE, 89.0, False),
        (rated(100, 30, 80, settles=True), Stage.DONE, 80.0, True),
        (rated(100, 90, 95, failed=(1, 2), settles=True), Stage.DONE, 95.0, False),
    ],
)
def test_what_ratings_come_to(
    opinions: list[Opinion], stage: Stage, percent: float | None, passed: bool | None
) -> None:
    found = standing(opinions, wanted=2, pass_mark=80)
    assert (found.stage, found.percent, found.passed) == (stage, percent, passed)


def test_the_ratings_nearest_to_the_result_are_shown_with_it() -> None:
    assert nearest(rated(100, 30, 80), 80) == 2
    assert nearest(rated(90, 80), 85) == 1  # as near as the other: the later


@pytest.mark.parametrize(
    ("entitled", "load", "asked", "chosen"),
    [
        ([4, 3, 2, 1], {}, [], [1, 2, 3]),
        ([1, 2, 3, 4], {1: 2, 3: 1}, [], [2, 4, 3]),
        ([1, 2], {}, [1], [2]),
        ([1], {}, [1], []),
        ([], {}, [], []),
    ],
)
def test_those_with_the_fewest_requests_are_asked_and_nobody_twice(
    entitled: list[int], load: dict[int, int], asked: list[int], chosen: list[int]
) -> None:
    assert whom_to_ask(entitled, load, asked) == chosen


def test_after_three_days_it_is_too_long() -> None:
    assert [is_overdue(date(2026, 2, 27), date(2026, 3, day)) for day in (1, 2, 3)] == [False, True, True]
