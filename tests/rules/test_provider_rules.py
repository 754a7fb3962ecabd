"""Judging providers, sharing inside, outside beside inside."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lms.trainers.providers.rules import (
    GAIN,
    MONEY,
    SHARE,
    Beside,
    Sample,
    Sharing,
    beside,
    criteria_faults,
    pooled,
    reminder_due,
    sample_of,
    score_of,
    sharing_state,
)

OVER = date(2026, 3, 6)
CRITERIA = [{"code": "a", "weight": 40}, {"code": "b", "weight": 60}]


@pytest.mark.parametrize(
    ("today", "facts", "state"),
    [
        (date(2026, 3, 6), {}, Sharing.LATER),  # the last day of the course itself
        (date(2026, 3, 7), {}, Sharing.DUE),
        (date(2026, 4, 5), {}, Sharing.DUE),  # the thirtieth day itself
        (date(2026, 4, 6), {}, Sharing.LATE),
        (date(2026, 3, 7), {"linked": True, "held_on": date(2026, 3, 20)}, Sharing.PLANNED),
        (date(2026, 3, 20), {"linked": True, "held_on": date(2026, 3, 20)}, Sharing.PLANNED),
        (date(2026, 3, 21), {"linked": True, "held_on": date(2026, 3, 20)}, Sharing.DONE),
        (date(2026, 4, 6), {"linked": True, "held_on": date(2026, 4, 20)}, Sharing.LATE),
        (date(2026, 3, 21), {"linked": True, "held_on": date(2026, 3, 20), "cancelled": True}, Sharing.MISSED),
        (date(2026, 3, 21), {"share_days": None}, Sharing.NONE),
    ],
)
def test_sharing(today: date, facts: dict[str, Any], state: Sharing) -> None:
    assert sharing_state(**({"until_day": OVER, "share_days": 30, "today": today} | facts)) is state


def test_reminders_once_and_the_nearest() -> None:
    days = (14, 3, 0)
    last = date(2026, 4, 5)
    assert reminder_due(last, date(2026, 3, 21), (), days) is None
    assert reminder_due(last, date(2026, 3, 22), (), days) == 14
    assert reminder_due(last, date(2026, 3, 23), (14,), days) is None
    assert reminder_due(last, date(2026, 4, 3), (), days) == 3  # what was missed is not made up for
    assert reminder_due(last, date(2026, 4, 5), (14, 3), days) == 0
    assert reminder_due(last, date(2026, 4, 6), (), days) is None


def test_scores_of_several() -> None:
    score = score_of([({"a": 5, "b": 4}, CRITERIA), ({"a": 4, "b": 4}, CRITERIA), ({"a": 5, "b": 2}, CRITERIA)])
    assert score.value == pytest.approx((4.4 + 4.0 + 3.2) / 3)
    assert score.low is not None
    assert score.high is not None
    assert 1 <= score.low < score.value < score.high <= 5
    assert score.by_criterion == {"a": pytest.approx(14 / 3), "b": pytest.approx(10 / 3)}
    assert score_of([({"a": 5, "b": 4}, CRITERIA)]).low is None
    assert score_of([]).value is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ([], "criteria_missing"), ([{"code": "", "weight": 100}], "criteria_missing"),
        ([{"code": "a", "weight": 50}, {"code": "a", "weight": 50}], "criteria_twice"),
        ([{"code": "a", "weight": 99}], "criteria_weights"), ([{"code": "a", "weight": "100"}], "criteria_weights"),
    ],
)  # fmt: skip
def test_criteria(content: list[dict[str, Any]], code: str) -> None:
    assert code in criteria_faults(content)
    assert criteria_faults(CRITERIA) == []


@pytest.mark.parametrize(
    ("outside", "inside", "said"),
    [
        (Sample(4, 90, 85, 95), Sample(50, 70, 65, 75), Beside.CANNOT_TELL),
        (Sample(5, 90, 85, 95), Sample(50, 70, 65, 75), Beside.HIGHER),
        (Sample(5, 60, 55, 64), Sample(50, 70, 65, 75), Beside.LOWER),
        (Sample(5, 72, 60, 84), Sample(50, 70, 65, 75), Beside.ALIKE),
        (Sample(9, 72), Sample(50, 70, 65, 75), Beside.CANNOT_TELL),
    ],
)
def test_outside_beside_inside(outside: Sample, inside: Sample, said: Beside) -> None:
    assert beside(outside, inside) is said


def test_samples() -> None:
    assert sample_of([]) == Sample()
    assert sample_of([3.0]).low is None
    both = pooled([(10, 60.0, 50.0, 70.0), (30, 80.0, 75.0, 85.0)])
    assert (both.n, both.mean) == (40, 75.0)
    assert both.high == pytest.approx(75 + ((10 * 10) ** 2 + (30 * 5) ** 2) ** 0.5 / 40)
    assert pooled([(10, 60.0, None, None)]) == Sample(10, 60.0)
    assert pooled([]) == Sample()


def test_limits_stay_where_a_mean_can_be() -> None:
    low, high = sample_of([95.0, 99.0, 100.0]).low or 0.0, sample_of([95.0, 99.0, 100.0]).high or 0.0
    assert low < 98 < 100 < high
    assert sample_of([95.0, 99.0, 100.0], SHARE) == Sample(3, 98.0, low, 100.0)
    assert sample_of([10.0, 3000.0], MONEY).low == 0.0
    assert (sample_of([10.0, 3000.0], MONEY).high or 0.0) > 3000
    assert pooled([(5, -90.0, -120.0, -60.0)], GAIN) == Sample(5, -90.0, -100.0, -60.0)
