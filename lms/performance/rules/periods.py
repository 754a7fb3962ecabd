"""Months, quarters and years of the calendar, each named by the first day of its first month."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.kpis.rules.periods import months_between, shift

_WRITTEN = re.compile(r"(\d{4})-(\d{2})")


class Span(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


LENGTHS: dict[Span, int] = {Span.MONTH: 1, Span.QUARTER: 3, Span.YEAR: 12}


@dataclass(frozen=True)
class Period:
    """A month, a quarter or a year. `first` and `last` are the first days of its first and last month."""

    span: Span
    first: date

    @property
    def last(self) -> date:
        """The first day of its last month."""
        return shift(self.first, LENGTHS[self.span] - 1)

    @property
    def end(self) -> date:
        """Its last day."""
        return last_day(self.last)

    @property
    def months(self) -> tuple[date, ...]:
        """The first days of its months."""
        return tuple(months_between(self.first, self.last))

    @property
    def quarter(self) -> int:
        """Which quarter of its year it begins in."""
        return (self.first.month + 2) // 3

    @property
    def code(self) -> str:
        """How an address names it: the year and month it begins with."""
        return f"{self.first:%Y-%m}"

    def moved(self, steps: int) -> Period:
        """The period so many steps later, or earlier."""
        return Period(self.span, shift(self.first, steps * LENGTHS[self.span]))


def period_of(span: Span, day: date) -> Period:
    """The period that a day lies in."""
    length = LENGTHS[span]
    return Period(span, date(day.year, (day.month - 1) // length * length + 1, 1))


def read_period(span: str, written: str, today: date) -> Period:
    """The period that an address names; where it names none that has begun, the last one that is over."""
    kind = Span(span) if span in set(Span) else Span.MONTH
    month = read_month(written)
    if month is None or month > today:
        return period_of(kind, today).moved(-1)
    return period_of(kind, month)


def read_month(written: str) -> date | None:
    """The month that "2026-03" names; None where it names none."""
    found = _WRITTEN.fullmatch(written)
    if not found or not 1 <= int(found[2]) <= 12 or not 1990 <= int(found[1]) <= 2200:
        return None
    return date(int(found[1]), int(found[2]), 1)


def last_day(month: date) -> date:
    """The last day of a month."""
    return date.fromordinal(shift(month, 1).toordinal() - 1)
