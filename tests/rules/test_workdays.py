"""Counting days: China's holidays with their worked weekends, decisions, pauses, leap years."""

from __future__ import annotations

from datetime import date

import pytest

from lms.workdays.holidays import announced_until, public_holidays
from lms.workdays.rules import Days, decision_faults, every_day, working_days


@pytest.fixture(scope="module")
def china() -> Days:
    special = public_holidays().values()
    return working_days([o.day for o in special if not o.works], [o.day for o in special if o.works])


@pytest.mark.parametrize(
    ("first", "count", "last"),
    [
        (date(2026, 11, 23), 1, date(2026, 11, 23)),  # a Monday
        (date(2026, 11, 23), 5, date(2026, 11, 27)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),  # begun on a Saturday
        (date(2026, 9, 28), 5, date(2026, 10, 9)),  # over the National Day: 28, 29, 30, then 8, 9
        (date(2026, 9, 28), 6, date(2026, 10, 10)),  # a Saturday that is worked in its stead
        (date(2026, 2, 13), 3, date(2026, 2, 24)),  # over the Spring Festival: 13, 14 (worked), 24
        (date(2028, 2, 28), 2, date(2028, 2, 29)),  # a leap year
    ],
)
def test_the_last_of_so_many_working_days(china: Days, first: date, count: int, last: date) -> None:
    assert china.last(first, count) == last
    assert china.between(first, last) == count


def test_what_the_library_knows_is_said() -> None:
    assert announced_until() >= 2026
    assert public_holidays()[date(2026, 10, 1)].zh == "国庆节"
    assert public_holidays()[date(2026, 10, 10)].works
    moved = public_holidays()[date(2026, 1, 2)]  # days inside a name are written as anywhere else
    assert (moved.zh, moved.en) == ("休息日（由2026年1月4日调休）", "Day off (substituted from 4 Jan 2026)")


@pytest.mark.parametrize(
    ("decided", "day", "counts"),
    [
        ({}, date(2026, 11, 27), True),
        ({date(2026, 11, 27): False}, date(2026, 11, 27), False),  # the company's birthday
        ({date(2026, 11, 28): True}, date(2026, 11, 28), True),  # a worked Saturday
        ({date(2026, 10, 1): True}, date(2026, 10, 1), True),  # goes before the holiday
    ],
)
def test_what_was_decided_goes_first(decided: dict[date, bool], day: date, counts: bool) -> None:
    assert working_days([date(2026, 10, 1)], [], decided).counts(day) is counts


@pytest.mark.parametrize(
    ("spans", "count", "last"),
    [
        ([], 10, date(2026, 3, 11)),
        ([(date(2026, 3, 4), date(2026, 3, 5))], 10, date(2026, 3, 13)),
        ([(date(2026, 3, 4), date(2026, 3, 5)), (date(2026, 3, 5), date(2026, 3, 7))], 10, date(2026, 3, 15)),
        ([(date(2026, 3, 2), date(2026, 3, 2))], 1, date(2026, 3, 3)),  # the first day itself
    ],
)
def test_days_without_spans(spans: list[tuple[date, date]], count: int, last: date) -> None:
    assert every_day().without(spans).last(date(2026, 3, 2), count) == last


def test_beyond_the_calendar_every_day_counts() -> None:
    assert working_days([], []).last(date(2040, 1, 6), 3) == date(2040, 1, 8)
    assert working_days([], []).between(date(2040, 1, 1), date(2040, 1, 8)) == 8
    assert every_day().later(date(2026, 3, 2), 0) == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("day", "works", "has", "reason", "codes"),
    [
        (date(2026, 11, 27), False, None, "Birthday", []),
        (date(2026, 11, 27), None, False, "Not any more", []),
        (date(2026, 11, 27), False, False, "Birthday", ["day_is_so_already"]),
        (date(2026, 11, 27), None, None, "Birthday", ["day_is_so_already"]),
        (date(2050, 1, 1), False, None, " ", ["day_out_of_calendar", "day_reason_short"]),
    ],
)
def test_what_stands_against_deciding_a_day(
    day: date, works: bool | None, has: bool | None, reason: str, codes: list[str]
) -> None:
    assert [fault.code for fault in decision_faults(day, works=works, has=has, reason=reason)] == codes
