"""Work orders for tests of service KPIs: a view `orders` in a DuckDB of the test's own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

TYPES = {
    **dict.fromkeys(
        (
            "order_no", "source", "technician", "team", "product", "asset", "symptom", "customer", "region",
            "priority", "status", "kind",
        ),
        "VARCHAR",
    ),
    **dict.fromkeys(("opened_at", "responded_at", "arrived_at", "resolved_at", "closed_at"), "TIMESTAMP"),
    **dict.fromkeys(
        (
            "first_time_fix", "escalated", "sla_made", "complaint", "grave_complaint", "error", "callback_due",
            "callback_made",
        ),
        "BOOLEAN",
    ),
    **dict.fromkeys(("reopened", "reassigned", "nps", "complexity", "visits"), "INTEGER"),
    **dict.fromkeys(("csat", "cost"), "DOUBLE PRECISION"),
    "month": "DATE",
}  # fmt: skip


def order(number: int, opened_at: datetime, **values: Any) -> dict[str, Any]:
    """One order, opened at a moment in UTC; what is not given is null."""
    return {
        **dict.fromkeys(TYPES), "order_no": f"WO{number:05d}", "source": "desk", "opened_at": opened_at, **values,
    }  # fmt: skip


def table_sql(name: str = "orders") -> str:
    """SQL that makes the table of orders, the same in DuckDB and in PostgreSQL."""
    types = {name: kind.replace("VARCHAR", "TEXT") for name, kind in TYPES.items()}
    return f"CREATE TABLE {name} ({', '.join(f'{column} {kind}' for column, kind in types.items())})"


def insert_sql(mark: str, rows: int = 1) -> str:
    """SQL that adds orders whose months are set afterwards; `mark` stands for each value."""
    values = ", ".join(mark if column != "month" else "NULL" for column in TYPES)
    return f"INSERT INTO orders VALUES {', '.join([f'({values})'] * rows)}"


def values_of(orders: list[dict[str, Any]]) -> list[list[Any]]:
    """The values of each order in the order of the table's columns."""
    return [[one[column] for column in TYPES if column != "month"] for one in orders]


AT_ONCE = 250
MONTHS_SQL = "UPDATE orders SET month = CAST(date_trunc('month', opened_at + INTERVAL '8 hours') AS DATE)"


def duckdb_with(orders: list[dict[str, Any]]) -> Any:
    """A DuckDB that holds the orders."""
    import duckdb

    connection = duckdb.connect(config={"threads": 1})
    connection.execute(table_sql())
    for start in range(0, len(orders), AT_ONCE):
        rows = values_of(orders[start : start + AT_ONCE])
        connection.execute(insert_sql("?", len(rows)), [value for row in rows for value in row])
    connection.execute(MONTHS_SQL)
    return connection


def keep_facts(orders: list[dict[str, Any]], at: datetime, source: str = "desk") -> None:
    """The orders as facts: Parquet files in the store, one a month, with their rows. Call inside a transaction."""
    import tempfile
    from pathlib import Path

    from lms.core.db import db
    from lms.kpis import facts
    from lms.kpis.models import FactFile, WorkOrderLoad

    load = WorkOrderLoad(
        source=source, how="command", file_name="orders.csv", sha256="0" * 64, rows=len(orders), orders=len(orders),
        loaded=len(orders), replaced=0, unchanged=0, rejected=0, notes={}, loaded_at=at,
    )  # fmt: skip
    db.session.add(load)
    db.session.flush()
    connection = duckdb_with(orders)
    with tempfile.TemporaryDirectory() as folder:
        for month, rows in connection.execute("SELECT month, count(*) FROM orders GROUP BY month").fetchall():
            local = Path(folder) / f"{month}.parquet"
            connection.execute(
                f"COPY (SELECT * FROM orders WHERE month = DATE '{month}') TO '{local}' (FORMAT parquet)"
            )
            path = f"facts/{source}/{facts.mask_of(TYPES)}-{month}-{load.id}.parquet"
            facts.keep(local, path)
            db.session.add(FactFile(source=source, month=month, path=path, rows=rows, load_id=load.id))
    db.session.flush()
