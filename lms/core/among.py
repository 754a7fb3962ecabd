"""The condition that a column holds one of some values, for statements that are built once.

An expanding parameter makes SQLAlchemy write the statement anew each time, with a place for each value. PostgreSQL takes all
values as one array, and the statement stays as it was prepared. SQLite has no arrays, and plans worse for what it would
unpack from JSON, so that it keeps a place for each value.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, Boolean, ColumnElement, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Among(FunctionElement[bool]):
    """See `among`."""

    type = Boolean()
    name = "among"
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:
        """As it is: SQLite would else be asked whether the condition is 1, and use no index for that."""
        return self


def among(column: Any, name: str) -> ColumnElement[bool]:
    """Does the column hold one of the values that are given as a list under a name?"""
    values: BindParameter[Any] = bindparam(name, type_=ARRAY(column.type))
    return _Among(column, values)


@compiles(_Among)
def _one_place_each(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = element.clauses
    return compiler.process(column.in_(bindparam(values.key, expanding=True)), **options)


@compiles(_Among, "postgresql")
def _in_array(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = element.clauses
    return f"{compiler.process(column, **options)} = ANY ({compiler.process(values, **options)})"
