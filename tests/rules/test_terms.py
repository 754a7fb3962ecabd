"""Months and years of terms, for certificates, mentors and everything else: the corresponding day, or the last of the month."""

from __future__ import annotations

from datetime import date

import pytest

from lms.core.terms import months_later, term_end, whole_months

LEAP = date(2028, 2, 29)


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 11, 22), 24, date(2028, 11, 21)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),  # there is no 31 February
        (LEAP, 12, date(2029, 2, 28)),  # there is no 29 February in 2029
        (LEAP, 24, date(2030, 2, 28)),
        (LEAP, 48, date(2032, 2, 28)),  # there is one in 2032
        (LEAP, 1, date(2028, 3, 28)),
        (date(2027, 2, 28), 12, date(2028, 2, 27)),
        (date(2028, 3, 1), 24, date(2030, 2, 28)),
        (date(2026, 3, 1), 24, date(2028, 2, 29)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
    ],
)
def test_the_last_day_of_a_term(first: date, months: int, last: date) -> None:
    assert term_end(first, months) == last


def test_a_term_is_a_month_long_at_least() -> None:
    with pytest.raises(ValueError, match="one month"):
        term_end(date(2026, 1, 1), 0)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (LEAP, 12, date(2029, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, LEAP),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 3, 2), -24, date(2024, 3, 2)),
        (date(2026, 1, 31), -11, date(2025, 2, 28)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2026, 5, 31), -6, date(2025, 11, 30)),
    ],
)
def test_months_later_and_earlier(day: date, months: int, then: date) -> None:
    assert months_later(day, months) == then


@pytest.mark.parametrize(
    ("since", "day", "months"),
    [
        (LEAP, date(2029, 2, 28), 12),  # the year is over on the last day of February
        (LEAP, date(2029, 2, 27), 11),
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2026, 1, 31), date(2026, 3, 30), 1),
        (date(2024, 3, 2), date(2026, 3, 1), 23),
        (date(2026, 3, 2), date(2026, 3, 2), 0),
        (date(2026, 3, 2), date(2026, 3, 1), 0),
        (date(2026, 5, 1), date(2026, 3, 2), 0),
    ],
)
def test_whole_months(since: date, day: date, months: int) -> None:
    assert whole_months(since, day) == months
