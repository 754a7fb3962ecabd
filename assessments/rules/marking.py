"""What an answer is worth, and what passes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessments.rules.answers import chosen_options, is_answer
from assessments.rules.bodies import Body
from assessments.rules.items import CHOICES
from assessments.rules.placed import matching_share, ordering_share, point_share
from assessments.rules.written import number_share, text_share

BY_HAND = ("essay",)
RUNNING, AWAITING, MARKED = "running", "awaiting marking", "marked"


def item_share(kind: str, correct: Collection[int], options: int, body: Body, answer: Any) -> float | None:
    """Which share of the points (0 to 1) a kept answer earns; None where a person has to say so (see `BY_HAND`).

    No answer earns nothing, in every kind.
    """
    if not is_answer(answer):
        return 0.0
    if kind in CHOICES:
        return choice_share(kind, correct, body.fractions, chosen_options(answer))
    if kind == "numeric":
        return number_share(body.answers, answer.get("text", ""))[0]
    if kind == "short":
        return text_share(body.answers, answer.get("text", ""))[0]
    if kind == "matching":
        return matching_share(body.rights, answer.get("matches", ()))
    if kind == "ordering":
        return ordering_share(options, answer.get("ranks", ()), body.partial)
    if kind == "hot_spot":
        return _spot_share(body, answer)
    return None


def _spot_share(body: Body, answer: Mapping[str, Any]) -> float:
    if point := answer.get("point"):
        x, y = point
        return point_share(body.spots, x, y, body.aspect)
    area = answer.get("area")
    return float(isinstance(area, int) and 0 <= area < len(body.spots) and body.spots[area].right)


def item_score(kind: str, correct: Collection[int], chosen: Collection[int]) -> int:
    """One point for exactly the right options, else none. A single choice with two answers is no answer."""
    if kind != "multiple" and len(chosen) != 1:
        return 0
    return int(bool(correct) and set(chosen) == set(correct))


def choice_share(kind: str, correct: Collection[int], fractions: Sequence[float], chosen: Collection[int]) -> float:
    """All or nothing; with fractions what the chosen options earn together, never below nothing nor above all."""
    if not fractions or item_score(kind, correct, chosen):
        return float(item_score(kind, correct, chosen))
    if kind != "multiple" and len(chosen) != 1:
        return 0.0
    return min(1.0, max(0.0, sum(fractions[index] for index in chosen if 0 <= index < len(fractions))))


@dataclass(frozen=True)
class Total:
    """The points of an attempt so far, and how many answers a person has still to mark."""

    score: float
    awaiting: int


def total_of(scores: Iterable[float | None]) -> Total:
    """Add up the items of an attempt; None waits for marking. Thirds make wholes."""
    known = list(scores)
    return Total(round(sum(score for score in known if score is not None), 4), sum(score is None for score in known))


def attempt_state(finished: bool, score: float | None) -> str:
    """Does an attempt run, wait for somebody who marks, or is it marked?"""
    if not finished:
        return RUNNING
    return AWAITING if score is None else MARKED


def passes(score: float, points: float, pass_mark: float) -> bool:
    """Is the unrounded percentage at least the pass mark? 26 of 35 (74.29 %) passes at 74 %, 25 of 35 does not."""
    return points > 0 and 100 * Fraction(str(score)) >= Fraction(str(pass_mark)) * Fraction(str(points))


def least_score(points: int, pass_mark: float) -> int:
    """How many points pass."""
    exact = Fraction(str(pass_mark)) * points / 100
    return -(-exact.numerator // exact.denominator)


def earns_parts(kind: str, body: Body) -> bool:
    """May an answer to this item earn a part of its points?"""
    shares = (*body.fractions, *(answer.fraction for answer in body.answers))
    return kind in ("matching", *BY_HAND) or body.partial or any(0 < share < 1 for share in shares)


def points_needed(points: float, pass_mark: float, in_parts: bool = False) -> float:
    """How many points pass: the exact limit where answers earn parts of points, else whole points."""
    if points == int(points) and not in_parts:
        return least_score(int(points), pass_mark)
    return float(Fraction(str(pass_mark)) * Fraction(str(points)) / 100)
