"""The result of a programme: marks of the parts, weighted, against the pass mark.

Marks are per cent. A part's mark is the mean of its contents' marks, rounded to one decimal, halves up; its contribution is
that mark times its weight, kept whole; the figure is the sum of the contributions, rounded once to one decimal, halves up,
and that rounded figure is what is compared: the pass mark itself passes. A part below its own minimum fails the whole, and
so does a practical exam that its own rubric fails (an indispensable criterion was not met), however high its mark.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

PARTS = ("theory", "practical", "mentor")
PASS, FAIL, NOT_COMPLETE = "pass", "fail", "not_complete"
_TENTH = Decimal("0.1")


def exact(value: float | int | str | Decimal) -> Decimal:
    """A number as it is written: 0.1 is a tenth, not the nearest binary fraction."""
    return Decimal(str(value))


def one_decimal(value: Decimal) -> Decimal:
    """Rounded to one decimal, halves up."""
    return value.quantize(_TENTH, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class PartResult:
    """One part: its mark (None while something is missing), what it adds to the figure, and what it must reach.
    `is_refused`: an examination in it was failed by its own rule."""

    part: str
    weight: Decimal
    minimum: Decimal
    mark: Decimal | None
    is_refused: bool = False

    @property
    def contribution(self) -> Decimal | None:
        """Mark times weight, exact."""
        return None if self.mark is None else self.mark * self.weight / 100

    @property
    def is_below(self) -> bool:
        """Is there a mark, and below the part's own minimum, or refused by its own rubric?"""
        return self.mark is not None and (self.mark < self.minimum or self.is_refused)


@dataclass(frozen=True)
class Result:
    """The parts in order, the figure (None while a part is missing), and the verdict."""

    parts: tuple[PartResult, ...]
    pass_mark: Decimal
    figure: Decimal | None
    verdict: str

    @property
    def missing(self) -> tuple[str, ...]:
        """Parts without a mark yet."""
        return tuple(p.part for p in self.parts if p.mark is None)

    @property
    def below(self) -> tuple[str, ...]:
        """Parts below their own minimum."""
        return tuple(p.part for p in self.parts if p.is_below)


def result(
    *,
    weights: Mapping[str, Any],
    minimums: Mapping[str, Any],
    pass_mark: Any,
    marks: Mapping[str, Sequence[Decimal | None]],
    refused: Collection[str] = (),
    all_else_met: bool = True,
) -> Result:
    """The result from the marks of each part's contents (None where one is missing). `refused` names parts with an
    examination failed by its own rule. `all_else_met`: what carries no weight in the last stage must be met to pass."""
    parts = tuple(
        PartResult(
            part, exact(weights[part]), exact(minimums.get(part, 0)), _mean(marks.get(part, ())), part in refused
        )
        for part in (*[p for p in PARTS if p in weights], *sorted(set(weights) - set(PARTS)))
    )
    limit = exact(pass_mark)
    contributions = [p.contribution for p in parts if p.contribution is not None]
    if len(contributions) < len(parts):
        return Result(parts, limit, None, NOT_COMPLETE)
    figure = one_decimal(sum(contributions, Decimal(0)))
    if figure < limit or any(p.is_below for p in parts):
        verdict = FAIL
    else:
        verdict = PASS if all_else_met else NOT_COMPLETE
    return Result(parts, limit, figure, verdict)


def _mean(marks: Sequence[Decimal | None]) -> Decimal | None:
    present = [mark for mark in marks if mark is not None]
    if not marks or len(present) < len(marks):
        return None
    return one_decimal(sum(present, Decimal(0)) / len(present))
