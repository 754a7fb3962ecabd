"""What an expression over a work order is made of: columns, constants, operators and named functions, each of a kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from lms.kpis.rules.fields import FIELDS

Kind = Literal["number", "text", "moment", "flag", "span", "nothing"]
"""`span` is the wait for a next order, which may never come: it can be compared, but not added up."""

_KINDS: dict[str, Kind] = {"text": "text", "moment": "moment", "flag": "flag", "integer": "number", "number": "number"}
COLUMNS: dict[str, Kind] = {"source": "text", **{field.name: _KINDS[field.kind] for field in FIELDS}}
"""The columns of a work order that an expression may name, with their kinds."""

WINDOW = "window"
"""The name by which an expression speaks of its definition's window, in days."""


@dataclass(frozen=True)
class Function:
    """A function by name: the kinds of its arguments (the last may repeat), and of what it gives."""

    takes: tuple[Kind, ...]
    gives: Kind
    least: int
    most: int
    columns_only: bool = False


FUNCTIONS: dict[str, Function] = {
    "minutes": Function(("moment",), "number", 2, 2),
    "hours": Function(("moment",), "number", 2, 2),
    "days": Function(("moment",), "number", 2, 2),
    "working_minutes": Function(("moment",), "number", 2, 2, columns_only=True),
    "working_hours": Function(("moment",), "number", 2, 2, columns_only=True),
    "age": Function(("moment",), "number", 1, 1),
    "days_to_next": Function(("text",), "span", 1, 5, columns_only=True),
    "coalesce": Function((), "nothing", 2, 6),
}
"""minutes, hours, days: from the first moment to the second; working_…: of the working-time calendar; age: hours from a
moment until the figures are computed; days_to_next: until the next order that is the same in those columns, unknown
where the order's asset, symptom or customer is not recorded."""


class Node:
    """A part of an expression."""

    kind: Kind


@dataclass(frozen=True)
class Constant(Node):
    """A number, a text, true, false or null."""

    value: float | int | str | bool | None
    kind: Kind


@dataclass(frozen=True)
class Column(Node):
    """A column of the work order."""

    name: str
    kind: Kind


@dataclass(frozen=True)
class Window(Node):
    """The definition's window in days."""

    kind: Kind = "number"


@dataclass(frozen=True)
class Call(Node):
    """A named function of its arguments."""

    name: str
    arguments: tuple[Any, ...]
    kind: Kind


@dataclass(frozen=True)
class Joined(Node):
    """Two or more flags joined by "and" or by "or"."""

    operator: Literal["and", "or"]
    parts: tuple[Any, ...]
    kind: Kind = "flag"


@dataclass(frozen=True)
class Negated(Node):
    """ "not" of a flag, or the negative of a number."""

    part: Any
    kind: Kind


@dataclass(frozen=True)
class Arithmetic(Node):
    """Two numbers added, subtracted, multiplied or divided; by nothing gives null."""

    operator: Literal["+", "-", "*", "/"]
    left: Any
    right: Any
    kind: Kind = "number"


@dataclass(frozen=True)
class Comparison(Node):
    """Two values compared."""

    operator: Literal["=", "<>", "<", "<=", ">", ">="]
    left: Any
    right: Any
    kind: Kind = "flag"


@dataclass(frozen=True)
class Membership(Node):
    """Is a value one of several constants?"""

    part: Any
    choices: tuple[Constant, ...]
    negated: bool
    kind: Kind = "flag"


@dataclass(frozen=True)
class Presence(Node):
    """Is a value known (`present`), or null?"""

    part: Any
    present: bool
    kind: Kind = "flag"


@dataclass(frozen=True)
class Choice(Node):
    """One value when the condition holds, and another when it does not."""

    condition: Any
    then: Any
    otherwise: Any
    kind: Kind
