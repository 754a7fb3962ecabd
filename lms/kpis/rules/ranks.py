"""Ranks that say how sure they are: from best to worst place that the intervals allow."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def rank_ranges(intervals: Mapping[Key, tuple[float, float]], direction: str) -> dict[Key, tuple[int, int]]:
    """Of each the best and the worst rank: behind all whose interval is wholly better, before all wholly worse.
    Empty where more is neither better nor worse."""
    if direction == "none":
        return {}
    sign = -1 if direction == "down" else 1
    limits = {key: tuple(sorted((sign * low, sign * high))) for key, (low, high) in intervals.items()}
    many = len(limits)
    ranks = {}
    for key, (low, high) in limits.items():
        better = sum(1 for other, (least, _) in limits.items() if other != key and least > high)
        worse = sum(1 for other, (_, most) in limits.items() if other != key and most < low)
        ranks[key] = (1 + better, many - worse)
    return ranks
