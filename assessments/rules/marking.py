"""What an answer is worth, and what passes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction


def chosen_options(answer: object) -> list[int]:
    """The options that a saved answer names, by their index in the bank; none where nothing was chosen."""
    chosen = answer.get("chosen") if isinstance(answer, dict) else None
    return [index for index in chosen if isinstance(index, int)] if isinstance(chosen, list) else []


def is_flagged(answer: object) -> bool:
    """Did the person mark the question to look at again?"""
    return isinstance(answer, dict) and bool(answer.get("flagged"))


def item_score(kind: str, correct: Collection[int], chosen: Collection[int]) -> int:
    """One point for exactly the right options, else none. A single choice with two answers is no answer."""
    if kind != "multiple" and len(chosen) != 1:
        return 0
    return int(bool(correct) and set(chosen) == set(correct))


def passes(score: float, points: int, pass_mark: float) -> bool:
    """Is the unrounded percentage at least the pass mark? 26 of 35 (74.29 %) passes at 74 %, 25 of 35 does not."""
    return points > 0 and 100 * Fraction(str(score)) >= Fraction(str(pass_mark)) * points


def least_score(points: int, pass_mark: float) -> int:
    """How many points pass."""
    exact = Fraction(str(pass_mark)) * points / 100
    return -(-exact.numerator // exact.denominator)


def shown_to_bank(shown: Sequence[int], order: Sequence[int], kind: str) -> list[int] | None:
    """The bank's indexes of the options chosen on the page; None where the page could not have said that."""
    if any(place < 0 or place >= len(order) for place in shown) or len(set(shown)) != len(shown):
        return None
    if kind != "multiple" and len(shown) > 1:
        return None
    return sorted(order[place] for place in shown)
