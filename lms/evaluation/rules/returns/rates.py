"""What an hour of somebody costs: the rate that fits them best on a day; and what hours come to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True)
class Rate:
    """A rate for a post and a grade (None: any), from a day on."""

    id: int
    post_id: int | None
    grade: str | None
    hundredths: int
    currency: str
    from_day: date


def rate_for(rates: Iterable[Rate], post_id: int, grade: str | None, day: date) -> Rate | None:
    """Of the rates in force on the day that fit: post and grade before post, post before grade, grade before any; of equal
    ones the newest."""
    fitting = [
        rate
        for rate in rates
        if rate.from_day <= day and rate.post_id in (None, post_id) and rate.grade in (None, "", grade)
    ]
    return max(fitting, key=lambda one: (one.post_id is not None, bool(one.grade), one.from_day, one.id), default=None)


def hours_cost(minutes: int, hundredths: int) -> int:
    """Minutes at an hourly rate in hundredths, rounded half up once."""
    return int((Decimal(minutes) * hundredths / 60).quantize(Decimal(1), ROUND_HALF_UP))
