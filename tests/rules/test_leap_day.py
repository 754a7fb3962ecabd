"""29 February in onboarding: a stage over it has its days. (Months and years: test_terms.)"""

from __future__ import annotations

from datetime import date

import pytest

from lms.onboarding.rules.schedule import Extension, StageDates, schedule

LEAP = date(2028, 2, 29)


@pytest.mark.parametrize(
    ("starts", "stage", "ends"),
    [
        (date(2028, 2, 25), StageDates(5), LEAP),  # the last day itself
        (LEAP, StageDates(1), LEAP),
        (LEAP, StageDates(2), date(2028, 3, 1)),
        (date(2028, 2, 20), StageDates(10, extensions=(Extension(LEAP, 2),)), date(2028, 3, 2)),
        (date(2027, 2, 25), StageDates(5), date(2027, 3, 1)),  # the year before has no such day
    ],
)
def test_a_stage_over_the_leap_day_has_all_its_days(starts: date, stage: StageDates, ends: date) -> None:
    (plan,) = schedule([stage], starts, starts)
    assert plan.ends_on == ends
    assert plan.late_by == 0
    (late,) = schedule([stage], starts, date(2028, 3, 5) if starts.year == 2028 else date(2027, 3, 5))
    assert late.late_by == (date(starts.year, 3, 5) - ends).days


def test_a_stage_passed_on_the_leap_day_lets_the_next_begin_on_it() -> None:
    first, second = schedule([StageDates(10, passed_on=LEAP), StageDates(2)], date(2028, 2, 21), LEAP)
    assert (first.ends_on, second.starts_on, second.ends_on) == (LEAP, LEAP, date(2028, 3, 1))
