"""From a figure down to its orders, and trying a definition on real orders. Both read the facts, so both take a while."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from lms.core import clock
from lms.core.db import db
from lms.kpis.calendars import calendar_in_force
from lms.kpis.models import FactFile
from lms.kpis.rules.aggregation import Surroundings, complete, sum_names, valued_sql
from lms.kpis.rules.expression_sql import Setting, needs, quote
from lms.kpis.rules.figures import Figure, figure_of
from lms.kpis.rules.measures import Measure, sum_columns
from lms.kpis.rules.periods import shift
from lms.kpis.rules.sums import Sums

COLUMNS = (
    "order_no", "source", "technician", "team", "product", "priority", "kind", "opened_at", "responded_at", "arrived_at",
    "resolved_at",
)  # fmt: skip


@dataclass(frozen=True)
class Key:
    """How a source names the technician, team or product whose orders are wanted."""

    level: str
    source: str
    key: str


@dataclass(frozen=True)
class Order:
    """One order that counts, and what it counts: its value, and the weight of a rate."""

    values: dict[str, Any]
    counts: float | bool
    weight: float | None = None


@dataclass(frozen=True)
class Orders:
    """A page of orders; `total` counts them all."""

    rows: list[Order]
    total: int


def orders_of(
    measure: Measure, keys: Collection[Key] | None, month: date, *, lowest_first: bool, look_ahead: int, at: datetime,
    limit: int, offset: int,
) -> Orders:  # fmt: skip
    """The orders that a figure of a month counts, those that spoil it first; `keys` None for everybody's."""
    if keys is not None and not keys:
        return Orders([], 0)
    where = [f"month = DATE '{month.isoformat()}'"]
    if keys is not None:
        where.append(f"({' OR '.join(_matches(keys))})")
    valued = valued_sql([measure], *_around(at), " AND ".join(where), ", ".join(COLUMNS))
    value = f"{measure.name}_x"
    weight = f"{measure.name}_w" if measure.kind == "rate" else "NULL"
    order = f"{value} {'ASC' if lowest_first else 'DESC'}"
    counted = f"FROM ({valued}) v WHERE {value} IS NOT NULL" + (f" AND {value}" if measure.kind == "count" else "")
    with _connected(month, look_ahead) as connection:
        total = connection.execute(f"SELECT COUNT(*) {counted}").fetchone()[0]
        rows = connection.execute(
            f"SELECT {', '.join(COLUMNS)}, {value}, {weight} {counted} ORDER BY {order}, opened_at, source, order_no LIMIT {int(limit)} OFFSET {int(offset)}"
        ).fetchall()
    width = len(COLUMNS)
    return Orders([Order(dict(zip(COLUMNS, row, strict=False)), row[width], row[width + 1]) for row in rows], total)


def trial(measure: Measure, month: date, *, unit: str, least_sample: int, look_ahead: int, at: datetime) -> Figure:
    """What a definition would say of everybody's orders of a month."""
    valued = valued_sql([measure], *_around(at), f"month = DATE '{month.isoformat()}'", "month")
    sums = ", ".join(sum_columns(measure).values())
    with _connected(month, look_ahead) as connection:
        row = connection.execute(f"SELECT {sums} FROM ({valued}) v").fetchone()
        median = None
        if measure.kind == "median":
            middle = f"PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY {measure.name}_x)"
            median = connection.execute(f"SELECT {middle} FROM ({valued}) v").fetchone()[0]
    return figure_of(measure.kind, unit, _sums(measure, row, median), least_sample)


def _sums(measure: Measure, row: Sequence[Any], median: float | None) -> Sums:
    own = {part: value or 0.0 for (_, part), value in zip(sum_names([measure]), row, strict=True)}
    whole = complete(measure.kind, own)
    return Sums(int(whole["n"]), whole["total"], whole["base"], whole["squares"], whole["logs"], whole["log_squares"], median)  # fmt: skip


def newest_month() -> date | None:
    """The newest month of which there are orders."""
    return db.session.scalar(select(func.max(FactFile.month)).where(FactFile.superseded_by.is_(None)))


def look_ahead_of(measure: Measure) -> int:
    """How many days after a month its orders may still matter to it."""
    return (measure.window or 0) if needs(*measure.expressions).nexts else 0


def _around(at: datetime) -> tuple[Surroundings, Setting]:
    return Surroundings("duckdb", clock.zone(), calendar_in_force()), Setting(
        at=at.astimezone(UTC).replace(tzinfo=None)
    )


def _matches(keys: Collection[Key]) -> list[str]:
    """One condition for each level and source, with all its keys."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for one in keys:
        grouped.setdefault((one.level, one.source), []).append(one.key)
    matches = []
    for (level, source), names in grouped.items():
        if level == "all":
            matches.append(f"source = {quote(source)}")
        else:
            matches.append(f"(source = {quote(source)} AND {level} IN ({', '.join(quote(name) for name in names)}))")
    return matches


@contextmanager
def _connected(month: date, look_ahead: int) -> Iterator[Any]:
    """DuckDB over the orders of a month and of those after it that its figures look at."""
    from lms.kpis import facts  # brings DuckDB, which no other page needs

    months = [month]
    while look_ahead and months[-1] < (shift(month, 1) + timedelta(days=look_ahead)).replace(day=1):
        months.append(shift(months[-1], 1))
    with facts.connect() as connection:
        facts.orders_relation(connection, months=months)
        yield connection
