"""Which items an exam is made of, and in which order its options are shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    """`count` items of a topic, or of any topic of a pool; of the rest None means any. `title` names the topic or the pool
    to people; `skill` is an ability's code."""

    topic_id: int | None
    count: int
    difficulty: int | None = None
    product_line: str | None = None
    title: Any = ""
    pool: str | None = None
    skill: str | None = None
    tier: str | None = None

    def takes(self, candidate: Candidate) -> bool:
        """May this item stand in this part?"""
        return (
            self.topic_id in (None, candidate.topic_id)
            and self.pool in (None, candidate.pool)
            and self.difficulty in (None, candidate.difficulty)
            and self.product_line in (None, candidate.product_line)
            and self.skill in (None, candidate.skill)
            and self.tier in (None, candidate.tier)
        )

    @property
    def is_narrowed(self) -> bool:
        """Does it ask for more than a topic and a difficulty?"""
        return any((self.product_line, self.skill, self.tier))


@dataclass(frozen=True)
class Candidate:
    """An item that may be drawn, in its newest live wording. `item_id` is the item of which it may be a variant."""

    version_id: int
    topic_id: int
    difficulty: int
    product_line: str | None
    item_id: int = 0
    pool: str = ""
    skill: str | None = None
    tier: str | None = None


@dataclass(frozen=True)
class Draw:
    """What was drawn, part after part; or why it could not be. `by_part`: how many were found for each."""

    chosen: tuple[Candidate, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    by_part: tuple[int, ...] = ()


def draw(
    parts: Sequence[Part],
    candidates: Sequence[Candidate],
    chance: Chance,
    rank: Callable[[Candidate], Any] | None = None,
) -> Draw:
    """Fill every place of every part with a different item, by chance; with `rank` the lowest first, by chance among equals.

    Where parts overlap (one wants any item of a topic, another only hard ones), items move between them until all
    places are filled: whenever the bank has enough, a draw is found. Where it has not, every lacking part is named.
    """
    order = list(range(len(candidates)))
    chance.shuffle(order)
    if rank is not None:
        order.sort(key=lambda index: rank(candidates[index]))
    places = Places(parts, candidates)
    places.fill(order, [part.count for part in parts])
    found = tuple(len(held) for held in places.held)
    if short := [number for number, part in enumerate(parts) if found[number] < part.count]:
        return Draw(refusals=tuple(_shortage(parts[number], found[number]) for number in short), by_part=found)
    return Draw(tuple(candidates[index] for held in places.held for index in held), by_part=found)


class Places:
    """The places of a blueprint being filled. An item once chosen stays chosen, though it may move to another part: taking
    items in the order of preference gives the best that the parts can hold (they are a transversal matroid)."""

    def __init__(self, parts: Sequence[Part], candidates: Sequence[Candidate]) -> None:
        by_topic: dict[int | None, list[int]] = {}
        for number, part in enumerate(parts):
            by_topic.setdefault(part.topic_id, []).append(number)
        anywhere = by_topic.get(None, [])
        self.fits = [
            [n for n in (*by_topic.get(one.topic_id, ()), *anywhere) if parts[n].takes(one)] for one in candidates
        ]
        self.held: list[list[int]] = [[] for _ in parts]
        self._part_of: dict[int, int] = {}

    def fill(self, order: Sequence[int], room: Sequence[int]) -> None:
        """Choose items in this order until every part holds as many as it has room for, or nothing more fits."""
        missing = sum(room) - sum(len(held) for held in self.held)
        closed: set[int] = set()
        for index in order:
            if missing <= 0:
                return
            if index not in self._part_of and self._settle(index, room, closed):
                missing -= 1

    def _settle(self, index: int, room: Sequence[int], closed: set[int]) -> bool:
        """Choose an item; where its parts are full, items move on (breadth first). Parts from which none can are closed:
        whatever is chosen later, they stay full."""
        came: dict[int, int] = {}  # part → the item that would move into it
        asking = [index]
        while asking:
            item = asking.pop(0)
            for part in self.fits[item]:
                if part in came or part in closed:
                    continue
                came[part] = item
                if len(self.held[part]) < room[part]:
                    self._move_up(part, came)
                    return True
                asking += self.held[part]
        closed.update(came)
        return False

    def _move_up(self, part: int, came: dict[int, int]) -> None:
        while True:
            item = came[part]
            before = self._part_of.get(item)
            self.held[part].append(item)
            self._part_of[item] = part
            if before is None:
                return
            self.held[before].remove(item)
            part = before


def _shortage(part: Part, found: int) -> Refusal:
    code = "bank_too_small" if part.difficulty is None else "bank_too_small_at_difficulty"
    if part.is_narrowed:
        code = "bank_too_small_for_row"
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
