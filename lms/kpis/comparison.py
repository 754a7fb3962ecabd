"""Comparing what came in with the facts that are there, and writing the months that change."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from lms.kpis import facts
from lms.kpis.models import FactFile
from lms.kpis.rules.fields import COLUMNS
from lms.kpis.rules.sql import literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class MonthChange:
    """What a load changes in a month: orders new to it, orders changed in it, orders that left it for another month."""

    month: date
    added: int
    replaced: int
    left: int = 0


@dataclass
class Comparison:
    """What of the incoming orders is new, changed or known already, and which months change."""

    loaded: int = 0
    replaced: int = 0
    unchanged: int = 0
    months: list[MonthChange] = field(default_factory=list)


@dataclass(frozen=True)
class Written:
    """A finished file in the store that no row counts yet."""

    month: date
    path: str
    rows: int


def compare(connection: DuckDBPyConnection, source: str, live: Sequence[FactFile]) -> Comparison:
    """Fill the table `changes` (one row an order that is new or changed) and count."""
    _complete(connection, source)
    columns = ", ".join(name for name, _type in COLUMNS)
    if live:
        old = f"SELECT order_no, month, hash({columns}) AS content FROM {facts.reading(connection, [f.path for f in live])}"
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE changes AS SELECT i.order_no, i.month, o.month AS before, "
            f"o.order_no IS NOT NULL AS known, o.content IS NOT DISTINCT FROM i.content AS same FROM "
            f"(SELECT order_no, month, hash({columns}) AS content FROM complete) i LEFT JOIN ({old}) o USING (order_no)"
        )
        counted = connection.execute(
            "SELECT count(*) FILTER (WHERE NOT known), count(*) FILTER (WHERE known AND NOT same), "
            "count(*) FILTER (WHERE same) FROM changes"
        ).fetchone()
        assert counted is not None
        changes = connection.execute(
            "SELECT month, count(*) FILTER (WHERE NOT known OR before <> month), "
            "count(*) FILTER (WHERE known AND before = month) FROM changes WHERE NOT same GROUP BY month"
        ).fetchall()
        moved = connection.execute(
            "SELECT before, count(*) FROM changes WHERE known AND NOT same AND before <> month GROUP BY before"
        ).fetchall()
    else:
        changes = [
            (*row, 0) for row in connection.execute("SELECT month, count(*) FROM complete GROUP BY month").fetchall()
        ]
        moved, counted = [], (sum(row[1] for row in changes), 0, 0)
    months = {month: MonthChange(month, added, replaced) for month, added, replaced in changes}
    for month, left in moved:
        found = months.get(month, MonthChange(month, 0, 0))
        months[month] = MonthChange(month, found.added, found.replaced, left)
    loaded, replaced, unchanged = counted
    return Comparison(loaded, replaced, unchanged, [months[month] for month in sorted(months)])


def write_months(
    connection: DuckDBPyConnection, source: str, comparison: Comparison, live: Sequence[FactFile], folder: Path
) -> list[Written]:
    """Write each month that changes anew: what came in, and what was there and did not come again."""
    present: dict[date, list[str]] = {}
    for row in live:
        present.setdefault(row.month, []).append(row.path)
    own = _held(connection)
    months = []
    for change in comparison.months:
        before = present.get(change.month, [])
        held = own.union(*(facts.columns_held(path) for path in before))
        columns = ", ".join(name for name, _type in COLUMNS if name in held)
        body = f"SELECT {columns} FROM complete WHERE month = DATE {literal(change.month.isoformat())}"
        if before:
            old = facts.reading(connection, before)
            body += f" UNION ALL SELECT {columns} FROM {old} WHERE order_no NOT IN (SELECT order_no FROM complete)"
        path = f"{folder_of(source)}/{facts.mask_of(held)}-{change.month:%Y-%m}-{uuid.uuid4().hex}.parquet"
        months.append((change.month, path, folder / f"{change.month.isoformat()}.parquet", body))

    def copy(local: Path, body: str) -> int:
        with connection.cursor() as cursor:
            done = cursor.execute(f"COPY ({body}) TO {literal(local)} ({facts.PARQUET})").fetchone()
        return int(done[0]) if done else 0

    written = []
    with ThreadPoolExecutor(facts.THREADS) as pool:  # the engine writes a month's file by one thread
        copies = [(*month, pool.submit(copy, *month[2:])) for month in months]
        for month, path, local, _body, copied in copies:
            if rows := copied.result():
                facts.keep(local, path)
                written.append(Written(month, path, rows))
    return written


def folder_of(source: str) -> str:
    """Where a source's files lie in the store: its name may be in any script, so its hash stands for it."""
    return f"{facts.FOLDER}/{sha256(source.encode()).hexdigest()[:16]}"


def _complete(connection: DuckDBPyConnection, source: str) -> None:
    """The view `complete`: the incoming orders in the facts' columns."""
    columns = facts.columns_over(_held(connection)).replace("source", f"{literal(source)} AS source", 1)
    connection.execute(f"CREATE OR REPLACE VIEW complete AS SELECT {columns} FROM incoming")


def _held(connection: DuckDBPyConnection) -> frozenset[str]:
    """The facts' columns that the incoming orders fill."""
    filled = {row[0] for row in connection.execute("DESCRIBE incoming").fetchall()} | {"source"}
    return frozenset(name for name, _type in COLUMNS if name in filled)
