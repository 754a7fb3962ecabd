"""Equivalent forms: several papers by one blueprint that are as hard as one another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from assessments.rules.drawing import Candidate, Chance, Part, Places

BY_DIFFICULTY = {1: 0.80, 2: 0.65, 3: 0.50}
"""What share of people is expected to be right, where nobody has answered yet: easy, medium, hard."""
WEIGHT_OF_GUESS = 10
"""As many answers as that expectation is worth."""
MOST_FORMS = 8


def expected_facility(difficulty: int, n: int = 0, facility: float | None = None) -> float:
    """The facility to count with: what was seen, drawn towards what the difficulty says."""
    guess = BY_DIFFICULTY.get(difficulty, 0.65)
    if facility is None or n <= 0:
        return guess
    return (n * facility + WEIGHT_OF_GUESS * guess) / (n + WEIGHT_OF_GUESS)


class Lots(Chance, Protocol):
    """A chance that also picks; seeded so that the same forms come out again."""

    def sample(self, population: Sequence[int], k: int) -> list[int]: ...

    def randrange(self, start: int) -> int: ...


@dataclass(frozen=True)
class Form:
    """One paper: its items part after part, and the mean that is expected of it (0 to 1)."""

    items: tuple[Candidate, ...]
    expected: float


def count_shared(forms: Sequence[Collection[int]]) -> list[int]:
    """How many items each form has that others have too, from the items of each."""
    times = Counter(item for form in forms for item in form)
    return [sum(times[item] > 1 for item in form) for form in forms]


def equal_forms(
    parts: Sequence[Part], candidates: Sequence[Candidate], count: int, expected: Mapping[int, float], chance: Lots,
    points: Callable[[Candidate], float] = lambda _one: 1.0,
) -> list[Form]:  # fmt: skip
    """So many forms, drawn by lot; the same chance gives the same. No form where the bank does not fill one.

    Items are shared between forms only as far as the bank is too small for all. Each part's items are dealt out by
    difficulty, and then exchanged between the easiest and the hardest form while that brings them closer.
    """
    order = list(range(len(candidates)))
    chance.shuffle(order)
    places = Places(parts, candidates)
    places.fill(order, [part.count for part in parts])
    if any(len(held) < part.count for held, part in zip(places.held, parts, strict=True)):
        return []
    places.fill(order, [part.count * count for part in parts])
    worth = [expected[one.item_id] * points(one) for one in candidates]
    forms: list[list[list[int]]] = [[] for _ in range(count)]
    for part, held in zip(parts, places.held, strict=True):
        for form, dealt in zip(
            forms, _dealt(sorted(held, key=lambda i: worth[i]), part.count, count, chance), strict=True
        ):
            form.append(dealt)
    _level(forms, worth)
    made = []
    for form in forms:
        chosen = [index for dealt in form for index in dealt]
        whole = sum(points(candidates[index]) for index in chosen)
        made.append(Form(tuple(candidates[index] for index in chosen), sum(worth[index] for index in chosen) / whole))
    return made


def _dealt(by_worth: Sequence[int], each: int, count: int, chance: Lots) -> list[list[int]]:
    """The items of one part for each form, from the hardest to the easiest in turn; where there are too few, some are dealt
    to several forms, never twice to one."""
    wanted, there = each * count, len(by_worth)
    often = dict.fromkeys(by_worth, wanted // there)
    for index in chance.sample(list(by_worth), wanted % there):
        often[index] += 1
    hands: list[list[int]] = [[] for _ in range(count)]
    start = chance.randrange(count)
    dealt = [index for index in by_worth for _ in range(often[index])]
    for turn, index in enumerate(dealt):
        hands[(start + turn) % count].append(index)
    return hands


def _level(forms: list[list[list[int]]], worth: Sequence[float]) -> None:
    """Exchange items of the same part between the form with the most and the one with the least, while it helps."""
    for _ in range(50 * len(forms)):
        sums = [sum(worth[index] for dealt in form for index in dealt) for form in forms]
        high, low = sums.index(max(sums)), sums.index(min(sums))
        apart = sums[high] - sums[low]
        best = None
        for number, (rich, poor) in enumerate(zip(forms[high], forms[low], strict=True)):
            for one in rich:
                for other in poor:
                    gain = apart - abs(apart - 2 * (worth[one] - worth[other]))
                    if one not in poor and other not in rich and gain > 1e-9 and (best is None or gain > best[0]):
                        best = (gain, number, one, other)
        if best is None:
            return
        _gain, number, one, other = best
        forms[high][number][forms[high][number].index(one)] = other
        forms[low][number][forms[low][number].index(other)] = one
