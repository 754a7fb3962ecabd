"""What is left of a gain, and when people are reminded."""

from __future__ import annotations

import math
from datetime import date

import pytest

from lms.evaluation.rules.planning import DEFAULT_ROUNDS, Depth, LevelTwo, faults_of
from lms.evaluation.rules.retention import KeptSums, kept_of, reminder_due
from lms.kpis.rules import intervals

BEFORE = (40.0, 55.0, 60.0, 30.0, 50.0, 45.0, 62.0, 38.0)
AFTER = (70.0, 80.0, 75.0, 65.0, 80.0, 90.0, 88.0, 71.0)
LATER = (62.0, 76.0, 70.0, 60.0, 66.0, 85.0, 80.0, 55.0)


def test_the_limits_are_where_a_paired_t_test_just_holds_zero() -> None:
    kept = kept_of(KeptSums.of(list(zip(BEFORE, AFTER, LATER, strict=True))))
    assert kept is not None
    gains = [b - a for a, b in zip(BEFORE, AFTER, strict=True)]
    left = [c - a for a, c in zip(BEFORE, LATER, strict=True)]
    assert kept.share is not None
    assert kept.share == pytest.approx(sum(left) / sum(gains))
    assert kept.low is not None
    assert kept.high is not None
    assert kept.low < kept.share < kept.high
    # Fieller's definition: for each limit the mean of left − share × gain lies exactly one half-width from zero.
    for share, sign in ((kept.low, 1), (kept.high, -1)):
        rest = [y - share * x for x, y in zip(gains, left, strict=True)]
        limits = intervals.t_mean(len(rest), math.fsum(rest), math.fsum(one * one for one in rest))
        assert limits is not None
        assert limits[0 if sign > 0 else 1] == pytest.approx(0, abs=1e-9)
    assert (kept.n, kept.n_change) == (8, 8)
    assert kept.change == pytest.approx(sum(LATER) / 8 - sum(AFTER) / 8)
    assert kept.change_low < kept.change < kept.change_high < 0


@pytest.mark.parametrize(
    ("scores", "share", "has_limits"),
    [
        ([(None, 80.0, 70.0), (None, 90.0, 85.0)], None, False),  # nobody was tested before
        ([(50.0, 40.0, 45.0), (60.0, 50.0, 55.0)], None, False),  # nothing was gained
        ([(50.0, 90.0, 70.0), (60.0, 55.0, 50.0), (50.0, 60.0, 55.0)], 1 / 3, False),  # the gain could be chance
        ([(50.0, 80.0, 80.0), (40.0, 70.0, 70.0), (45.0, 76.0, 76.0)], 1.0, True),
    ],
)
def test_where_no_share_can_be_told(
    scores: list[tuple[float | None, float, float]], share: float | None, has_limits: bool
) -> None:
    kept = kept_of(KeptSums.of(scores))
    assert kept is not None
    assert kept.share == (None if share is None else pytest.approx(share))
    assert (kept.low is not None) == has_limits


def test_one_person_says_nothing() -> None:
    assert kept_of(KeptSums.of([(40.0, 80.0, 70.0)])) is None


@pytest.mark.parametrize(
    ("today", "reminders", "told", "due"),
    [
        (date(2026, 5, 10), 0, date(2026, 5, 1), False),  # more than three days to go
        (date(2026, 5, 12), 0, date(2026, 5, 1), True),
        (date(2026, 5, 15), 1, date(2026, 5, 12), False),  # not twice in a week
        (date(2026, 5, 19), 1, date(2026, 5, 12), True),
        (date(2026, 5, 28), 2, date(2026, 5, 19), False),  # twice is enough
    ],
)
def test_when_to_remind(today: date, reminders: int, told: date, due: bool) -> None:
    assert reminder_due(date(2026, 5, 15), reminders, told, today) == due


@pytest.mark.parametrize(
    ("levels", "tests", "codes"),
    [
        ((1, 2), LevelTwo("a", "b", "r", 8), []),
        ((1, 2), LevelTwo("a"), ["plan_before_without_after"]),
        ((1, 2), LevelTwo(retention_weeks=8), ["plan_retention_without_exam"]),
        ((1,), LevelTwo(after="b", retention_weeks=8), ["plan_retention_unplanned"]),
        ((1, 2), LevelTwo(after="b", retention_weeks=53), ["plan_weeks_wrong"]),
    ],
)
def test_faults_of_tests_in_plans(levels: tuple[int, ...], tests: LevelTwo, codes: list[str]) -> None:
    assert [fault.code for fault in faults_of(levels, DEFAULT_ROUNDS[Depth.SKILLS], tests)] == codes
