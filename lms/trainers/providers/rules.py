"""How providers are judged, when sharing inside is due, and how trainings from outside stand beside our own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from lms.core.rules import Refusal
from lms.kpis.rules.intervals import t_mean

LOWEST, HIGHEST = 1, 5
LEAST_PEOPLE = 5
"""Of fewer people nothing is compared."""
CONTRACT_DAYS = (90, 30, 7)
SHARING_DAYS = (14, 3, 0)
USUAL_SHARE_DAYS = 30


@dataclass(frozen=True)
class Score:
    """What scorers come to: the weighted mean of 1 to 5 with its limits over scorers, and the mean of each criterion."""

    scorers: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    by_criterion: Mapping[str, float] | None = None


def criteria_faults(content: Sequence[Mapping[str, Any]]) -> list[str]:
    """What is wrong with criteria."""
    found = []
    codes = [str(one.get("code", "")) for one in content]
    if not codes or not all(codes):
        found.append("criteria_missing")
    if len(set(codes)) < len(codes):
        found.append("criteria_twice")
    weights = [one.get("weight") for one in content]
    if (
        any(not isinstance(weight, int) or weight < 0 for weight in weights)
        or sum(w for w in weights if isinstance(w, int)) != 100
    ):
        found.append("criteria_weights")
    return found


def weighted(marks: Mapping[str, int], criteria: Sequence[Mapping[str, Any]]) -> float:
    """One person's marks as one figure."""
    return float(sum(one["weight"] * marks[one["code"]] for one in criteria)) / 100


def score_of(all_marks: Collection[tuple[Mapping[str, int], Sequence[Mapping[str, Any]]]]) -> Score:
    """Several people's marks, each by the criteria they were given, with the limits of 95 % over people, within the scale."""
    if not all_marks:
        return Score(0)
    values = [weighted(marks, criteria) for marks, criteria in all_marks]
    n, total = len(values), sum(values)
    limits = t_mean(n, total, sum(value * value for value in values)) if n > 1 else None
    sums: dict[str, list[int]] = {}
    for marks, _criteria in all_marks:
        for code, mark in marks.items():
            sums.setdefault(code, []).append(mark)
    means = {code: sum(some) / len(some) for code, some in sums.items()}
    if limits is None:
        return Score(n, total / n, None, None, means)
    return Score(n, total / n, max(float(LOWEST), limits[0]), min(float(HIGHEST), limits[1]), means)


class Sharing(StrEnum):
    """How the duty to share inside stands."""

    NONE = "none"
    LATER = "later"  # the course is not over yet
    DUE = "due"
    PLANNED = "planned"
    DONE = "done"
    LATE = "late"
    MISSED = "missed"  # the session that was linked does not take place


def sharing_due(until_day: date, share_days: int | None) -> date | None:
    """The last day for sharing."""
    return None if share_days is None else until_day + timedelta(days=share_days)


def sharing_state(
    *, until_day: date, share_days: int | None, today: date, linked: bool = False, held_on: date | None = None, cancelled: bool = False,
) -> Sharing:  # fmt: skip
    """How it stands on a day; `held_on`: the last day of the session that is linked."""
    due = sharing_due(until_day, share_days)
    if due is None:
        return Sharing.NONE
    if linked and not cancelled and held_on is not None:
        if held_on < today:
            return Sharing.DONE
        return Sharing.PLANNED if held_on <= due or today <= due else Sharing.LATE
    if today > due:
        return Sharing.LATE
    if linked and cancelled:
        return Sharing.MISSED
    return Sharing.LATER if today <= until_day else Sharing.DUE


def reminder_due(last: date, today: date, sent: Collection[int], days: Sequence[int]) -> int | None:
    """Which reminder is due: of those whose day has come the one nearest to the last day, once."""
    left = (last - today).days
    reached = [one for one in days if left <= one]
    if left < 0 or not reached or min(reached) in sent:
        return None
    return min(reached)


@dataclass(frozen=True)
class Sample:
    """A mean of people from 0 to 100, or of money, with its limits; no value where there are too few."""

    n: int = 0
    mean: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def enough(self) -> bool:
        """May it be compared?"""
        return self.n >= LEAST_PEOPLE and self.low is not None


Range = tuple[float | None, float | None]
"""Between what a mean can lie: the ends of a scale, nothing below nought for money."""
SHARE, GAIN, MONEY = (0.0, 100.0), (-100.0, 100.0), (0.0, None)


def _within(low: float, high: float, range_: Range) -> tuple[float, float]:
    """Limits that lie where a mean cannot are set to the end of what it can be, which takes nothing from the 95 %."""
    return (low if range_[0] is None else max(low, range_[0])), (high if range_[1] is None else min(high, range_[1]))


def sample_of(values: Collection[float], range_: Range = (None, None)) -> Sample:
    """The mean of what people came to, with t limits of 95 % within what is possible."""
    n = len(values)
    if not n:
        return Sample()
    total = sum(values)
    limits = t_mean(n, total, sum(value * value for value in values)) if n > 1 else None
    return Sample(n, total / n, *(_within(*limits, range_) if limits else (None, None)))


def pooled(parts: Collection[tuple[int, float, float | None, float | None]], range_: Range = (None, None)) -> Sample:
    """Several means with their limits as one, each weighing by its people; a part without limits gives none to the whole."""
    n = sum(part[0] for part in parts)
    if not n:
        return Sample()
    mean = sum(many * value for many, value, _low, _high in parts) / n
    widths = [(many, high - low) for many, _value, low, high in parts if low is not None and high is not None]
    if len(widths) < len(parts):
        return Sample(n, mean)
    half = sum((many * width / 2) ** 2 for many, width in widths) ** 0.5 / n
    return Sample(n, mean, *_within(mean - half, mean + half, range_))


class Beside(StrEnum):
    """How outside stands beside inside."""

    CANNOT_TELL = "cannot_tell"
    HIGHER = "outside_higher"
    LOWER = "outside_lower"
    ALIKE = "no_difference_shown"


def beside(outside: Sample, inside: Sample) -> Beside:
    """Only what lies apart with its limits is called different."""
    if not (outside.enough and inside.enough):
        return Beside.CANNOT_TELL
    assert outside.low is not None
    assert outside.high is not None
    assert inside.low is not None
    assert inside.high is not None
    if outside.low > inside.high:
        return Beside.HIGHER
    return Beside.LOWER if outside.high < inside.low else Beside.ALIKE


def result_refusals(
    level: int, value: float, before: float | None, on_day: date | None, *, from_day: date, today: date
) -> tuple[Refusal, ...]:
    """Why a result cannot be so: levels 1 to 3, numbers from 0 to 100, a test before only at level 2, a day since the course
    began and not in the future."""
    numbers = [value] if before is None else [value, before]
    found = []
    if level not in (1, 2, 3) or not all(0 <= one <= 100 for one in numbers) or (before is not None and level != 2):
        found.append(Refusal("external_result"))
    if on_day is not None and not from_day <= on_day <= today:
        found.append(Refusal("external_result_day"))
    return tuple(found)
