"""Calendars as people write them, calendars that follow one another, and when a limit runs out."""

from __future__ import annotations

import tomllib
from datetime import date, datetime

import pytest

from lms.kpis.calendars import shipped_text
from lms.kpis.rules.aggregation import Surroundings, prepared_sql
from lms.kpis.rules.calendar_text import DayFault, Written, days_text, read_days, read_shifts, shifts_text, to_toml
from lms.kpis.rules.due import due_at
from lms.kpis.rules.expression_sql import needs
from lms.kpis.rules.expressions import parse, to_sql
from lms.kpis.rules.working_time import Calendar, Shift, following, read_calendar, working_minutes
from tests.kpi_orders import duckdb_with, order
from tests.rules.test_working_time import DAY, SHANGHAI, WEEK, at, pairs

EARLY = (Shift(420, 720), Shift(720, 960))  # 07:00–16:00 without a break
SHIPPED = read_calendar(tomllib.loads(shipped_text()))
OLDEST = Calendar((DAY,) * 7, {}, ("P0", "P1"))
NEXT = Calendar(WEEK.week, WEEK.special, ("P0",), date(2022, 3, 1))
NEWEST = Calendar((EARLY,) * 5 + ((), ()), {date(2026, 10, 2): ()}, (), date(2024, 7, 15))
CHAIN = following([NEWEST, NEXT, OLDEST])


@pytest.mark.parametrize(
    ("written", "shifts"),
    [
        ("08:30–12:00, 13:00–17:30", DAY),
        ("8:30-12:00;13:00-17:30", DAY),
        ("08：30至12：00、13:00～17:30", DAY),
        ("00:00-24:00", (Shift(0, 1440),)),
        ("", ()),
        (" ,", ()),
    ],
)
def test_shifts_are_read_as_people_write_them(written: str, shifts: tuple[Shift, ...]) -> None:
    assert read_shifts(written) == shifts
    assert read_shifts(shifts_text(shifts)) == shifts


@pytest.mark.parametrize(
    ("written", "worked", "code", "line"),
    [
        ("2026-10-01\nsoon", None, "day_unreadable", 2),
        ("2026-02-30", None, "day_unreadable", 1),
        ("1889-01-01", None, "day_unreadable", 1),
        ("2026-10-01 08:30-12:00", None, "day_unreadable", 1),
        ("2026-10-07 - 2026-10-01", None, "days_backward", 1),
        ("2026-10-01 - 2028-10-01", None, "days_backward", 1),
        ("2026-10-01 – 2026-10-07\n\n2026-10-03", None, "day_twice", 3),
        ("2026-10-10", (), "day_without_shifts", 1),
        ("2026-10-10 noon", DAY, "shift_unreadable", 1),
        ("2026-10-10 17:00-09:00", DAY, "shift_backward", 1),
        ("2026-10-10 09:00-12:00, 11:00-13:00", DAY, "shifts_overlap", 1),
        ("2026-10-10 1:00-2:00,3:00-4:00,5:00-6:00,7:00-8:00,9:00-10:00", DAY, "shifts_many", 1),
        ("2026-10-10 09:00-24:30", DAY, "shift_unreadable", 1),
    ],
)
def test_what_cannot_be_read_names_its_line(
    written: str, worked: tuple[Shift, ...] | None, code: str, line: int
) -> None:
    with pytest.raises(DayFault) as caught:
        read_days(written, worked=worked)
    assert (caught.value.code, caught.value.line) == (code, line)


def test_days_are_read_and_written() -> None:
    free = read_days("2026年10月1日至2026年10月3日\n2026/10/5")
    assert sorted(free) == [date(2026, 10, day) for day in (1, 2, 3, 5)]
    assert not any(free.values())
    worked = read_days("2026-10-10\n2026-10-11: 09:00-12:00", worked=DAY)
    assert worked == {date(2026, 10, 10): DAY, date(2026, 10, 11): (Shift(540, 720),)}
    both = {**free, **worked}
    assert days_text(both, free=True) == "2026-10-01 – 2026-10-03\n2026-10-05"
    assert read_days(days_text(both, free=False), worked=DAY) == worked


@pytest.mark.parametrize("calendar", [SHIPPED, NEWEST, OLDEST], ids=["shipped", "newest", "oldest"])
def test_the_file_says_what_the_page_says(calendar: Calendar) -> None:
    table = tomllib.loads(to_toml(Written(calendar, 'Notice of the "State Council"')))
    assert read_calendar(table) == calendar
    assert table["reason"] == 'Notice of the "State Council"'


@pytest.mark.parametrize(
    ("opened", "hours", "priority", "due"),
    [
        ("2026-03-06 17:30", 8, "P2", "2026-03-09 17:30"),
        ("2026-03-06 16:30", 8, "P2", "2026-03-09 16:30"),
        ("2026-03-06 17:30", 1, "P2", "2026-03-09 09:30"),
        ("2026-03-06 11:30", 1, "P2", "2026-03-06 13:30"),  # over lunch
        ("2026-09-30 17:00", 4, "P2", "2026-10-08 12:00"),  # over the National Day holidays
        ("2026-03-06 17:30", 8, "P0", "2026-03-07 01:30"),
        ("2026-03-07 10:00", 0.5, "P2", "2026-03-09 09:00"),
    ],
)
def test_when_an_order_is_due(opened: str, hours: float, priority: str, due: str) -> None:
    begun, wanted = datetime.fromisoformat(opened), datetime.fromisoformat(due)
    assert due_at(SHIPPED, begun, hours * 60, priority) == wanted
    assert working_minutes(at(opened), at(due), SHIPPED, SHANGHAI, priority) == pytest.approx(hours * 60)


def test_without_working_time_nothing_is_due() -> None:
    assert due_at(Calendar(((),) * 7), datetime.fromisoformat("2026-03-06 09:00"), 60, "P1") is None


@pytest.mark.parametrize(
    ("order_put", "holds"),
    [
        ([NEWEST, NEXT, OLDEST], [OLDEST, NEXT, NEWEST]),
        ([NEXT, NEWEST, OLDEST], [OLDEST, NEXT, NEXT]),  # put in later from an earlier day: in place of what follows
        ([OLDEST, NEWEST, NEXT], [OLDEST, OLDEST, OLDEST]),
    ],
)
def test_calendars_follow_one_another(order_put: list[Calendar], holds: list[Calendar]) -> None:
    whole = following(order_put)
    for day, calendar in zip((date(2022, 2, 28), date(2022, 3, 1), date(2024, 7, 15)), holds, strict=True):
        assert whole.shifts_on(day) == calendar.shifts_on(day)
        assert whole.on(day).around_the_clock == calendar.around_the_clock


def test_the_sql_knows_which_calendar_held() -> None:
    made = pairs(seed=7)
    connection = duckdb_with(
        [order(n, first, responded_at=last, priority=p) for n, (first, last, p) in enumerate(made)]
    )
    expression, around = parse("working_minutes(opened_at, responded_at)"), Surroundings("duckdb", SHANGHAI, CHAIN)
    value = to_sql(expression, "duckdb", around.setting(None, None))
    prepared = prepared_sql(needs(expression), around)
    got = [row[0] for row in connection.execute(f"SELECT {value} FROM ({prepared}) p ORDER BY order_no").fetchall()]
    wanted = [last and working_minutes(first, last, CHAIN, SHANGHAI, p) for first, last, p in made]
    alone = [last and working_minutes(first, last, NEWEST, SHANGHAI, p) for first, last, p in made]
    assert wanted != alone
    assert [one is None for one in got] == [one is None for one in wanted]
    assert [v for v in got if v is not None] == pytest.approx([v for v in wanted if v is not None], abs=1e-6)
