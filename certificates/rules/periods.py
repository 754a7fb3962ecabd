"""Calendar months and days of the year, as certificates count them.

A certificate runs from its first day to the day before the same day n months later, both included: from 22 November 2026
for 24 months, its last day is 21 November 2028. Where that month has no such day (29 February, 31 April), its last day is
the last of the month, so that nobody gets less than the months promised.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def last_valid_day(issued_on: date, months: int) -> date:
    """The last day of a certificate issued for so many calendar months."""
    if months < 1:
        raise ValueError("A certificate is valid for at least one month.")
    year, month = divmod(issued_on.year * 12 + issued_on.month - 1 + months, 12)
    month += 1
    if issued_on.day > monthrange(year, month)[1]:
        return date(year, month, monthrange(year, month)[1])
    return date(year, month, issued_on.day) - timedelta(days=1)


def day_of_year(year: int, month: int, day: int) -> date:
    """A day of every year; the last of the month where a year has no such day."""
    return date(year, month, min(day, monthrange(year, month)[1]))
