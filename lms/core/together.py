"""Several statements read as one, so that a page that shows a lot makes few round trips.

Each part keeps its own columns, types and order. They lie in one UNION ALL that has as many columns of each type as the part
that has most of them; a row has values in those that its part fills.
"""

from __future__ import annotations

from collections import defaultdict, namedtuple
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    String,
    Text,
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
        self._rows: dict[str, tuple[Any, list[int]]] = {}
        places: list[ColumnElement[Any]] = []
        filled: dict[str, dict[int, ColumnElement[Any]]] = {}
        for name, part in numbered.items():
            own = [column for column in part.c if column.key != _PLACE]
            free: dict[Any, list[int]] = defaultdict(list)
            for number, place in enumerate(places):
                free[_sort(place)].append(number)
            filled[name] = {}
            for column in own:
                if not free[_sort(column)]:
                    free[_sort(column)].append(len(places))
                    places.append(column)
                filled[name][free[_sort(column)].pop(0)] = column
            row = namedtuple(name, [column.key for column in own], rename=True)  # type: ignore[misc]
            self._rows[name] = row, [number + 2 for number in filled[name]]
        self._statement = union_all(
            *(
                select(
                    literal(name).label("part"), part.c[_PLACE].label("place"),
                    *(
                        (filled[name][number] if number in filled[name] else _nothing(place)).label(f"c{number}")
                        for number, place in enumerate(places)
                    ),
                )
                for name, part in numbered.items()
            )
        )  # fmt: skip

    def read(self, **values: Any) -> Found:
        """The rows of each part, in its order."""
        found: dict[str, list[Any]] = {name: [] for name in self._rows}
        for row in sorted(read(self._statement, **values), key=lambda row: row[1]):
            kind, places = self._rows[row[0]]
            found[row[0]].append(kind(*[row[place] for place in places]))
        return found


_PLACE = "place_"


def _numbered(part: Select[*tuple[Any, ...]]) -> Any:
    """With the place of each row in the part's own order: what a union joins has none."""
    order = part._order_by_clauses
    place = func.row_number().over(order_by=order) if order else cast(literal_column("0"), Integer)
    return part.add_columns(place.label(_PLACE)).subquery()


def _sort(column: ColumnElement[Any]) -> Any:
    """What can lie in one place: values that come back alike. Words may be of any length."""
    kind = type(column.type)
    return kind if kind in (String, Text) else (kind, repr(column.type))


def _nothing(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Nothing, of the column's type: a server wants to know it, and the first part gives it to what is read."""
    if isinstance(column.type, NullType):
        raise TypeError(f"{column.key} needs a type")
    return cast(null(), column.type)
