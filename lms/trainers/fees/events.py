"""What happened to fees and the fund."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Spent:
    """Money for training. `origin` names the record that it comes from, so that it is booked once; `course_code` None where it
    belongs to no course, and `plan` then says to what."""

    origin: str
    category: str
    hundredths: int
    currency: str
    from_day: date
    until_day: date
    course_code: str | None
    plan: str
    name: str
    document: str


@dataclass(frozen=True)
class MoneySpent:
    """Figures that are final: a month's fees were approved, the fund paid, a course that was bought is over."""

    items: tuple[Spent, ...]
    at: datetime
