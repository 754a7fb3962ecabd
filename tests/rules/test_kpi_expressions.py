"""Expressions of KPI definitions: what they may say, what they may not, and that SQL says the same."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from lms.kpis.rules.expression_sql import Setting, needs
from lms.kpis.rules.expressions import ExpressionFault, parse, to_sql
from tests.kpi_orders import TYPES, duckdb_with, order

OPENED = datetime(2026, 3, 2, 1, tzinfo=UTC).replace(tzinfo=None)
ORDER = order(
    1, OPENED, technician="wang", priority="P0", kind="repair", resolved_at=OPENED.replace(hour=4), reopened=0,
    nps=9, cost=12.5, csat=None, first_time_fix=True, escalated=False, visits=3, symptom="it's \\ \"leaking\"; --",
)  # fmt: skip


@pytest.fixture(scope="module")
def database() -> Any:
    return duckdb_with([ORDER])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("first_time_fix", True),
        ("not first_time_fix", False),
        ("hours(opened_at, resolved_at)", 3.0),
        ("minutes(resolved_at, opened_at)", -180.0),
        ("days(opened_at, resolved_at) < 1", True),
        ("hours(opened_at, closed_at)", None),
        ("priority == 'P0' and not escalated", True),
        ("priority != 'P0' or visits >= 3", True),
        ("priority IN ('P0', 'P1') AND escalated IS NOT NULL", True),
        ("priority not in ('P0', 'P1')", False),
        ("visits in (1, 2.5)", False),
        ("csat is null", True),
        ("csat is not None", False),
        ("csat > 10", None),
        ("not (csat > 10)", None),
        ("csat > 10 or true", True),
        ("coalesce(csat, 7)", 7),
        ("coalesce(error, first_time_fix)", True),
        ("0 <= nps <= 10", True),
        ("0 <= nps <= 8", False),
        ("60 if priority == 'P0' else 120", 60),
        ("60 if error else 120", 120),
        ("visits + 2 * 3 - 1", 8.0),
        ("visits / 2", 1.5),
        ("visits / reopened", None),
        ("-visits", -3),
        ("-(-visits)", 3),
        ("age(opened_at)", 24.0),
        ("opened_at < resolved_at", True),
        ("visits * 10 > window", False),
        ('symptom == "it\'s \\\\ \\"leaking\\"; --"', True),
        ('technician == "\'; drop table orders; --"', False),
        ("technician == 'AND NOT'", False),
        ("  visits == 3 ", True),
        ("null if visits == 3 else 1", None),
        ("((visits))", 3),
    ],
)
def test_what_it_says(database: Any, text: str, value: object) -> None:
    setting = Setting(30, OPENED.replace(day=3))
    sql = to_sql(parse(text), "duckdb", setting)
    assert database.execute(f"SELECT {sql} FROM orders").fetchone() == (value,)
    assert database.execute("SELECT count(*) FROM orders").fetchone() == (1,)


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("", "expression_empty", 1),
        ("   ", "expression_empty", 1),
        ("x" * 501, "expression_too_long", 501),
        ("frist_time_fix", "expression_unknown", 1),
        ("visits > 1 and technisian == 'w'", "expression_unknown", 16),
        ("visits = 1", "expression_single_equals", 8),
        ("priority == 'a=b' and visits = 1", "expression_single_equals", 30),
        ("priority in （'P0'）", "expression_wide_sign", 13),
        ("priority == ‘P0’", "expression_wide_sign", 13),
        ("visits >", "expression_unreadable", 8),
        ("visits; error", "expression_unreadable", 7),
        ("visits.real", "expression_not_allowed", 1),
        ("().__class__", "expression_not_allowed", 1),
        ("'a'.join(technician)", "expression_not_allowed", 1),
        ("__import__('os')", "expression_unknown_function", 1),
        ("eval('1')", "expression_unknown_function", 1),
        ("hour(opened_at, closed_at)", "expression_unknown_function", 1),
        ("hours(opened_at)", "expression_arguments", 1),
        ("hours(opened_at, second=closed_at)", "expression_not_allowed", 1),
        ("hours(*opened_at, closed_at)", "expression_not_allowed", 7),
        ("hours(opened_at, technician)", "expression_kind", 18),
        ("working_minutes(opened_at, coalesce(closed_at, resolved_at))", "expression_columns_only", 28),
        ("hours", "expression_call_missing", 1),
        ("lambda: 1", "expression_not_allowed", 1),
        ("[x for x in (1, 2)]", "expression_not_allowed", 1),
        ("(visits := 3)", "expression_not_allowed", 2),
        ("f'{visits}'", "expression_not_allowed", 1),
        ("visits ** 9", "expression_not_allowed", 1),
        ("visits % 2", "expression_not_allowed", 1),
        ("~visits", "expression_not_allowed", 1),
        ("visits[0]", "expression_not_allowed", 1),
        ("b'x' == technician", "expression_not_allowed", 1),
        ("1e999", "expression_number", 1),
        ("10 ** 5", "expression_not_allowed", 1),
        ("9999999999999", "expression_number", 1),
        ("visits == 'three'", "expression_kind", 11),
        ("visits and error", "expression_kind", 1),
        ("not visits", "expression_kind", 5),
        ("technician + 1", "expression_kind", 1),
        ("technician < 'b'", "expression_no_order", 1),
        ("first_time_fix > error", "expression_no_order", 1),
        ("visits == null", "expression_null_compared", 11),
        ("visits is 3", "expression_is_null_only", 11),
        ("visits in 3", "expression_choices", 11),
        ("visits in ()", "expression_choices", 11),
        ("visits in (1, 'a')", "expression_choices", 15),
        ("visits in (1, reopened)", "expression_choices", 15),
        ("coalesce(visits, 'a')", "expression_kind", 18),
        ("1 if error else 'a'", "expression_kind", 17),
        ("days_to_next(asset) + 1", "expression_kind", 1),
        ("days_to_next(asset, visits)", "expression_kind", 21),
        ("coalesce(days_to_next(asset), 1)", "expression_span", 10),
        ("(" * 240 + "1" + ")" * 240, "expression_unreadable", None),
        ("not " * 60 + "error", "expression_too_deep", None),
        ("technician == 'a\\x00b'", "expression_not_allowed", 15),
        ("technician == 'a\\ud800b'", "expression_not_allowed", 15),
        ("故障 == 'x' and visits", "expression_unknown", 1),
        ("symptom == '漏水' and vists > 1", "expression_unknown", 21),
    ],
)
def test_what_it_may_not(text: str, code: str, place: int | None) -> None:
    with pytest.raises(ExpressionFault) as caught:
        parse(text)
    assert caught.value.code == code, caught.value
    if place is not None:
        assert caught.value.place == place


@pytest.mark.parametrize(
    ("text", "near"), [("frist_time_fix", "first_time_fix"), ("Technician", "technician"), ("zzzz", "")]
)
def test_the_nearest_name_is_told(text: str, near: str) -> None:
    with pytest.raises(ExpressionFault) as caught:
        parse(text)
    assert caught.value.values["near"] == near


def test_the_kind_asked_for() -> None:
    assert parse("visits > 1", gives=("flag",)).kind == "flag"
    with pytest.raises(ExpressionFault, match="expression_gives"):
        parse("visits", gives=("flag",))
    with pytest.raises(ExpressionFault, match="expression_gives"):
        parse("days_to_next(asset)", gives=("number",))


def test_what_it_needs() -> None:
    needed = needs(parse("working_minutes(opened_at, arrived_at) < 5"), parse("days_to_next(asset, symptom) > window"))
    assert needed.moments == {"opened_at", "arrived_at"}
    assert needed.nexts == {("asset", "symptom")}


@pytest.mark.parametrize("column", [name for name in TYPES if name != "month"])
def test_every_column_can_be_named(database: Any, column: str) -> None:
    sql = to_sql(parse(f"{column} is null"), "duckdb")
    assert database.execute(f"SELECT {sql} FROM orders").fetchone() == (ORDER[column] is None,)
