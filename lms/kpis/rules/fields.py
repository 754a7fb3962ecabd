"""The columns of a work order: under these names they stand in every Parquet file and every query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "moment", "flag", "integer", "number"]

SQL_TYPES: dict[Kind, str] = {
    "text": "VARCHAR",
    "moment": "TIMESTAMP",
    "flag": "BOOLEAN",
    "integer": "INTEGER",
    "number": "DOUBLE",
}


@dataclass(frozen=True)
class Field:
    """A column: its name, what it holds, how long a text may be, and between which numbers it must lie."""

    name: str
    kind: Kind
    longest: int | None = None
    least: float | None = None
    most: float | None = None

    @property
    def sql_type(self) -> str:
        """Its type in Parquet and DuckDB."""
        return SQL_TYPES[self.kind]


FIELDS: tuple[Field, ...] = (
    Field("order_no", "text", longest=200),
    Field("technician", "text", longest=200),
    Field("team", "text", longest=200),
    Field("product", "text", longest=200),
    Field("asset", "text"),
    Field("symptom", "text"),
    Field("customer", "text"),
    Field("region", "text"),
    Field("priority", "text"),
    Field("status", "text"),
    Field("kind", "text"),
    Field("opened_at", "moment"),
    Field("responded_at", "moment"),
    Field("arrived_at", "moment"),
    Field("resolved_at", "moment"),
    Field("closed_at", "moment"),
    Field("first_time_fix", "flag"),
    Field("escalated", "flag"),
    Field("sla_made", "flag"),
    Field("complaint", "flag"),
    Field("grave_complaint", "flag"),
    Field("error", "flag"),
    Field("callback_due", "flag"),
    Field("callback_made", "flag"),
    Field("reopened", "integer", least=0),
    Field("reassigned", "integer", least=0),
    Field("csat", "number", least=0, most=100),
    Field("nps", "integer", least=0, most=10),
    Field("cost", "number"),
    Field("complexity", "integer"),
    Field("visits", "integer", least=0),
)
"""What a profile can fill. `source` and `month` are added by the load."""

BY_NAME = {field.name: field for field in FIELDS}
NEEDED = ("order_no", "opened_at")
MOMENTS = tuple(field.name for field in FIELDS if field.kind == "moment")

COLUMNS: tuple[tuple[str, str], ...] = (
    ("order_no", "VARCHAR"),
    ("source", "VARCHAR"),
    *((field.name, field.sql_type) for field in FIELDS if field.name != "order_no"),
    ("month", "DATE"),
)
"""Every column of the facts with its type, in the order in which they are written. Files that exist name their columns by
place in this list: a new one goes to its end, and none is taken out."""
