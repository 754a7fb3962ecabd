"""Growth in a period: training participation, certification pass rate, the mentor's rating. All from dated facts.

Participation: of the courses due in the period, how many were completed by its end. A course is due in the period in
which its stage was planned to end, and in every later one until it is completed, so that nothing is forgotten.
Pass rate: of the certifying examinations sat in the period, each counted once, how many were passed.
Rating: the mentor's latest rating in the twelve months up to the end of the period.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from lms.kpis.rules.periods import shift

PARTICIPATION, CERTIFICATION, RATING = "participation", "certification", "rating"
MEASURES = (PARTICIPATION, CERTIFICATION, RATING)
RATING_MONTHS = 12


@dataclass(frozen=True)
class Course:
    """A course that a programme asks of a person: when it was due, and when it was completed."""

    due_on: date
    done_on: date | None


@dataclass(frozen=True)
class Sitting:
    """A certifying examination that a person sat, in theory or in practice."""

    code: str
    on: date
    passed: bool


@dataclass(frozen=True)
class Rating:
    """A mentor's rating, 0–100."""

    on: date
    percent: float


@dataclass(frozen=True)
class Training:
    """What is on record about one person's training."""

    courses: tuple[Course, ...] = ()
    sittings: tuple[Sitting, ...] = ()
    ratings: tuple[Rating, ...] = ()


@dataclass(frozen=True)
class Growth:
    """A growth measure: `total` of `n` (courses done of those due, examinations passed of those sat, the sum of ratings
    of so many people). Adds up over people."""

    total: float = 0.0
    n: int = 0

    @property
    def value(self) -> float | None:
        """In per cent; None where nothing was due, sat or rated."""
        return None if not self.n else self.total / self.n

    def __add__(self, other: Growth) -> Growth:
        return Growth(self.total + other.total, self.n + other.n)


def measure(code: str, training: Training, first: date, end: date) -> Growth:
    """One growth measure of a person for the days from `first` to `end`."""
    if code == PARTICIPATION:
        return participation(training.courses, first, end)
    if code == CERTIFICATION:
        return pass_rate(training.sittings, first, end)
    return rating(training.ratings, end)


def measure_all(code: str, people: Iterable[Training], first: date, end: date) -> Growth:
    """One growth measure of several people together."""
    return sum((measure(code, one, first, end) for one in people), Growth())


def participation(courses: Sequence[Course], first: date, end: date) -> Growth:
    """Courses done by the end, of those due."""
    due = [c for c in courses if c.due_on <= end and (c.due_on >= first or c.done_on is None or c.done_on >= first)]
    done = sum(1 for c in due if c.done_on is not None and c.done_on <= end)
    return Growth(100.0 * done, len(due))


def pass_rate(sittings: Sequence[Sitting], first: date, end: date) -> Growth:
    """Examinations passed, of those sat; whoever failed and passed in one period has passed."""
    passed: dict[str, bool] = {}
    for sitting in sittings:
        if first <= sitting.on <= end:
            passed[sitting.code] = passed.get(sitting.code, False) or sitting.passed
    return Growth(100.0 * sum(passed.values()), len(passed))


def rating(ratings: Sequence[Rating], end: date) -> Growth:
    """The latest rating that is not too old."""
    oldest = shift(end.replace(day=1), 1 - RATING_MONTHS)
    known = [r for r in ratings if oldest <= r.on <= end]
    return Growth(max(known, key=lambda r: r.on).percent, 1) if known else Growth()
