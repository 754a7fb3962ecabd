"""Who is the trainer of the year: by a stated rule, on figures that everybody can see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from lms.trainers.fees.rules import YearRule, rounded


class Missing(StrEnum):
    """Why somebody cannot be it."""

    HOURS = "too_few_hours"
    RATINGS = "too_few_ratings"
    GRADE = "grade_not_valid"


@dataclass(frozen=True)
class Candidate:
    """A trainer's year: paid hours, different courses, the corrected rating from 0 to 1 of its scale with how many stand behind
    it, and whether the grade counted on the last day."""

    person_id: int
    hours: Decimal
    courses: int
    rating: Decimal | None
    ratings: int
    valid: bool


@dataclass(frozen=True)
class Placed:
    """A candidate with the points of each part, or with what is missing."""

    candidate: Candidate
    rating: Decimal
    hours: Decimal
    courses: Decimal
    missing: tuple[Missing, ...]

    @property
    def points(self) -> Decimal:
        """All parts together, of a hundred."""
        return self.rating + self.hours + self.courses


def placed(candidates: Sequence[Candidate], rule: YearRule) -> list[Placed]:
    """Everybody, those who can be it first, the best first; of equals who taught more, then who is longer in the records."""
    return sorted(
        (_place(one, rule) for one in candidates),
        key=lambda one: (bool(one.missing), -one.points, -one.candidate.hours, one.candidate.person_id),
    )


def _place(one: Candidate, rule: YearRule) -> Placed:
    missing = []
    if one.hours < rule.least_hours:
        missing.append(Missing.HOURS)
    if one.rating is None or one.ratings < rule.least_ratings:
        missing.append(Missing.RATINGS)
    if not one.valid:
        missing.append(Missing.GRADE)
    return Placed(
        one, rounded(rule.rating * (one.rating or 0)), rounded(rule.hours * _part(one.hours, rule.full_hours)),
        rounded(rule.courses * _part(Decimal(one.courses), Decimal(rule.full_courses))), tuple(missing),
    )  # fmt: skip


def _part(value: Decimal, full: Decimal) -> Decimal:
    return min(Decimal(1), value / full) if full else Decimal(1)
