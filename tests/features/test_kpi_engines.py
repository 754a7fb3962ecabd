"""The same query on DuckDB and on PostgreSQL: every KPI that ships, every level, the same sums."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from lms.kpis.calendars import calendar_in_force
from lms.kpis.definitions import shipped
from lms.kpis.queries.report import Question, report
from lms.kpis.rules.aggregation import Surroundings, medians_sql, readings_sql
from lms.kpis.rules.expression_sql import Dialect, Setting
from lms.kpis.rules.expressions import parse
from lms.kpis.rules.measures import Measure, measure
from tests.kpi_orders import MONTHS_SQL, TYPES, duckdb_with, insert_sql, order, table_sql, values_of

pytestmark = [pytest.mark.one_database, pytest.mark.postgresql]
MONTHS = [date(2026, 3, 1), date(2026, 4, 1)]
AT = datetime(2026, 6, 1, tzinfo=UTC).replace(tzinfo=None)
OTHERS = (
    {"kind": "rate", "numerator": "cost", "denominator": "visits / (1 + reopened)", "exclusions": "symptom == 'it''s'"},
    {"kind": "median", "numerator": "age(opened_at) / 24", "denominator": "priority in ('P0', 'P1') or error is null"},
    {"kind": "share", "numerator": "days(opened_at, closed_at) > 1 if closed_at is not null else false"},
)


def measures() -> list[Measure]:
    """Those that ship, and some that use what they do not."""
    made = [
        measure(
            name=f"k{n}", kind=e["kind"], numerator=e["numerator"], denominator=e["denominator"],
            exclusions=e.get("exclusions", ""), window=e.get("window_days"),
        )
        for n, e in enumerate(shipped())
    ]  # fmt: skip
    return made + [measure(name=f"o{n}", **{"denominator": "true", **other}) for n, other in enumerate(OTHERS)]


def some_orders() -> list[dict[str, Any]]:
    """Orders of two sources in which anything may be missing, or stand in a wrong order."""
    random = Random(5)

    def maybe(value: Any) -> Any:
        return None if random.random() < 0.2 else value

    made = []
    for number in range(1500):
        opened = datetime(2026, 3, 1, tzinfo=UTC).replace(tzinfo=None) + timedelta(minutes=random.randrange(80_000))
        later = {
            name: maybe(opened + timedelta(minutes=random.randrange(-60, 9000)))
            for name in ("responded_at", "arrived_at", "resolved_at", "closed_at")
        }
        flags = {name: maybe(random.random() < 0.4) for name, kind in TYPES.items() if kind == "BOOLEAN"}
        numbers = {name: maybe(random.randrange(4)) for name in ("reopened", "reassigned", "visits", "complexity")}
        made.append(
            order(
                number, opened, source=random.choice(("desk", "field")), technician=maybe(f"t{random.randrange(9)}"),
                team=maybe(random.choice(("华东", "north's"))), product=maybe("press"),
                asset=maybe(f"A{random.randrange(60)}"), symptom=maybe(random.choice(("leak", "it's", "噪音"))),
                kind=maybe(random.choice(("repair", "inspection"))), priority=maybe(random.choice(("P0", "P1", "P3"))),
                nps=maybe(random.randrange(11)), csat=maybe(float(random.randrange(101))),
                cost=maybe(random.choice((0.0, 12.5, float("nan"), float("inf"), 80.0))), **later, **flags, **numbers,
            )
        )  # fmt: skip
    return made


@pytest.fixture(scope="module")
def orders() -> list[dict[str, Any]]:
    return some_orders()


@pytest.fixture(scope="module")
def postgres(postgres_url: str, orders: list[dict[str, Any]]) -> Iterator[Any]:
    """A database of its own on the test run's PostgreSQL, with the orders in it."""
    import psycopg

    plain = postgres_url.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA kpi_engines")
        connection.execute("SET search_path TO kpi_engines")
        connection.execute("SET TIME ZONE 'America/New_York'")  # whatever the server's zone, facts are UTC
        connection.execute(table_sql())
        with connection.cursor() as cursor:
            cursor.executemany(insert_sql("%s"), values_of(orders))
        connection.execute(MONTHS_SQL)
        # The planner takes the calendar of 25,000 days for four, and would go through it once an order.
        connection.execute("SET enable_nestloop TO off")
        yield connection
        with contextlib.suppress(psycopg.Error):
            connection.execute("DROP SCHEMA kpi_engines CASCADE")


def rounded(rows: Any) -> dict[tuple[Any, ...], list[Any]]:
    return {row[:6]: [None if value is None else float(value) for value in row[6:]] for row in rows}


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin"])
def test_both_engines_give_the_same_sums(
    app: Flask, postgres: Any, orders: list[dict[str, Any]], zone: str
) -> None:  # fmt: skip
    found: dict[Dialect, list[dict[tuple[Any, ...], list[Any]]]] = {}
    local = duckdb_with(orders)
    runs: tuple[tuple[Dialect, Any], ...] = (("duckdb", local), ("postgresql", postgres))
    for dialect, connection in runs:
        around = Surroundings(dialect, ZoneInfo(zone), calendar_in_force())
        queries = (
            readings_sql(measures(), around, Setting(at=AT), MONTHS),
            medians_sql([one for one in measures() if one.kind in ("mean", "median")], around, Setting(at=AT), MONTHS),
        )
        found[dialect] = [rounded(connection.execute(sql).fetchall()) for sql in queries]
    for ours, theirs in zip(found["duckdb"], found["postgresql"], strict=True):
        assert len(ours) > 50
        assert ours.keys() == theirs.keys()
        for group, values in ours.items():
            assert values == pytest.approx(theirs[group], rel=1e-9, abs=1e-9), group
    assert {group[1] for group in found["duckdb"][0]} == {15, 7, 3, 5, 6}


@pytest.mark.parametrize("by", ["none", "technician", "month"])
def test_both_engines_give_the_same_report(app: Flask, postgres: Any, orders: list[dict[str, Any]], by: str) -> None:
    local = duckdb_with(orders)
    runs: tuple[tuple[Dialect, Any], ...] = (("duckdb", local), ("postgresql", postgres))
    question = Question(
        by, None, date(2026, 3, 3), date(2026, 4, 20), parse("working_hours(opened_at, closed_at) >= 0")
    )
    kinds = {one.kind: one for one in measures()}
    for one in kinds.values():
        answers = [
            report(
                one, "hours", 5, question, lambda sql, connection=connection: connection.execute(sql).fetchall(),  # type: ignore[misc]
                zone=ZoneInfo("Asia/Shanghai"), at=AT, dialect=dialect,
            )
            for dialect, connection in runs
        ]  # fmt: skip
        assert [(g.source, g.key, g.figure.n) for g in answers[0]] == [
            (g.source, g.key, g.figure.n) for g in answers[1]
        ]
        for ours, theirs in zip(*answers, strict=True):
            for part in ("value", "low", "high", "shrunk"):
                mine, other = getattr(ours.figure, part), getattr(theirs.figure, part)
                assert (mine is None) is (other is None), (one.name, part)
                assert mine is None or mine == pytest.approx(other, rel=1e-9, abs=1e-9), (one.name, part)
            if ours.median is not None and theirs.median is not None:
                assert (ours.median.low, ours.median.high) == (theirs.median.low, theirs.median.high)
