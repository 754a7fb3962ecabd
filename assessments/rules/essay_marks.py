"""What several markers' points for one answer come to, and who has to mark next."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from lms.core.rules import Refusal

Mark = TypeVar("Mark")


@dataclass(frozen=True)
class Settling:
    """`points` once they are settled, else None; `next_place` the marker who is wanted: 1, 2, 3, or 0 for nobody."""

    points: float | None
    next_place: int


def settle(marks: Sequence[float], most: float, *, second_marker: bool, most_apart: float) -> Settling:
    """One mark stands alone where no second is asked for. Two give their mean unless they differ by more than `most_apart`
    per cent of `most`; then the third mark decides by itself."""
    if not marks:
        return Settling(None, 1)
    if not second_marker:
        return Settling(marks[0], 0)
    if len(marks) == 1:
        return Settling(None, 2)
    if len(marks) >= 3:
        return Settling(marks[2], 0)
    first, second = marks[:2]
    if 100 * abs(first - second) > most_apart * most + 1e-9:
        return Settling(None, 3)
    return Settling(round((first + second) / 2, 4), 0)


def counting(marks: Sequence[Mark]) -> Sequence[Mark]:
    """The marks that made the points: the third by itself where there are three."""
    return marks[2:] or marks


def as_told(points: float) -> float:
    """Points as they stand in a sentence: 4, not 4.0."""
    return int(points) if points == int(points) else points


def marking_refusals(
    *, marker_id: int, candidate_id: int, marked_by: Collection[int], points: float, most: float, next_place: int
) -> tuple[Refusal, ...]:
    """Why this person may not give these points now."""
    if marker_id == candidate_id:
        return (Refusal("own_answer"),)
    if marker_id in marked_by:
        return (Refusal("marked_by_you"),)
    if not next_place:
        return (Refusal("marked_already"),)
    if not 0 <= points <= most:
        return (Refusal("points_outside_item", {"most": as_told(most)}),)
    return ()
