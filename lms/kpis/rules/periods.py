"""Months and the spans of them that figures are read over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


def shift(month: date, by: int) -> date:
    """The first day of the month so many months later (or earlier)."""
    count = month.year * 12 + month.month - 1 + by
    return date(count // 12, count % 12 + 1, 1)


def months_between(first: date, last: date) -> list[date]:
    """All months from one to another, both included."""
    many = (last.year - first.year) * 12 + last.month - first.month + 1
    return [shift(first, n) for n in range(max(many, 0))]


def read_month(text: str | None) -> date | None:
    """A month written as 2026-03; None for anything else."""
    year, _, month = (text or "").strip().partition("-")
    if not (len(year) == 4 and year.isdecimal() and month.isdecimal() and len(month) == 2):
        return None
    return date(int(year), int(month), 1) if 1 <= int(month) <= 12 and int(year) > 0 else None


@dataclass(frozen=True)
class Span:
    """Months in a row."""

    first: date
    last: date

    @property
    def months(self) -> list[date]:
        """Each of them."""
        return months_between(self.first, self.last)

    @property
    def before(self) -> Span:
        """As many months right before."""
        many = len(self.months)
        return Span(shift(self.first, -many), shift(self.first, -1))


def span_until(last: date, many: int) -> Span:
    """So many months that end with one."""
    return Span(shift(last, 1 - many), last)
