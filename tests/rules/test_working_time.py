"""Working time: the rule itself, and that its SQL says the same."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lms.kpis.calendar_forms import FILE_FAULTS
from lms.kpis.calendars import shipped_text
from lms.kpis.rules.aggregation import Surroundings, prepared_sql
from lms.kpis.rules.expression_sql import Setting, needs
from lms.kpis.rules.expressions import parse, to_sql
from lms.kpis.rules.working_time import Calendar, CalendarFault, Shift, constant_offset, read_calendar, working_minutes
from tests.kpi_orders import duckdb_with, order

SHANGHAI, BERLIN, UTC_ZONE = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"), ZoneInfo("UTC")
DAY = (Shift(510, 720), Shift(780, 1050))  # 08:30–12:00, 13:00–17:30
WEEK = Calendar(
    (DAY, DAY, DAY, DAY, DAY, (Shift(540, 720),), ()),
    {date(2026, 10, 1): (), date(2026, 9, 20): DAY, date(2026, 9, 30): (Shift(510, 720),)},
    ("P0",),
)
NIGHTS = Calendar(((Shift(0, 360), Shift(600, 660), Shift(700, 900), Shift(1200, 1440)),) * 7, {}, ())
SHIPPED = read_calendar(tomllib.loads(shipped_text()))


def at(text: str) -> datetime:
    """Shanghai's clock, as facts hold it: naive UTC."""
    local = datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
    return local.astimezone(UTC).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("first", "last", "priority", "minutes"),
    [
        ("2026-03-02 09:00", "2026-03-02 10:00", "P1", 60),
        ("2026-03-02 11:30", "2026-03-02 13:30", "P1", 60),  # over lunch
        ("2026-03-02 08:00", "2026-03-02 18:00", "P1", 480),  # a whole day from before to after
        ("2026-03-02 08:30", "2026-03-02 08:30", "P1", 0),
        ("2026-03-02 12:00", "2026-03-02 13:00", "P1", 0),
        ("2026-03-02 17:00", "2026-03-03 09:00", "P1", 60),
        ("2026-03-06 17:30", "2026-03-07 09:00", "P1", 0),  # the night before Saturday's half day
        ("2026-03-07 09:00", "2026-03-07 23:00", "P1", 180),
        ("2026-03-07 12:00", "2026-03-09 08:30", "P1", 0),  # Sunday
        ("2026-03-06 17:00", "2026-03-09 09:00", "P2", 30 + 180 + 30),
        ("2026-09-30 09:00", "2026-10-02 09:00", "P1", 180 + 30),  # a half day, and a holiday
        ("2026-09-20 08:00", "2026-09-20 20:00", "P1", 480),  # a Sunday worked in a holiday's stead
        ("2026-03-07 23:00", "2026-03-08 01:00", "P0", 120),  # the clock never stops
        ("2026-03-07 23:00", "2026-03-08 01:00", None, 0),
        ("2026-03-02 10:00", "2026-03-02 09:00", "P1", -60),
        ("2026-03-02 09:00:30", "2026-03-02 09:01:00", "P1", 0.5),
    ],
)
def test_working_minutes(first: str, last: str, priority: str | None, minutes: float) -> None:
    assert working_minutes(at(first), at(last), WEEK, SHANGHAI, priority) == pytest.approx(minutes)


def pairs(seed: int) -> list[tuple[datetime, datetime | None, str | None]]:
    """Moments of many years, seconds included, some on the edges of shifts, some missing."""
    random = Random(seed)
    made: list[tuple[datetime, datetime | None, str | None]] = []
    for _ in range(300):
        start = at("2019-01-01 00:00") + timedelta(minutes=random.choice((0, 30)) + 60 * random.randrange(90_000))
        if random.random() < 0.7:
            start += timedelta(seconds=random.randrange(3600))
        last = start + timedelta(minutes=random.choice((0, 1, 30, 60, 720, 1440, 20_000)) * random.uniform(-0.2, 2))
        made.append((start, None if random.random() < 0.05 else last, random.choice(("P0", "P1", "P3", None))))
    return made


@pytest.mark.parametrize("zone", [SHANGHAI, BERLIN, UTC_ZONE], ids=str)
@pytest.mark.parametrize("calendar", [WEEK, NIGHTS, SHIPPED], ids=["week", "nights", "shipped"])
def test_the_sql_says_the_same(calendar: Calendar, zone: ZoneInfo) -> None:
    made = pairs(seed=len(zone.key))
    connection = duckdb_with(
        [order(n, first, responded_at=last, priority=p) for n, (first, last, p) in enumerate(made)]
    )
    expression = parse("working_minutes(opened_at, responded_at)")
    value = to_sql(expression, "duckdb", Setting(around_the_clock=calendar.around_the_clock))
    span = (date(2018, 12, 1), date(2030, 1, 1))

    def found(around: Surroundings) -> list[float | None]:
        prepared = prepared_sql(needs(expression), around)
        return [r[0] for r in connection.execute(f"SELECT {value} FROM ({prepared}) p ORDER BY order_no").fetchall()]

    got = found(Surroundings("duckdb", zone, calendar))
    by_slots = Surroundings("duckdb", zone, calendar, span=span)
    assert "JOIN working_slot" in prepared_sql(needs(expression), by_slots)
    assert found(by_slots) == got  # to the last digit
    wanted = [last and working_minutes(first, last, calendar, zone, p) for first, last, p in made]
    assert len(got) == len(made)
    assert [value is None for value in got] == [value is None for value in wanted]
    assert [v for v in got if v is not None] == pytest.approx([v for v in wanted if v is not None], abs=1e-6)


def test_offsets() -> None:
    assert constant_offset(SHANGHAI) == 480
    assert constant_offset(UTC_ZONE) == 0
    assert constant_offset(BERLIN) is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"week": {"monday": []}}, "calendar_weekday"),
        ({"week": {"mon": ["09:00"]}}, "calendar_shift"),
        ({"week": {"mon": ["17:00-09:00"]}}, "calendar_backward"),
        ({"week": {"mon": ["09:00-25:00"]}}, "calendar_shift"),
        ({"week": {"mon": ["09:00-12:00", "11:00-13:00"]}}, "calendar_overlap"),
        ({"week": {"mon": [f"{n:02}:00-{n:02}:30" for n in range(5)]}}, "calendar_many"),
        ({"week": {"mon": "09:00-12:00"}}, "calendar_shifts"),
        ({"week": {}, "special": {"2026-13-01": []}}, "calendar_day"),
        ({"week": {}, "special": {"0026-10-01": []}}, "calendar_day"),
        ({"week": {}, "from": "soon"}, "calendar_day"),
        ({"week": {}, "special": []}, "calendar_special"),
        ({"week": {}, "around_the_clock": "P0"}, "calendar_urgent"),
        ({}, "calendar_no_week"),
    ],
)
def test_a_wrong_calendar_is_refused(change: dict[str, Any], code: str) -> None:
    with pytest.raises(CalendarFault) as raised:
        read_calendar(change)
    assert raised.value.code == code
    assert str(FILE_FAULTS[code]) % raised.value.values


def test_the_shipped_calendar() -> None:
    assert SHIPPED.shifts_on(date(2026, 10, 1)) == ()
    assert SHIPPED.shifts_on(date(2026, 9, 20)) == DAY  # a Sunday that is worked
    assert SHIPPED.shifts_on(date(2026, 3, 7)) == ()
    assert SHIPPED.around_the_clock == ("P0",)
