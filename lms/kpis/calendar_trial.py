"""What a working-time calendar means before it is in force: when an order would be due, and which days change."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import format_date, format_datetime

from lms.core.i18n import language
from lms.kpis.rules.due import due_at
from lms.kpis.rules.working_time import FIRST_DAY, LAST_DAY, Calendar, Shifts

AHEAD, MOST_DAYS = 400, 14
"""So many days are compared, and so many of those that differ are shown."""


@dataclass(frozen=True)
class Due:
    """An order tried: when it is due by the calendar, and by the other one, where there is one to compare with."""

    opened: datetime
    limit: float
    priority: str
    due: datetime | None
    other: datetime | None = None


@dataclass(frozen=True)
class ChangedDay:
    """A day whose shifts differ."""

    day: date
    was: Shifts
    becomes: Shifts


def due_of(calendar: Calendar, opened: datetime, limit: float, priority: str, other: Calendar | None = None) -> Due:
    """When an order is due."""
    minutes = limit * 60
    return Due(
        opened, limit, priority, due_at(calendar, opened, minutes, priority),
        due_at(other, opened, minutes, priority) if other else None,
    )  # fmt: skip


def changed_days(before: Calendar, after: Calendar, first: date) -> tuple[list[ChangedDay], int]:
    """Days within the year from a day on that the change makes different, the first of them, and how many there are."""
    start = max(first, FIRST_DAY)
    days = (start + timedelta(days=number) for number in range(AHEAD))
    found = [
        ChangedDay(day, before.shifts_on(day), after.shifts_on(day))
        for day in days
        if day <= LAST_DAY and before.shifts_on(day) != after.shifts_on(day)
    ]
    return found[:MOST_DAYS], len(found)


def week_hours(calendar: Calendar) -> float:
    """Working hours of an ordinary week."""
    return sum(shift.until - shift.since for shifts in calendar.week for shift in shifts) / 60


def print_of(text: str) -> str:
    """What stands for a text that was tried."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def local_text(moment: datetime) -> str:
    """Fri 6 Mar 2026, 17:30: a moment of the house's own time with its day of the week."""
    pattern = "y年M月d日 EEE HH:mm" if language() == "zh" else "EEE d MMM y, HH:mm"
    return str(format_datetime(moment, pattern, rebase=False))


def day_text(day: date) -> str:
    """Thu 1 Oct 2026."""
    pattern = "y年M月d日 EEE" if language() == "zh" else "EEE d MMM y"
    return str(format_date(day, pattern))
