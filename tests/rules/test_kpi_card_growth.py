"""Growth in a period, and the periods themselves."""

from __future__ import annotations

from datetime import date

import pytest

from lms.kpis.rules.periods import months_between, shift
from lms.performance.rules.growth import (  # fmt: skip
    Course,
    Growth,
    Rating,
    Sitting,
    Training,
    measure_all,
    participation,
    pass_rate,
    rating,
)
from lms.performance.rules.periods import Period, Span, last_day, period_of, read_period

FIRST, END = date(2026, 2, 1), date(2026, 2, 28)


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize(
    ("due", "done", "expected"),
    [
        ("02-10", "02-05", (100, 1)),  # due and done in the month
        ("02-10", "01-05", (100, 1)),  # done early
        ("02-10", None, (0, 1)),  # due and not done
        ("02-10", "03-01", (0, 1)),  # done, but after the month
        ("01-10", None, (0, 1)),  # due before and still not done
        ("01-10", "02-20", (100, 1)),  # made up for in the month
        ("01-10", "01-20", (0, 0)),  # over before the month
        ("03-10", None, (0, 0)),  # not due yet
        ("03-10", "02-10", (0, 0)),  # done early: counts when it is due
        ("02-28", "02-28", (100, 1)),
        ("02-01", "02-28", (100, 1)),
    ],
)
def test_participation(due: str, done: str | None, expected: tuple[float, int]) -> None:
    grown = participation([Course(day(due), day(done) if done else None)], FIRST, END)
    assert (grown.total, grown.n) == expected


@pytest.mark.parametrize(
    ("sat", "expected"),
    [
        ([], (0, 0)),
        ([("a", "02-05", True)], (100, 1)),
        ([("a", "02-05", False)], (0, 1)),
        ([("a", "02-05", False), ("a", "02-20", True)], (100, 1)),  # failed, then passed: passed
        ([("a", "02-05", True), ("b", "02-20", False)], (100, 2)),
        ([("a", "01-31", True), ("b", "03-01", True)], (0, 0)),
    ],
)
def test_pass_rate(sat: list[tuple[str, str, bool]], expected: tuple[float, int]) -> None:
    grown = pass_rate([Sitting(code, day(on), passed) for code, on, passed in sat], FIRST, END)
    assert (grown.total, grown.n) == expected


@pytest.mark.parametrize(
    ("rated", "value"),
    [
        ([], None),
        ([("2026-02-28", 80)], 80),
        ([("2026-03-01", 80)], None),
        ([("2025-03-01", 70)], 70),
        ([("2025-02-28", 70)], None),
        ([("2025-12-01", 70), ("2026-01-15", 85)], 85),
        ([("2026-01-15", 85), ("2025-12-01", 70)], 85),
    ],
)
def test_rating(rated: list[tuple[str, float]], value: float | None) -> None:
    assert rating([Rating(date.fromisoformat(on), percent) for on, percent in rated], END).value == value


def test_growth_of_several_people_is_that_of_all_their_records() -> None:
    people = [
        Training(courses=(Course(day("02-03"), day("02-02")), Course(day("02-04"), None))),
        Training(),
        Training(courses=(Course(day("02-05"), day("02-05")),)),
    ]
    assert measure_all("participation", people, FIRST, END) == Growth(200, 3)


@pytest.mark.parametrize(
    ("span", "at", "first", "last"),
    [
        ("month", "2026-02", "2026-02-01", "2026-02-28"),
        ("quarter", "2026-02", "2026-01-01", "2026-03-31"),
        ("quarter", "2025-12", "2025-10-01", "2025-12-31"),
        ("year", "2024-02", "2024-01-01", "2024-12-31"),
        ("month", "", "2026-02-01", "2026-02-28"),  # the last one that is over
        ("quarter", "", "2025-10-01", "2025-12-31"),
        ("year", "nonsense", "2025-01-01", "2025-12-31"),
        ("decade", "2026-01", "2026-01-01", "2026-01-31"),
        ("month", "2027-01", "2026-02-01", "2026-02-28"),  # not begun
        ("month", "0001-01", "2026-02-01", "2026-02-28"),
    ],
)
def test_the_period_of_an_address(span: str, at: str, first: str, last: str) -> None:
    period = read_period(span, at, date(2026, 3, 2))
    assert (period.first.isoformat(), period.end.isoformat()) == (first, last)


def test_months() -> None:
    assert shift(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert last_day(date(2024, 2, 1)) == date(2024, 2, 29)
    assert len(months_between(date(2025, 4, 1), date(2026, 3, 1))) == 12
    assert period_of(Span.QUARTER, date(2026, 5, 9)).quarter == 2
    assert Period(Span.QUARTER, date(2026, 1, 1)).moved(-1).first == date(2025, 10, 1)
