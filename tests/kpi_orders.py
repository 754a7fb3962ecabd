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


def insert_sql(mark: str) -> str:
    """SQL that adds one order, its month being the one in Shanghai; `mark` stands for each value."""
    values = [mark if column != "month" else "NULL" for column in TYPES]
    return f"INSERT INTO orders VALUES ({', '.join(values)})"


MONTHS_SQL = "UPDATE orders SET month = CAST(date_trunc('month', opened_at + INTERVAL '8 hours') AS DATE)"


def duckdb_with(orders: list[dict[str, Any]]) -> Any:
    """A DuckDB that holds the orders."""
    import duckdb

    connection = duckdb.connect(config={"threads": 1})
    connection.execute(table_sql())
    if orders:
        rows = [tuple(one[column] for column in TYPES if column != "month") for one in orders]
        connection.executemany(insert_sql("?"), rows)
        connection.execute(MONTHS_SQL)
    return connection
