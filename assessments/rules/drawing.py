"""Which items an exam is made of, and in which order its options are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from assessments.rules.bodies import Body
from assessments.rules.items import CHOICES
from lms.core.rules import Refusal


class Chance(Protocol):
    """What is needed of `random.Random`; seeded in tests, the system's own in life."""

    def shuffle(self, x: Any) -> None: ...


@dataclass(frozen=True)
class Part:
    """`count` items of a topic; difficulty and product line None mean any. `title` names the topic to people."""

    topic_id: int
    count: int
    difficulty: int | None = None
    product_line: str | None = None
    title: Any = ""

    def takes(self, candidate: Candidate) -> bool:
        """May this item stand in this part?"""
        return (
            candidate.topic_id == self.topic_id
            and self.difficulty in (None, candidate.difficulty)
            and self.product_line in (None, candidate.product_line)
        )


@dataclass(frozen=True)
class Candidate:
    """An item that may be drawn, in its newest live wording."""

    version_id: int
    topic_id: int
    difficulty: int
    product_line: str | None


@dataclass(frozen=True)
class Draw:
    """What was drawn, part after part; or why it could not be."""

    chosen: tuple[Candidate, ...] = ()
    refusals: tuple[Refusal, ...] = ()


def draw(parts: Sequence[Part], candidates: Sequence[Candidate], chance: Chance) -> Draw:
    """Fill every place of every part with a different item, by chance.

    Where parts overlap (one wants any item of a topic, another only hard ones), items move between them until all
    places are filled: whenever the bank has enough, a draw is found. Where it has not, every lacking part is named.
    """
    fitting = []
    for part in parts:
        own = [index for index, candidate in enumerate(candidates) if part.takes(candidate)]
        chance.shuffle(own)
        fitting.append(own)
    places = [number for number, part in enumerate(parts) for _ in range(part.count)]
    taken: dict[int, int] = {}
    filled = [0] * len(parts)
    for place in range(len(places)):
        if _settle(place, places, fitting, taken):
            filled[places[place]] += 1
    if short := [number for number, part in enumerate(parts) if filled[number] < part.count]:
        return Draw(refusals=tuple(_shortage(parts[number], filled[number]) for number in short))
    by_place = {place: index for index, place in taken.items()}
    return Draw(chosen=tuple(candidates[by_place[place]] for place in range(len(places))))


def _settle(start: int, places: list[int], fitting: list[list[int]], taken: dict[int, int]) -> bool:
    """Give a place an item; where only taken ones are left, move their holders (breadth first, no recursion)."""
    came_from: dict[int, int] = {}  # item → the place that asks for it
    asking = [start]
    asked = {start}
    while asking:
        place = asking.pop(0)
        for index in fitting[places[place]]:
            if index in came_from:
                continue
            came_from[index] = place
            holder = taken.get(index)
            if holder is None:
                _move_up(index, start, came_from, taken)
                return True
            if holder not in asked:
                asked.add(holder)
                asking.append(holder)
    return False


def _move_up(index: int, start: int, came_from: dict[int, int], taken: dict[int, int]) -> None:
    held = {place: item for item, place in taken.items()}
    while True:
        place = came_from[index]
        previous = held.get(place)
        taken[index] = place
        if place == start or previous is None:
            return
        index = previous


def _shortage(part: Part, found: int) -> Refusal:
    code = "bank_too_small" if part.difficulty is None else "bank_too_small_at_difficulty"
    values = {"topic": part.title, "needed": part.count, "found": found, "difficulty": part.difficulty}
    return Refusal(code, values)


def option_order(options: int, keep_order: bool, chance: Chance) -> list[int]:
    """In which order the options are shown: place shown → index in the bank. An item that says so keeps its own."""
    order = list(range(options))
    if not keep_order:
        chance.shuffle(order)
    return order


def shown_order(kind: str, options: int, keep_order: bool, body: Body, chance: Chance) -> list[int]:
    """In which order an item's options, things to order, things to choose from or areas are shown; nothing else has one.

    Things to order never come in the right order, whatever the item says.
    """
    if kind in CHOICES:
        return option_order(options, keep_order, chance)
    if kind == "matching":
        return option_order(len(body.choices), False, chance)
    if kind == "hot_spot":
        return option_order(len(body.spots), False, chance)
    if kind != "ordering":
        return []
    order = option_order(options, False, chance)
    return order if order != sorted(order) else order[1:] + order[:1]
