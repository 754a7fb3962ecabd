"""Whether things are matched, ordered and pointed at rightly."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from assessments.rules.items import Spot, Words


def offered(pairs: Sequence[tuple[Words, Words]], distractors: Sequence[Words]) -> list[Words]:
    """What there is to choose from in matching: every right side once, then what belongs to nothing."""
    return list(dict.fromkeys([right for _left, right in pairs] + list(distractors)))


def matching_share(rights: Sequence[int], given: Sequence[int | None]) -> float:
    """The share of things that were given what belongs to them."""
    if not rights:
        return 0.0
    return sum(mine == right for mine, right in zip(given, rights, strict=False)) / len(rights)


def ordering_share(count: int, ranks: Sequence[int | None], partial: bool) -> float:
    """What an order earns; `ranks[i]` is the place that thing i (counted in the right order) was given.

    All or nothing by default: a switching order with one step misplaced is a wrong one. `partial`: each right
    neighbour (i directly before i+1) earns its share of count - 1. A place given twice is given to nobody.
    """
    if count < 2 or len(ranks) != count:
        return 0.0
    times = Counter(rank for rank in ranks if rank is not None)
    sure = [rank if rank is not None and times[rank] == 1 else None for rank in ranks]
    neighbours = sum(
        before is not None and after is not None and after - before == 1 for before, after in pairwise(sure)
    )
    if not partial:
        return float(neighbours == count - 1 and sure[0] == 1)
    return neighbours / (count - 1)


def is_in(spot: Spot, x: float, y: float, aspect: float) -> bool:
    """Does a point (fractions of width and height) lie in an area? Its edge belongs to it. `aspect` = height / width."""
    numbers = spot.numbers
    if spot.shape == "rectangle":
        left, top, right, bottom = numbers
        return left <= x <= right and top <= y <= bottom
    if spot.shape == "circle":
        middle_x, middle_y, radius = numbers
        return math.hypot(x - middle_x, (y - middle_y) * aspect) <= radius + 1e-12
    corners = list(zip(numbers[::2], numbers[1::2], strict=True))
    return _in_polygon(corners, x, y)


def _in_polygon(corners: Sequence[tuple[float, float]], x: float, y: float) -> bool:
    inside = False
    before_x, before_y = corners[-1]
    for corner_x, corner_y in corners:
        across = (x - before_x) * (corner_y - before_y) - (y - before_y) * (corner_x - before_x)
        within_x = min(before_x, corner_x) <= x <= max(before_x, corner_x)
        within_y = min(before_y, corner_y) <= y <= max(before_y, corner_y)
        if abs(across) < 1e-12 and within_x and within_y:
            return True
        if (corner_y > y) != (before_y > y):
            crossing = corner_x + (y - corner_y) * (before_x - corner_x) / (before_y - corner_y)
            inside = inside != (x < crossing)
        before_x, before_y = corner_x, corner_y
    return inside


def spots_at(spots: Sequence[Spot], x: float, y: float, aspect: float) -> list[int]:
    """The areas in which a point lies, by their index."""
    return [index for index, spot in enumerate(spots) if is_in(spot, x, y, aspect)]


def point_share(spots: Sequence[Spot], x: float, y: float, aspect: float) -> float:
    """All for a point in any right area, also where a wrong one overlaps it; else nothing."""
    return float(any(spots[index].right for index in spots_at(spots, x, y, aspect)))


def middle(spot: Spot) -> tuple[float, float]:
    """About where an area lies, to name its place in words."""
    if spot.shape == "circle":
        return spot.numbers[0], spot.numbers[1]
    xs, ys = spot.numbers[::2], spot.numbers[1::2]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
