"""Expressions over a work order, as a KPI's definition holds them: read, checked, and never run as Python.

    first_time_fix                                     a column
    hours(opened_at, resolved_at)                      a function of columns
    priority == 'P0' and not escalated                 comparisons, and, or, not
    kind not in ('inspection', 'installation')         membership
    resolved_at is not null                            presence
    60 if priority == 'P0' else 240                    choice
    days_to_next(asset, symptom) <= window             the wait for the next order of the same asset and symptom

The text is parsed with `ast` into the whitelisted tree of `expression_tree`; whatever else Python can say is refused with
the place and a reason. Null follows SQL: what is not known is neither true nor false.
"""

from __future__ import annotations

import ast
import difflib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from lms.kpis.rules.expression_sql import to_sql
from lms.kpis.rules.expression_tree import (
    COLUMNS,
    FUNCTIONS,
    WINDOW,
    Arithmetic,
    Call,
    Choice,
    Column,
    Comparison,
    Constant,
    Joined,
    Kind,
    Membership,
    Negated,
    Node,
    Presence,
    Window,
)

__all__ = ["Expression", "ExpressionFault", "parse", "to_sql"]

LONGEST = 500
DEEPEST = 30
MOST_NODES = 200
MOST_CHOICES = 100
LARGEST = 1e12
_WORDS = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|\b(?:AND|OR|NOT|IN|IS|NULL|TRUE|FALSE|IF|ELSE)\b")
_CONSTANTS = {"null": None, "none": None, "true": True, "false": False}
_ARITHMETIC: dict[type[ast.operator], Any] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARISONS: dict[type[ast.cmpop], Any] = {
    ast.Eq: "=", ast.NotEq: "<>", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip
_ORDERED = ("number", "moment", "span")


class ExpressionFault(ValueError):
    """Why an expression is not taken. `code` has words in the labels, `place` is the character it begins at (from 1),
    `values` fill the words in."""

    def __init__(self, code: str, place: int, **values: Any) -> None:
        super().__init__(f"{code} at {place} {values or ''}".rstrip())
        self.code, self.place, self.values = code, place, values


@dataclass(frozen=True)
class Expression:
    """A checked expression: its text, its tree, and the kind of its value."""

    text: str
    root: Any

    @property
    def kind(self) -> Kind:
        """The kind of value it gives."""
        kind: Kind = self.root.kind
        return kind


def parse(text: str, *, gives: Sequence[Kind] = ()) -> Expression:
    """Read an expression. Raises ExpressionFault; with `gives`, also when its value is of another kind."""
    if not text.strip():
        raise ExpressionFault("expression_empty", 1)
    if len(text) > LONGEST:
        raise ExpressionFault("expression_too_long", LONGEST + 1, most=LONGEST)
    source = _WORDS.sub(lambda match: match[0] if match[0][0] in "'\"" else match[0].lower(), text)
    indent = len(source) - len(source.lstrip())
    source = re.sub(r"[\r\n\t]", " ", source)
    try:
        tree = ast.parse(source[indent:], mode="eval")
    except SyntaxError as error:
        raise _unreadable(source, indent + (error.offset or len(source))) from None
    except (ValueError, MemoryError, RecursionError):
        raise ExpressionFault("expression_unreadable", 1) from None
    reader = _Reader(source, indent)
    root = reader.read(tree.body, 1)
    if gives and root.kind not in gives:
        raise ExpressionFault("expression_gives", 1, kind=root.kind, wanted="|".join(gives))
    return Expression(text, root)


def _unreadable(source: str, place: int) -> ExpressionFault:
    single = re.search(r"(?<![=!<>])=(?!=)", re.sub(r"'[^']*'|\"[^\"]*\"", lambda match: " " * len(match[0]), source))
    if single:
        return ExpressionFault("expression_single_equals", single.start() + 1)
    wide = re.search("[（），；‘’“”＝＜＞]", source)
    if wide:
        return ExpressionFault("expression_wide_sign", wide.start() + 1, sign=wide[0])
    return ExpressionFault("expression_unreadable", max(1, min(place, len(source))))


class _Reader:
    """Turns Python's tree into ours, or says where it cannot."""

    def __init__(self, source: str, indent: int) -> None:
        self.source, self.indent, self.nodes = source, indent, 0

    def place(self, node: ast.expr) -> int:
        line = self.source[self.indent :].encode()[: node.col_offset]
        return self.indent + len(line.decode(errors="ignore")) + 1

    def fault(self, code: str, node: ast.expr, **values: Any) -> NoReturn:
        raise ExpressionFault(code, self.place(node), **values)

    def read(self, node: ast.expr, depth: int) -> Any:
        self.nodes += 1
        if depth > DEEPEST or self.nodes > MOST_NODES:
            self.fault("expression_too_deep", node)
        reader = getattr(self, "_" + type(node).__name__.lower(), None)
        if reader is None:
            self.fault("expression_not_allowed", node)
        return reader(node, depth + 1)

    def _wanted(self, node: ast.expr, depth: int, *kinds: Kind) -> Any:
        part = self.read(node, depth)
        if part.kind not in (*kinds, "nothing"):
            self.fault("expression_kind", node, kind=part.kind, wanted="|".join(kinds))
        return part

    def _constant(self, node: ast.Constant, depth: int) -> Node:
        value = node.value
        if value is None:
            return Constant(None, "nothing")
        if isinstance(value, bool):
            return Constant(value, "flag")
        if isinstance(value, int | float):
            if not math.isfinite(value) or abs(value) > LARGEST:
                self.fault("expression_number", node)
            return Constant(value, "number")
        if isinstance(value, str) and not re.search(r"[\x00-\x1f\ud800-\udfff]", value):
            return Constant(value, "text")
        return self.fault("expression_not_allowed", node)

    def _name(self, node: ast.Name, depth: int) -> Node:
        if node.id in COLUMNS:
            return Column(node.id, COLUMNS[node.id])
        if node.id == WINDOW:
            return Window()
        if node.id in _CONSTANTS:
            value = _CONSTANTS[node.id]
            return Constant(value, "nothing" if value is None else "flag")
        near = difflib.get_close_matches(node.id.lower(), [*COLUMNS, WINDOW], n=1, cutoff=0.5)
        if node.id in FUNCTIONS:
            self.fault("expression_call_missing", node, name=node.id)
        return self.fault("expression_unknown", node, name=node.id, near=near[0] if near else "")

    def _call(self, node: ast.Call, depth: int) -> Node:
        if not isinstance(node.func, ast.Name) or node.keywords:
            self.fault("expression_not_allowed", node)
        name = node.func.id
        function = FUNCTIONS.get(name)
        if function is None:
            near = difflib.get_close_matches(name.lower(), FUNCTIONS, n=1, cutoff=0.5)
            self.fault("expression_unknown_function", node, name=name, near=near[0] if near else "")
        if not function.least <= len(node.args) <= function.most:
            self.fault("expression_arguments", node, name=name, least=function.least, most=function.most)
        if name == "coalesce":
            parts = tuple(self.read(argument, depth) for argument in node.args)
            return Call(name, parts, self._one_kind(node.args, parts))
        parts = tuple(self._wanted(argument, depth, *function.takes) for argument in node.args)
        if function.columns_only:
            for argument, part in zip(node.args, parts, strict=True):
                if not isinstance(part, Column):
                    self.fault("expression_columns_only", argument, name=name)
        return Call(name, parts, function.gives)

    def _one_kind(self, nodes: Sequence[ast.expr], parts: Sequence[Any]) -> Kind:
        kind: Kind = "nothing"
        for node, part in zip(nodes, parts, strict=True):
            if part.kind == "span":
                self.fault("expression_span", node)
            if part.kind == "nothing":
                continue
            if kind not in ("nothing", part.kind):
                self.fault("expression_kind", node, kind=part.kind, wanted=kind)
            kind = part.kind
        return kind

    def _boolop(self, node: ast.BoolOp, depth: int) -> Node:
        parts = tuple(self._wanted(value, depth, "flag") for value in node.values)
        return Joined("and" if isinstance(node.op, ast.And) else "or", parts)

    def _unaryop(self, node: ast.UnaryOp, depth: int) -> Node:
        if isinstance(node.op, ast.Not):
            return Negated(self._wanted(node.operand, depth, "flag"), "flag")
        if isinstance(node.op, ast.USub):
            return Negated(self._wanted(node.operand, depth, "number"), "number")
        return self.fault("expression_not_allowed", node)

    def _binop(self, node: ast.BinOp, depth: int) -> Node:
        operator = _ARITHMETIC.get(type(node.op))
        if operator is None:
            self.fault("expression_not_allowed", node)
        left, right = self._wanted(node.left, depth, "number"), self._wanted(node.right, depth, "number")
        return Arithmetic(operator, left, right)

    def _ifexp(self, node: ast.IfExp, depth: int) -> Node:
        condition = self._wanted(node.test, depth, "flag")
        nodes = (node.body, node.orelse)
        then, otherwise = (self.read(part, depth) for part in nodes)
        return Choice(condition, then, otherwise, self._one_kind(nodes, (then, otherwise)))

    def _compare(self, node: ast.Compare, depth: int) -> Node:
        parts: list[Node] = []
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            parts.append(self._pair(left, operator, right, depth))
            left = right
        return parts[0] if len(parts) == 1 else Joined("and", tuple(parts))

    def _pair(self, left: ast.expr, operator: ast.cmpop, right: ast.expr, depth: int) -> Node:
        if isinstance(operator, ast.In | ast.NotIn):
            return self._membership(left, operator, right, depth)
        first, second = self.read(left, depth), self.read(right, depth)
        if isinstance(operator, ast.Is | ast.IsNot):
            if second.kind != "nothing":
                self.fault("expression_is_null_only", right)
            return Presence(first, isinstance(operator, ast.IsNot))
        sign = _COMPARISONS[type(operator)]
        if "nothing" in (first.kind, second.kind):
            self.fault("expression_null_compared", right)
        kinds = {"number" if part.kind == "span" else part.kind for part in (first, second)}
        if len(kinds) > 1:
            self.fault("expression_kind", right, kind=second.kind, wanted=first.kind)
        if sign not in ("=", "<>") and first.kind not in _ORDERED:
            self.fault("expression_no_order", left, kind=first.kind)
        return Comparison(sign, first, second)

    def _membership(self, left: ast.expr, operator: ast.cmpop, right: ast.expr, depth: int) -> Node:
        part = self.read(left, depth)
        if not isinstance(right, ast.Tuple | ast.List) or not 1 <= len(right.elts) <= MOST_CHOICES:
            self.fault("expression_choices", right)
        choices: list[Constant] = []
        for element in right.elts:
            choice = self.read(element, depth)
            if not isinstance(choice, Constant) or choice.kind != part.kind:
                self.fault("expression_choices", element)
            choices.append(choice)
        return Membership(part, tuple(choices), isinstance(operator, ast.NotIn))
