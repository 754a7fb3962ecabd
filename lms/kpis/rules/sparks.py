"""Sparklines: the course of a figure in a small field, as coordinates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 120.0, 32.0, 3.0


@dataclass(frozen=True)
class Spark:
    """Stretches of a line ("x,y x,y"), the last point, and the height of the target; in a field of 120 by 32."""

    stretches: tuple[str, ...]
    end: tuple[float, float]
    target: float | None


def spark(values: Sequence[float | None], target: float | None = None) -> Spark | None:
    """The line of the values from left to right, broken where there is none. None for fewer than two values."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    low, high = (
        min([*known, *([] if target is None else [target])]),
        max([*known, *([] if target is None else [target])]),
    )
    step = (WIDTH - 2 * MARGIN) / (len(values) - 1)

    def height(value: float) -> float:
        share = 0.5 if high == low else (value - low) / (high - low)
        return round(HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN), 1)

    stretches: list[list[str]] = [[]]
    end = (0.0, 0.0)
    for place, value in enumerate(values):
        if value is None:
            stretches.append([])
            continue
        end = (round(MARGIN + place * step, 1), height(value))
        stretches[-1].append(f"{end[0]},{end[1]}")
    lines = tuple(" ".join(points) for points in stretches if len(points) > 1)
    return Spark(lines, end, None if target is None else height(target))
