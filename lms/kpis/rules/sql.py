"""Names and values as they may stand in a query of the fact engine."""

from __future__ import annotations

from collections.abc import Iterable


def literal(text: object) -> str:
    """A text as SQL writes it."""
    return "'" + str(text).replace("'", "''") + "'"


def name(text: str) -> str:
    """A column's name as SQL writes it."""
    return '"' + text.replace('"', '""') + '"'


def texts(values: Iterable[object]) -> str:
    """Several texts, with commas between."""
    return ", ".join(literal(value) for value in values)
