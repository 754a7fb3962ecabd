"""What may be shown of anonymous answers, so that nobody can be told from them.

Answers are kept apart in pools: one version, context, role and person spoken of. A pool is let out as a batch of at least
FLOOR people; a batch is shown whole or not at all. Whatever somebody adds up or subtracts, between contexts, versions
or two days on which they looked, the difference is then always made of whole batches.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

FLOOR = 5
Key = TypeVar("Key")


def releasable(waiting: int, still_open: int, floor: int = FLOOR, least: int = FLOOR) -> bool:
    """May the people who wait in a pool be let out? Not before there are enough of them; and not while so few are still
    to answer that they could never make a batch of their own: those are waited for. No floor lies below `least`, which is
    five but where a rule of its own says otherwise."""
    enough = max(floor, least)
    return waiting >= enough and (still_open == 0 or still_open >= enough)


@dataclass(frozen=True)
class Turnout:
    """How many of a group were asked and answered. `groups` has the names of those put together, () for one alone."""

    name: str
    asked: int
    answered: int
    groups: tuple[str, ...] = ()


def turnouts(groups: Mapping[str, tuple[int, int]], floor: int = FLOOR) -> list[Turnout]:
    """The turnout of each group of at least `floor` people. Smaller ones stand together; where together they are still too
    few, the smallest of the others joins them, since their figures would follow from the sum."""
    large = sorted(
        (Turnout(name, *counts) for name, counts in groups.items() if counts[0] >= floor),
        key=lambda turnout: (-turnout.asked, turnout.name),
    )
    small = [Turnout(name, *counts) for name, counts in groups.items() if counts[0] < floor]
    while small and sum(turnout.asked for turnout in small) < floor and large:
        small.append(large.pop())
    if not small:
        return large
    rest = Turnout(
        "", sum(t.asked for t in small), sum(t.answered for t in small), tuple(sorted(t.name for t in small))
    )
    return [*large, rest] if rest.asked >= floor else large


def whole_groups(counts: Mapping[Key, int], floor: int = FLOOR) -> list[tuple[Key, ...]]:
    """Which groups may be shown: those of at least `floor` people each for itself, the smaller ones together, with the smallest
    of the others where they are still too few. Nothing where all together are too few."""
    large = sorted((key for key, n in counts.items() if n >= floor), key=lambda key: -counts[key])
    small = [key for key, n in counts.items() if 0 < n < floor]
    while small and sum(counts[key] for key in small) < floor and large:
        small.append(large.pop())
    found: list[tuple[Key, ...]] = [(key,) for key in large]
    if small and sum(counts[key] for key in small) >= floor:
        found.append(tuple(small))
    return found


def spans(counts: Mapping[Key, int], floor: int = FLOOR) -> list[tuple[Key, ...]]:
    """What follows one another (months), put together until at least `floor` people stand in each; a rest joins the last."""
    found: list[list[Key]] = []
    waiting: list[Key] = []
    for key in sorted(counts):  # type: ignore[type-var]
        waiting.append(key)
        if sum(counts[one] for one in waiting) >= floor:
            found.append(waiting)
            waiting = []
    if waiting and found:
        found[-1] += waiting
    return [tuple(one) for one in found]


def halves(batches: Mapping[int, int]) -> tuple[frozenset[int], frozenset[int]]:
    """The batches that came first and those that came last, about as many people in each; empty for fewer than two."""
    order, whole = sorted(batches), sum(batches.values())
    if len(order) < 2:
        return frozenset(), frozenset()
    first: list[int] = [order[0]]
    for number in order[1:-1]:
        if sum(batches[n] for n in first) + batches[number] / 2 > whole / 2:
            break
        first.append(number)
    return frozenset(first), frozenset(order) - frozenset(first)
