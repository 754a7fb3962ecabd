"""Which items are taken first when a paper is drawn: those of the person's form, those not shown too often, those that the
person has not seen, then the least used."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

from assessments.rules.drawing import Candidate, Part


@dataclass(frozen=True)
class Use:
    """How often items stood in the attempts of an exam within its window (item → attempts), of how many attempts, and the
    share of them, in per cent, that an item may stand in; None: no limit."""

    attempts: int = 0
    by_item: Mapping[int, int] = field(default_factory=dict)
    most_percent: int | None = None

    def is_over(self, item_id: int) -> bool:
        """Would one more attempt with this item pass the limit?"""
        if self.most_percent is None:
            return False
        return 100 * (self.by_item.get(item_id, 0) + 1) > self.most_percent * (self.attempts + 1)


def preference(
    use: Use, seen: Collection[int] = (), form: Collection[int] = ()
) -> Callable[[Candidate], tuple[bool, bool, bool, int]]:
    """What `draw` takes first, the lowest first. A limit that the bank is too small for gives way: the least used are then
    taken, because an exam has to begin."""

    def rank(one: Candidate) -> tuple[bool, bool, bool, int]:
        over, known = use.is_over(one.item_id), one.item_id in seen
        used = use.by_item.get(one.item_id, 0) if over or known else 0
        return one.item_id not in form, over, known, used

    return rank


@dataclass(frozen=True)
class Line:
    """A line of a blueprint against the bank: how many live items fit it, how many it gets beside the other lines, how many
    are short, and the least share of attempts, in per cent, that its items come to stand in."""

    part: Part
    fitting: int
    found: int
    least_percent: int

    @property
    def short(self) -> int:
        """How many items are to be written."""
        return self.part.count - self.found


def lines(parts: Sequence[Part], candidates: Sequence[Candidate], found: Sequence[int]) -> list[Line]:
    """Every line; `found` as `draw` says in `by_part`."""
    made = []
    for part, got in zip(parts, found, strict=True):
        fitting = sum(part.takes(candidate) for candidate in candidates)
        made.append(Line(part, fitting, got, min(100, ceil(100 * part.count / fitting)) if fitting else 100))
    return made
