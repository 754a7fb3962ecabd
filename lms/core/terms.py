"""Months and years as terms reckon them, for everything that is so many of them long: certificates, mentors' terms, service,
phases of a plan, how long evidence counts.

The corresponding day decides, and the last of the month where that month has no such day (29 February, 31 April). A term
that begins on a day ends on the day before the corresponding one: from 22 November 2026 for 24 months, its last day is
21 November 2028. Where there is no corresponding day its last day is the last of the month, so that nobody gets less than
what was promised: 29 February 2028 for 24 months ends on 28 February 2030.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def months_later(day: date, months: int) -> date:
    """The corresponding day so many months later (or earlier), or the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day_of_year(year, month + 1, day.day)


def day_of_year(year: int, month: int, day: int) -> date:
    """A day of every year; the last of the month where a year has no such day."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def term_end(first: date, months: int) -> date:
    """The last day, which still belongs to it, of a term of so many months."""
    if months < 1:
        raise ValueError("A term is one month long at least.")
    then = months_later(first, months)
    return then - timedelta(days=1) if then.day == first.day else then


def whole_months(since: date, day: date) -> int:
    """How many months have passed: the corresponding day completes one; never less than none."""
    months = (day.year - since.year) * 12 + day.month - since.month
    if day < months_later(since, months):
        months -= 1
    return max(months, 0)
