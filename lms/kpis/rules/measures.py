"""What a KPI's definition asks of each order, and the sums that its orders add up to, as SQL.

An order counts when the denominator holds, no exclusion does, and the numerator is known: what nobody recorded is neither
a success nor a failure. See `Sums` in `lms.kpis.rules.figures` for what the sums mean.
"""

from __future__ import annotations

from dataclasses import dataclass

from lms.kpis.rules.expression_sql import Dialect, Setting, to_sql
from lms.kpis.rules.expression_tree import Kind
from lms.kpis.rules.expressions import Expression, ExpressionFault, parse

KINDS = ("share", "mean", "median", "nps", "count", "rate")
_LARGEST = "1e300"  # not a number and infinity are larger in both dialects, so the comparison keeps them out


@dataclass(frozen=True)
class Measure:
    """A definition made ready: a name for its columns, and its expressions."""

    name: str
    kind: str
    numerator: Expression
    denominator: Expression
    exclusions: Expression | None
    window: int | None

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """All there are."""
        return tuple(part for part in (self.numerator, self.denominator, self.exclusions) if part is not None)


@dataclass(frozen=True)
class DefinitionFault(Exception):
    """An expression of a definition is not taken: which field, and why."""

    field: str
    fault: ExpressionFault

    def __str__(self) -> str:
        return f"{self.field}: {self.fault}"


def measure(
    *, name: str, kind: str, numerator: str, denominator: str, exclusions: str = "", window: int | None = None
) -> Measure:
    """Read a definition. Raises DefinitionFault naming the field and the place."""
    wanted: Kind = "flag" if kind in ("share", "count") else "number"
    weight: Kind = "number" if kind == "rate" else "flag"
    fields: tuple[tuple[str, str, Kind], ...] = (
        ("numerator", numerator, wanted),
        ("denominator", denominator or "true", weight),
        ("exclusions", exclusions, "flag"),
    )
    read: dict[str, Expression | None] = {}
    for field, text, gives in fields:
        try:
            read[field] = parse(text, gives=(gives,)) if text.strip() or field != "exclusions" else None
        except ExpressionFault as fault:
            raise DefinitionFault(field, fault) from fault
    first, second = read["numerator"], read["denominator"]
    assert first is not None
    assert second is not None
    return Measure(name, kind, first, second, read["exclusions"], window)


def raw_columns(one: Measure, dialect: Dialect, setting: Setting) -> dict[str, str]:
    """What the expressions say of one order, each worked out once: "x" whether it did, for shares and counts; "v" the number
    and "d" the weight of the other kinds. Null when the order does not count."""
    numerator, denominator = to_sql(one.numerator, dialect, setting), to_sql(one.denominator, dialect, setting)
    counts = [] if one.kind == "rate" else [denominator]
    if one.exclusions is not None:
        counts.append(f"NOT COALESCE({to_sql(one.exclusions, dialect, setting)}, FALSE)")
    if one.kind in ("share", "count"):
        return {"x": _when(counts, f"CAST({numerator} AS BOOLEAN)")}
    raw = {"v": _when(counts, f"CAST({numerator} AS DOUBLE PRECISION)")}
    if one.kind == "rate":
        raw["d"] = _when(counts, f"CAST({denominator} AS DOUBLE PRECISION)")
    return raw


def value_columns(one: Measure) -> dict[str, str]:
    """Over the raw columns named `<name>_v` and so on: "x" an order's value, null when it does not count; "w" the weight of
    a rate; "l" ln(1 + x). What the raw columns give already is left out."""
    number, weight = f"{one.name}_v", f"{one.name}_d"
    if one.kind in ("share", "count"):
        return {}
    if one.kind == "nps":
        promoter = f"CASE WHEN {number} >= 9 THEN 1.0 WHEN {number} <= 6 THEN -1.0 ELSE 0.0 END"
        return {"x": _when([f"{number} BETWEEN 0 AND 10"], f"CAST({promoter} AS DOUBLE PRECISION)")}
    counts = [_finite(number)]
    if one.kind == "rate":
        counts.append(_finite(weight))
        return {"x": _when(counts, number), "w": _when(counts, weight)}
    if one.kind == "mean":
        return {"x": _when(counts, number)}
    return {"x": _when(counts, number), "l": _when(counts, f"LN(1.0 + GREATEST({number}, 0.0))")}


def _finite(number: str) -> str:
    return f"({number} > -{_LARGEST} AND {number} < {_LARGEST})"


def _when(counts: list[str], value: str) -> str:
    return f"CASE WHEN {' AND '.join(counts)} THEN {value} END" if counts else value


def sum_columns(one: Measure) -> dict[str, str]:
    """The sums of the value columns named `<name>_x` and so on: n, total, base, squares, logs, log_squares, where the kind
    has them; what is not given is what `complete` makes of the others."""
    x, weight, log = f"{one.name}_x", f"{one.name}_w", f"{one.name}_l"
    sums = {"n": f"COUNT({x})"}
    if one.kind in ("share", "count"):
        return {**sums, "total": f"COUNT(CASE WHEN {x} THEN 1 END)"}
    sums |= {"total": f"SUM({x})", "squares": f"SUM({x} * {x})"}
    if one.kind == "rate":
        cross = {"logs": f"SUM({x} * {weight})", "log_squares": f"SUM({weight} * {weight})"}
        return sums | {"base": f"SUM({weight})"} | cross
    if one.kind == "median":
        sums |= {"logs": f"SUM({log})", "log_squares": f"SUM({log} * {log})"}
    return sums
