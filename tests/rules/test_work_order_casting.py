"""What is made of a source's text: moments in any zone and writing, numbers, and which order dates are written in."""

from __future__ import annotations

import functools
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import duckdb
import pytest

from lms.kpis.rules import casting
from lms.kpis.rules.lengths import seconds_sql
from lms.kpis.rules.profiles import FieldRule, Profile
from lms.kpis.rules.proposing import propose
from lms.kpis.rules.zones import to_local, to_utc


@functools.cache
def engine() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def ask(sql: str, text: str) -> object:
    return ask_all(sql, [text])[0]


def ask_all(sql: str, texts: list[str]) -> list[object]:
    rows = engine().execute(f"SELECT {sql} FROM (SELECT UNNEST(CAST(? AS VARCHAR[])) AS x)", [texts]).fetchall()
    return [row[0] for row in rows]


@pytest.mark.parametrize(
    ("text", "dates", "zone", "expected"),
    [
        ("2026-01-05 08:30:00", "ymd", "Asia/Shanghai", "2026-01-05 00:30:00"),
        ("2026-01-05T08:30:00Z", "ymd", "Asia/Shanghai", "2026-01-05 08:30:00"),
        ("2026-01-05T08:30+05:30", "ymd", "Asia/Shanghai", "2026-01-05 03:00:00"),
        ("2026-01-05T10:00+08", "ymd", "UTC", "2026-01-05 02:00:00"),
        ("2026-01-05 08:30:00 UTC", "ymd", "Asia/Shanghai", "2026-01-05 08:30:00"),
        ("2026-01-05 08:30:00 +0800", "ymd", "UTC", "2026-01-05 00:30:00"),
        ("2026/1/5 8:30 -03:30", "ymd", "UTC", "2026-01-05 12:00:00"),
        ("5/1/2026 08:30:00.250 PM GMT", "dmy", "Asia/Shanghai", "2026-01-05 20:30:00.250000"),
        ("05.01.2026 08:30 +08", "dmy", "Asia/Shanghai", "2026-01-05 00:30:00"),
        ("2026年1月5日 8:30", "ymd", "Asia/Shanghai", "2026-01-05 00:30:00"),
        ("2026/1/5 下午 3:20:00", "ymd", "Asia/Shanghai", "2026-01-05 07:20:00"),
        ("20260105", "ymd", "UTC", "2026-01-05 00:00:00"),
        ("46027.354166666664", "ymd", "Asia/Shanghai", "2026-01-05 00:30:00"),
        ("5/1/2026 8:30", "dmy", "Asia/Shanghai", "2026-01-05 00:30:00"),
        ("1/5/2026 8:30 PM", "mdy", "UTC", "2026-01-05 20:30:00"),
        ("5.1.2026", "dmy", "UTC", "2026-01-05 00:00:00"),
        ("05-Jan-2026 08:30", "%d-%b-%Y %H:%M", "UTC", "2026-01-05 08:30:00"),
        ("03-Sep-2026", "ymd", "UTC", "2026-09-03 00:00:00"),
        ("03-SEP-26 09.05.30.123456 PM", "mdy", "UTC", "2026-09-03 21:05:30.123456"),
        ("3 Sep 2026 09:05", "mdy", "Asia/Shanghai", "2026-09-03 01:05:00"),
        ("Sept. 3, 2026, 9:05 pm", "dmy", "UTC", "2026-09-03 21:05:00"),
        ("Thursday, September 3, 2026", "ymd", "UTC", "2026-09-03 00:00:00"),
        ("Thu, 3 Sep 2026 09:05:00 +0800", "ymd", "UTC", "2026-09-03 01:05:00"),
        ("2026-Sep-03T09:05:06", "dmy", "UTC", "2026-09-03 09:05:06"),
        ("2026年9月3日 星期四 9时5分", "ymd", "UTC", "2026-09-03 09:05:00"),
        ("2026年9月3日 下午3点05分20秒", "dmy", "UTC", "2026-09-03 15:05:20"),
        ("03-9月 -26 09.05.30.000000000 上午", "ymd", "UTC", "2026-09-03 09:05:30"),
        ("26-9-3 9:05", "ymd", "UTC", "2026-09-03 09:05:00"),
        ("12 apples 2026", "ymd", "UTC", None),
        ("31 Feb 2026", "dmy", "UTC", None),
        ("1767573000", "epoch", "Asia/Shanghai", "2026-01-05 00:30:00"),
        ("2026-07-01 12:00:00", "ymd", "Europe/Berlin", "2026-07-01 10:00:00"),
        ("31/2/2026", "dmy", "UTC", None),
        ("yesterday", "ymd", "UTC", None),
    ],
)
def test_moments(text: str, dates: str, zone: str, expected: str | None) -> None:
    found = ask(casting.moment("x", dates, zone), text)
    assert (None if found is None else str(found)) == expected


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Europe/Berlin", "Asia/Kolkata", "UTC"])
def test_zones_agree_with_the_calendar(zone: str) -> None:
    local = [
        datetime(year, month, day, hour, 30, tzinfo=ZoneInfo(zone))
        for year in (1975, 1988, 2005, 2024, 2026)
        for month, day, hour in ((1, 15, 3), (3, 31, 12), (6, 1, 23), (10, 20, 0), (11, 30, 12))
    ]
    utc = [one.astimezone(UTC).replace(tzinfo=None) for one in local]
    plain = [one.replace(tzinfo=None) for one in local]
    assert ask_all(to_utc("CAST(x AS TIMESTAMP)", zone), [str(one) for one in plain]) == utc
    assert ask_all(to_local("CAST(x AS TIMESTAMP)", zone), [str(one) for one in utc]) == plain


@pytest.mark.parametrize(
    ("text", "decimal", "expected"),
    [
        ("12", ".", 12.0), ("1,234.50", ".", 1234.5), ("¥1,200", ".", 1200.0), ("95%", ".", 95.0), ("1.234,5", ",", 1234.5),
        ("-3", ",", -3.0), ("12 CNY", ".", 12.0), ("PM01", ".", None), ("1-2", ".", None), ("3 of 4", ".", None),
    ],
)  # fmt: skip
def test_numbers(text: str, decimal: str, expected: float | None) -> None:
    assert ask(casting.number("x", decimal), text) == expected


def test_a_log_is_recognised_by_its_repeated_numbers() -> None:
    header = ["Ticket No", "State", "Created", "First Response (min)", "Agent", "Rating"]
    rows = [[f"T{n // 3}", "New", f"{n + 10}/1/2026 08:00", "12", "E1", "9"] for n in range(9)]
    profile = propose(header, rows, name="x", source="x").profile
    assert profile.fold
    assert profile.dates == "dmy"
    assert (profile.fields["responded_at"].unit, profile.fields["responded_at"].after) == ("min", "opened_at")
    assert profile.fields["csat"].scale == (0.0, 10.0)


def proposed(heading: str, cells: list[str]) -> FieldRule | None:
    """What becomes of a column beside a number and a moment of opening."""
    rows = [[f"W{n}", "2026-01-05 08:00:00", cell] for n, cell in enumerate(cells)]
    fields = propose(["工单号", "报修时间", heading], rows, name="x", source="x").profile.fields
    return next((rule for rule in fields.values() if rule.columns == (heading,)), None)


@pytest.mark.parametrize(
    ("cells", "scale"),
    [
        (["5", "4", "1"] * 4, (1.0, 5.0)), (["5", "4", "1"] * 4 + ["很满意"], (1.0, 5.0)),
        (["5", "4", "1"] * 4 + ["55"], (1.0, 5.0)), (["9", "10", "8"] * 4 + ["很满意"], (0.0, 10.0)),
        (["4,5", "3,0", "5"] * 4, (1.0, 5.0)), (["95", "100", "5"] * 4, None), (["1.2.3"] * 12, None),
    ],
)  # fmt: skip
def test_a_slip_in_one_cell_does_not_hide_the_scale(cells: list[str], scale: tuple[float, float] | None) -> None:
    rule = proposed("满意度评分", cells)
    assert rule is not None
    assert rule.scale == scale


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["停机", "加急", "普通", "预约", "随缘"], {"停机": "P0", "加急": "P1", "普通": "P2", "预约": "P3"}),
        (["特急", "紧急", "一般", "低"], {"特急": "P0", "紧急": "P1", "一般": "P2", "低": "P3"}),
        (["紧急", "高", "中", "低"], {"紧急": "P0", "高": "P1", "中": "P2", "低": "P3"}),
        (["Down", "Critical", "High", "Normal", "Low"], {"down": "P0", "critical": "P0", "high": "P1", "normal": "P2", "low": "P3"}),
        (["P0", "p3"], {}),
        (["1", "3", "4"], {"1": "P0", "3": "P2", "4": "P3"}),
        (["1", "2", "3"], {"1": "P1", "2": "P2", "3": "P3"}),
        (["0 - Critical", "1 - High"], {"0 - critical": "P0"}),
        (
            ["2 - High", "3 - Moderate"],
            {"2 - high": "P1", "3 - moderate": "P2", "1 - critical": "P0", "4 - low": "P3", "5 - planning": "P3"},
        ),
    ],
)  # fmt: skip
def test_known_priority_words_are_proposed_beside_unknown_ones(cells: list[str], words: dict[str, str]) -> None:
    rule = proposed("优先级", cells)
    assert rule is not None
    assert rule.words == words


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("90", 90), ("1,200.5", 1200.5), ("1:30:00", 90), ("02:30", 2.5), ("1 day, 02:00:00", 1560), ("1.02:00:00", 1560), ("26:00:30", 1560.5),
        ("5分钟", 5), ("2小时30分", 150), ("1天2小时", 1560), ("2 h 15 min", 135), ("1 hour, 30 seconds", 60.5), ("45 s", 0.75),
        ("soon", None), ("1:99:99:99", None), ("3 Kisten", None), ("", None),
    ],
)  # fmt: skip
def test_lengths_of_time(cell: str, minutes: float | None) -> None:
    sql = seconds_sql("x", f"({casting.number('x', '.')})", "min", 60)
    assert ask(f"({sql}) / 60", cell) == (None if minutes is None else pytest.approx(minutes))


@pytest.mark.parametrize(
    ("heading", "cell", "field", "unit"),
    [
        ("响应时长", "5分钟", "responded_at", "h"), ("处理时长", "01:30:00", "resolved_at", "h"), ("Repair time (min)", "02:30", "resolved_at", "min"),
        ("到场时间", "09:05", None, None), ("SLA response target", "2 h", None, None),
    ],
)  # fmt: skip
def test_lengths_that_bring_their_units(heading: str, cell: str, field: str | None, unit: str | None) -> None:
    rows = [[f"W{n}", "2026-01-05 08:00:00", cell] for n in range(12)]
    fields = propose(["工单号", "报修时间", heading], rows, name="x", source="x").profile.fields
    found = [(name, rule.unit, rule.after) for name, rule in fields.items() if rule.columns == (heading,)]
    assert found == ([(field, unit, "opened_at")] if field else [])


def test_a_day_and_its_time_in_two_columns_are_one_moment() -> None:
    profile = Profile(
        "x", "x", {"opened_at": FieldRule(columns=("day", "time")), "order_no": FieldRule(columns=("no",))}
    )
    (opened,) = (
        cast
        for cast in casting.casts(profile, {"day": "d", "time": "t", "no": "d"}.get, "UTC")
        if cast.field.name == "opened_at"
    )
    rows = "VALUES ('2026-01-05', '9:05'), ('2026/1/5 00:00:00', '09:05:00'), ('2026-01-05', NULL), (NULL, '09:05')"
    found = (
        engine().execute(f"SELECT {opened.sql} FROM (SELECT *, FALSE AS l_opened_at FROM ({rows}) r(d, t))").fetchall()
    )
    assert [str(row[0]) for row in found] == [
        "2026-01-05 09:05:00",
        "2026-01-05 09:05:00",
        "2026-01-05 00:00:00",
        "None",
    ]


@pytest.mark.parametrize(
    ("heading", "field", "unit"),
    [
        ("响应时长（分钟）", "responded_at", "min"), ("到场用时(min)", "arrived_at", "min"),
        ("平均修复耗时（小时）", "resolved_at", "h"), ("Time to resolve [h]", "resolved_at", "h"),
        ("Time on site after (mins)", "arrived_at", "min"), ("解决时限（小时）", None, None),
        ("修复工时（小时）", None, None), ("响应说明", None, None),
    ],
)  # fmt: skip
def test_a_length_of_time_counts_from_the_opening(heading: str, field: str | None, unit: str | None) -> None:
    rows = [[f"W{n}", "2026-01-05 08:00:00", f"{n * 1.5}"] for n in range(12)]
    fields = propose(["工单号", "报修时间", heading], rows, name="x", source="x").profile.fields
    found = [(name, rule.unit, rule.after) for name, rule in fields.items() if rule.columns == (heading,)]
    assert found == ([(field, unit, "opened_at")] if field else [])


def test_what_is_complex_may_come_of_any_column() -> None:
    """Words of a column as levels, all its other words as one; numbers stay what they are, and nothing stays nothing."""
    rule = FieldRule(columns=("类型",), words={"大修": "3", "安装": "2"}, otherwise="1")
    profile = Profile(name="x", source="x", fields={"complexity": rule})
    (made,) = casting.casts(profile, lambda _heading: "x", "UTC")
    assert ask_all(made.sql, ["大修", "安装", "清洁", "4"]) == [3.0, 2.0, 1.0, 4.0]
    assert engine().execute(f"SELECT {made.sql} FROM (SELECT CAST(NULL AS VARCHAR) AS x)").fetchone() == (None,)
