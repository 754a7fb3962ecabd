"""Several statements read as one, so that a page that shows a lot makes few round trips.

Each part keeps its own columns, types and order. They lie side by side in one UNION ALL, in which a row has values in the
columns of its part only.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    cast,
    func,
    literal,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.types import NullType

from lms.core.db import read

Found = Mapping[str, Sequence[Row[*tuple[Any, ...]]]]
"""The rows of each part, with its columns as attributes."""


class Together:
    """Statements of columns, built once, with `bindparam` for what differs; the same name means the same value in each."""

    def __init__(self, **parts: Select[*tuple[Any, ...]]) -> None:
        numbered = {name: _numbered(part) for name, part in parts.items()}
        self._rows: dict[str, tuple[Any, int, int]] = {}
        columns: list[tuple[str, ColumnElement[Any]]] = []
        for name, part in numbered.items():
            own = [column for column in part.c if column.key != _PLACE]
            row = namedtuple(name, [column.key for column in own], rename=True)  # type: ignore[misc]
            self._rows[name] = row, len(columns) + 2, len(columns) + 2 + len(own)
            columns += [(name, column) for column in own]
        self._statement = union_all(
            *(
                select(
                    literal(name).label("part"), part.c[_PLACE].label("place"),
                    *(
                        (column if owner == name else _nothing(column)).label(f"c{number}")
                        for number, (owner, column) in enumerate(columns)
                    ),
                )
                for name, part in numbered.items()
            )
        )  # fmt: skip

    def read(self, **values: Any) -> Found:
        """The rows of each part, in its order."""
        found: dict[str, list[Any]] = {name: [] for name in self._rows}
        for row in sorted(read(self._statement, **values), key=lambda row: row[1]):
            kind, first, last = self._rows[row[0]]
            found[row[0]].append(kind(*row[first:last]))
        return found


_PLACE = "place_"


def _numbered(part: Select[*tuple[Any, ...]]) -> Any:
    """With the place of each row in the part's own order: what a union joins has none."""
    order = part._order_by_clauses
    place = func.row_number().over(order_by=order) if order else cast(literal_column("0"), Integer)
    return part.add_columns(place.label(_PLACE)).subquery()


def _nothing(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Nothing, of the column's type: a server wants to know it, and the first part gives it to what is read."""
    if isinstance(column.type, NullType):
        raise TypeError(f"{column.key} needs a type")
    return cast(null(), column.type)
