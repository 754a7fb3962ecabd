"""An expression as SQL that DuckDB and PostgreSQL understand alike. Every text is escaped; no name comes from outside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal, Protocol

from lms.kpis.rules.expression_tree import (
    Arithmetic,
    Call,
    Choice,
    Column,
    Comparison,
    Constant,
    Joined,
    Membership,
    Negated,
    Node,
    Presence,
    Window,
)

Dialect = Literal["duckdb", "postgresql"]
_MINUTES = {"minutes": 1, "hours": 60, "days": 1440}


class HasRoot(Protocol):
    """A parsed expression."""

    @property
    def root(self) -> Any: ...


@dataclass(frozen=True)
class Setting:
    """What an expression needs to know beside the order: its window in days, when it is computed (naive UTC), and the
    priorities whose clock never stops; `earlier_urgent` says which they were for what began before a moment."""

    window: int | None = None
    at: datetime | None = None
    around_the_clock: tuple[str, ...] = ()
    earlier_urgent: tuple[tuple[datetime, tuple[str, ...]], ...] = ()


def to_sql(expression: HasRoot, dialect: Dialect, setting: Setting | None = None) -> str:
    """The SQL of an expression over the columns of an order, and over those that `working_column` and `next_column`
    name for the moments and columns of `needs`."""
    return _Writer(dialect, setting or Setting()).sql(expression.root)


def quote(text: str) -> str:
    """A text as an SQL literal, the same in both dialects (PostgreSQL's standard_conforming_strings is on)."""
    if "\x00" in text:
        raise ValueError("a text holds no zero byte")
    return "'" + text.replace("'", "''") + "'"


def working_column(moment: str) -> str:
    """The prepared column that holds the working minutes passed before a moment."""
    return f"worked_{moment}"


def next_column(columns: tuple[str, ...]) -> str:
    """The prepared column that holds the days until the next order that is the same in `columns`."""
    return "next_" + "_".join(columns)


@dataclass(frozen=True)
class Needs:
    """What must be prepared for each order: working minutes before these moments, the wait for the next by these columns."""

    moments: frozenset[str]
    nexts: frozenset[tuple[str, ...]]


def needs(*expressions: HasRoot) -> Needs:
    """What the expressions need prepared."""
    moments: set[str] = set()
    nexts: set[tuple[str, ...]] = set()
    for expression in expressions:
        for node in walk(expression.root):
            if isinstance(node, Call) and node.name in ("working_minutes", "working_hours"):
                moments.update(part.name for part in node.arguments)
            elif isinstance(node, Call) and node.name == "days_to_next":
                nexts.add(tuple(part.name for part in node.arguments))
    return Needs(frozenset(moments), frozenset(nexts))


def walk(node: Any) -> Iterator[Any]:
    """A node and everything below it."""
    if isinstance(node, Node):
        yield node
        for field in fields(node):  # type: ignore[arg-type]
            yield from walk(getattr(node, field.name))
    elif isinstance(node, tuple):
        for part in node:
            yield from walk(part)


class _Writer:
    def __init__(self, dialect: Dialect, setting: Setting) -> None:
        self.dialect, self.setting = dialect, setting

    def sql(self, node: Any) -> str:
        match node:
            case Constant(value=value):
                return _literal(value)
            case Column(name=name):
                return name
            case Window():
                return _literal(self.setting.window)
            case Call():
                return self._call(node)
            case Joined(operator=operator, parts=parts):
                return "(" + f" {operator.upper()} ".join(map(self.sql, parts)) + ")"
            case Negated(part=part, kind=kind):
                return f"(NOT {self.sql(part)})" if kind == "flag" else f"(-{self.sql(part)})"
            case Arithmetic(operator="/", left=left, right=right):
                return f"({_double(self.sql(left))} / NULLIF({_double(self.sql(right))}, 0))"
            case Arithmetic(operator=operator, left=left, right=right):
                return f"({_double(self.sql(left))} {operator} {_double(self.sql(right))})"
            case Comparison(operator=operator, left=left, right=right):
                return f"({self.sql(left)} {operator} {self.sql(right)})"
            case Membership(part=part, choices=choices, negated=negated):
                listed = ", ".join(map(self.sql, choices))
                return f"({self.sql(part)} {'NOT IN' if negated else 'IN'} ({listed}))"
            case Presence(part=part, present=present):
                return f"({self.sql(part)} IS {'NOT NULL' if present else 'NULL'})"
            case Choice(condition=condition, then=then, otherwise=otherwise):
                return f"(CASE WHEN {self.sql(condition)} THEN {self.sql(then)} ELSE {self.sql(otherwise)} END)"
        raise TypeError(f"no SQL for {type(node).__name__}")

    def _call(self, node: Call) -> str:
        parts = [self.sql(part) for part in node.arguments]
        if node.name == "coalesce":
            return f"COALESCE({', '.join(parts)})"
        if node.name == "days_to_next":
            return next_column(tuple(part.name for part in node.arguments))
        if node.name == "age":
            if self.setting.at is None:
                return "CAST(NULL AS DOUBLE PRECISION)"
            now = f"TIMESTAMP '{self.setting.at.isoformat(sep=' ', timespec='seconds')}'"
            return f"({self._elapsed(parts[0], now)} / 60.0)"
        elapsed = self._elapsed(*parts)
        if node.name in _MINUTES:
            return elapsed if node.name == "minutes" else f"({elapsed} / {_MINUTES[node.name]}.0)"
        first, last = (working_column(part.name) for part in node.arguments)
        worked = f"({last} - {first})"
        if self.setting.around_the_clock or self.setting.earlier_urgent:
            worked = f"(CASE WHEN {self._is_urgent(parts[0])} THEN {elapsed} ELSE {worked} END)"
        return worked if node.name == "working_minutes" else f"({worked} / 60.0)"

    def _is_urgent(self, first: str) -> str:
        now = _among(self.setting.around_the_clock)
        if not self.setting.earlier_urgent:
            return now
        earlier = " ".join(
            f"WHEN {first} < TIMESTAMP '{until.isoformat(sep=' ', timespec='seconds')}' THEN {_among(urgent)}"
            for until, urgent in self.setting.earlier_urgent
        )
        return f"(CASE {earlier} ELSE {now} END)"

    def _elapsed(self, first: str, last: str) -> str:
        if self.dialect == "duckdb":
            return f"((epoch_us({last}) - epoch_us({first})) / 60000000.0)"
        return f"(CAST(EXTRACT(EPOCH FROM ({last} - {first})) AS DOUBLE PRECISION) / 60.0)"


def _among(priorities: tuple[str, ...]) -> str:
    return f"priority IN ({', '.join(map(quote, priorities))})" if priorities else "FALSE"


def _double(sql: str) -> str:
    return f"CAST({sql} AS DOUBLE PRECISION)"


def _literal(value: float | int | str | bool | None) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return quote(value)
    return repr(value) if value >= 0 else f"({value!r})"
