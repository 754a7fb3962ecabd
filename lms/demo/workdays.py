"""Working days and moments in them, seen from today: nobody works on weekends or on the great holidays."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOLIDAYS = frozenset({(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)})


def is_workday(day: date) -> bool:
    """Is work done on this day?"""
    return day.weekday() < 5 and (day.month, day.day) not in HOLIDAYS


def workday_from(day: date) -> date:
    """This day, or the next on which work is done."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def workday_before(day: date) -> date:
    """This day, or the last before it on which work was done."""
    while not is_workday(day):
        day -= timedelta(days=1)
    return day


def workdays(start: date, count: int) -> list[date]:
    """So many working days from a day on, that day included if work is done on it."""
    found: list[date] = []
    day = start
    while len(found) < count:
        day = workday_from(day)
        found.append(day)
        day += timedelta(days=1)
    return found


def workdays_back(day: date, count: int) -> date:
    """The working day that lies so many working days before a day."""
    day = workday_before(day)
    for _ in range(count):
        day = workday_before(day - timedelta(days=1))
    return day


def at(day: date, hour: float, zone: ZoneInfo) -> datetime:
    """A moment of a day by the organisation's clock, in UTC."""
    seconds = round(hour * 3600)
    return (datetime.combine(day, time(), zone) + timedelta(seconds=seconds)).astimezone(UTC)


def some_time(day: date, chance: random.Random, zone: ZoneInfo, first: float = 9, last: float = 17.5) -> datetime:
    """Some moment of a day within working hours."""
    return at(day, chance.uniform(first, last), zone)
