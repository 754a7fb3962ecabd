"""What a line of earlier certificates must say."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask_babel import force_locale

from certificates.imports.labels import COLUMN_NAMES
from certificates.imports.rules import Known, Line, doubles, find_columns, missing_columns, read_day, read_line

TODAY = date(2026, 11, 22)
KNOWN = Known(
    {"E1"},
    {("field-home", 1), ("field-home", 2)},
    {("field-home", "初级"): 1, ("field-home", "junior"): 1, ("agent", "senior"): 2},
    {"OLD-1"},
    {("E1", "field-home", 2, date(2024, 3, 1))},
)
GOOD = {
    "employee_no": "E1",
    "scheme": "field-home",
    "tier": "1",
    "issued_on": "2024-03-01",
    "expires_on": "",
    "number": "",
    "evidence": "Paper file 12",
}


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, []),
        ({"tier": "初级"}, []),
        ({"tier": "Junior"}, []),
        ({"issued_on": "2024年3月1日", "expires_on": "2026/2/28", "number": "OLD-2"}, []),
        ({"employee_no": "E9"}, [("employee_no", "unknown_person")]),
        ({"scheme": "garden"}, [("scheme", "unknown_scheme")]),
        ({"tier": "5"}, [("tier", "unknown_tier")]),
        ({"tier": "Senior"}, [("tier", "unknown_tier")]),
        ({"issued_on": "soon"}, [("issued_on", "no_day")]),
        ({"issued_on": "2023-02-29"}, [("issued_on", "no_day")]),
        ({"issued_on": "2026-11-23"}, [("issued_on", "in_future")]),
        ({"issued_on": "2026-11-22"}, []),
        ({"tier": "2"}, [("issued_on", "held_already")]),
        ({"expires_on": "2024-02-29"}, [("expires_on", "before_issue")]),
        ({"expires_on": "2024-03-01"}, []),
        ({"number": "OLD-1"}, [("number", "number_taken")]),
        ({"number": "N" * 41}, [("number", "too_long")]),
        ({"evidence": ""}, [("evidence", "no_evidence")]),
        (
            {"employee_no": "", "tier": "", "issued_on": "", "evidence": ""},
            [("employee_no", "unknown_person"), ("tier", "unknown_tier"), ("issued_on", "no_day"), ("evidence", "no_evidence")],
        ),
    ],
)  # fmt: skip
def test_a_line(change: dict[str, str], wrong: list[tuple[str, str]]) -> None:
    line, faults = read_line(2, GOOD | change, KNOWN, TODAY)
    assert [(fault.column, fault.code) for fault in faults] == wrong
    assert (line is None) is bool(wrong)


def test_columns_are_found_in_both_languages(app: Flask) -> None:
    found = find_columns(["工号", "认证方案", " Tier ", "发证日期", "依据", "other"])
    assert found == {"employee_no": 0, "scheme": 1, "tier": 2, "issued_on": 3, "evidence": 4}
    assert missing_columns(found) == []
    for heading in COLUMN_NAMES.values():  # as the page itself calls them
        for locale in ("en", "zh_Hans_CN"):
            with force_locale(locale):
                assert find_columns([str(heading)]), (locale, str(heading))
    assert missing_columns(find_columns(["number"])) == ["employee_no", "scheme", "tier", "issued_on", "evidence"]


def test_a_file_says_nothing_twice() -> None:
    lines = [
        Line(n, "E1", "field-home", 1, date(2024, 3, day), None, number, "x")
        for n, day, number in ((2, 1, "A"), (3, 2, "A"), (4, 1, ""), (5, 3, ""))
    ]
    assert [(line, fault.column) for line, fault in doubles(lines)] == [(3, "number"), (4, "issued_on")]


@pytest.mark.parametrize(
    ("text", "day"),
    [("2024.3.1", date(2024, 3, 1)), ("2024-03-01 00:00:00", date(2024, 3, 1)), ("1.3.2024", None), ("", None)],
)
def test_days_as_people_write_them(text: str, day: date | None) -> None:
    assert read_day(text) == day
