"""Where a chart names its level line: beside the course, not on it."""

from __future__ import annotations

from datetime import date

import pytest

from lms.kpis.charts import Point, Spot, label_spot
from lms.kpis.rules.periods import shift

LABEL = "Target ≥ 90%"


def course(*values: float | None) -> list[Point]:
    first = date(2025, 1, 1)
    return [Point(shift(first, place), value, None, None, 50, True) for place, value in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "domain", "spot"),
    [
        ([80.0] * 12, (70, 100), Spot("begin", -9)),  # nothing near the line
        ([91.0] * 6 + [80.0] * 6, (70, 100), Spot("begin", 15)),  # the course lies on the line's upper left
        ([91.0] * 4 + [89.0] * 4 + [80.0] * 4, (70, 100), Spot("begin", 15)),
        ([91.0, 89.0] * 3 + [75.0] * 6, (70, 100), Spot("end", -9)),  # above and below at the left
        ([80.0] * 12, (70, 90.2), Spot("begin", 15)),  # no room above the line
        ([None] * 6 + [91.0] * 6, (70, 100), Spot("begin", -9)),
    ],
)
def test_the_label_stands_where_it_hides_least(
    values: list[float | None], domain: tuple[float, float], spot: Spot
) -> None:
    points = course(*values)
    step = {"begin": -0.5, "end": len(points) - 0.5, "value": 90.0}
    assert label_spot(points, step, domain, 50.0, 300, LABEL) == spot


def test_a_longer_label_needs_more_room() -> None:
    points = course(*[80.0] * 4, *[91.0] * 8)
    step = {"begin": -0.5, "end": 11.5, "value": 90.0}
    assert label_spot(points, step, (70, 100), 40.0, 300, "≥ 90%") == Spot("begin", -9)
    assert label_spot(points, step, (70, 100), 20.0, 300, "一次解决率目标 ≥ 90%") == Spot("end", 15)
