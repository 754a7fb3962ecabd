"""Which definitions can count any order at all where columns are not recorded: what can be told without reading the orders.

Most sources fill a third of the columns. Adding up what is null in every order costs as much as adding up what is not.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

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
    Presence,
)
from lms.kpis.rules.fields import NEEDED
from lms.kpis.rules.measures import Measure

CLASSIFYING = ("kind", "product", "team", "region", "priority", "status", "source")
"""Columns that sort orders rather than name what they are about: of two orders without them, one may be the next of the other."""
_ALWAYS = frozenset((*NEEDED, "source", "month"))


def can_count(one: Measure, held: Collection[str] | None) -> bool:
    """May there be an order that counts, where only these columns are recorded (None: any may be)?"""
    if held is None:
        return True
    known = _ALWAYS.union(held)
    denominator = one.denominator.root
    never = _is_null(denominator, known) if one.kind == "rate" else _is_never_true(denominator, known)
    return not never and not _is_null(one.numerator.root, known)


def has_next(keys: Collection[str], held: Collection[str] | None) -> bool:
    """May an order have a next one that is the same in these columns?"""
    return held is None or all(key in CLASSIFYING or key in held for key in keys)


def _is_null(node: Any, held: Collection[str]) -> bool:
    """Is it null for every order? False where that cannot be told."""
    match node:
        case Constant(value=value):
            return value is None
        case Column(name=name):
            return name not in held
        case Call(name="coalesce", arguments=parts):
            return all(_is_null(part, held) for part in parts)
        case Call(name="days_to_next", arguments=parts):
            return not has_next([part.name for part in parts], held)
        case Call(arguments=parts):
            return any(_is_null(part, held) for part in parts)
        case Joined(parts=parts):
            return all(_is_null(part, held) for part in parts)
        case Negated(part=part) | Membership(part=part):
            return _is_null(part, held)
        case Arithmetic(left=left, right=right) | Comparison(left=left, right=right):
            return _is_null(left, held) or _is_null(right, held)
        case Choice(condition=condition, then=then, otherwise=otherwise):
            return _is_null(otherwise, held) and (_is_never_true(condition, held) or _is_null(then, held))
    return False


def _is_never_true(node: Any, held: Collection[str]) -> bool:
    """Is it false or null for every order? False where that cannot be told."""
    match node:
        case Constant(value=value):
            return value is not True
        case Joined(operator="and", parts=parts):
            return any(_is_never_true(part, held) for part in parts)
        case Joined(operator="or", parts=parts) | Call(name="coalesce", arguments=parts):
            return all(_is_never_true(part, held) for part in parts)
        case Presence(part=part, present=True):
            return _is_null(part, held)
    return _is_null(node, held)
