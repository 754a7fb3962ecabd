"""What the ratings of a practical examination come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor


@dataclass(frozen=True)
class Criterion:
    """One thing that is rated. `points` are those of its levels; the lowest level of a `must` criterion fails the
    whole examination, whatever the figure."""

    key: str
    weight: float
    must: bool
    points: tuple[int, ...]


@dataclass(frozen=True)
class ExamOutcome:
    """The figure on 0–100 to one decimal, and whether it is a pass. `failed_musts` are the keys that decided."""

    percent: float
    passed: bool
    failed_musts: tuple[str, ...]


def unrated(criteria: Sequence[Criterion], ratings: Mapping[str, int]) -> tuple[str, ...]:
    """The keys of criteria that carry no rating, or one that is not a level of theirs."""
    return tuple(c.key for c in criteria if ratings.get(c.key) not in c.points)


def share(criterion: Criterion, points: int) -> Fraction:
    """How much of a criterion was reached, from 0 to 1."""
    best = max(criterion.points)
    return Fraction(points, best) if best else Fraction(1)


def outcome(criteria: Sequence[Criterion], ratings: Mapping[str, int], *, pass_mark: float) -> ExamOutcome:
    """The weighted result. It is rounded half up to one decimal first, and the figure that is shown is the figure that
    is compared with the pass mark."""
    whole = sum((Fraction(c.weight).limit_denominator(10_000) for c in criteria), Fraction(0))
    reached = sum(
        (Fraction(c.weight).limit_denominator(10_000) * share(c, ratings[c.key]) for c in criteria), Fraction(0)
    )
    percent = floor(reached / whole * 1000 + Fraction(1, 2)) / 10 if whole else 0.0
    failed = tuple(c.key for c in criteria if c.must and ratings[c.key] == min(c.points))
    return ExamOutcome(percent=percent, passed=percent >= pass_mark and not failed, failed_musts=failed)


def rated_points(criteria: Sequence[Criterion], ratings: Mapping[str, int], most: float) -> float:
    """What the levels come to of `most` points, by the weights."""
    whole = sum((Fraction(c.weight).limit_denominator(10_000) for c in criteria), Fraction(0))
    reached = sum(
        (Fraction(c.weight).limit_denominator(10_000) * share(c, ratings[c.key]) for c in criteria), Fraction(0)
    )
    return round(float(reached / whole * Fraction(str(most))), 4) if whole else 0.0
