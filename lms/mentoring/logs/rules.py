"""On which days an entry is expected, streaks and gaps, and when a reminder is due."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

REMIND_AT = {"": 18, "day": 18, "early": 15, "late": 21, "night": 7}
"""The hour after each shift from which somebody is reminded."""
REMIND_FOR = 4
"""Hours. A worker that was away for longer lets people rest."""
WINDOW = 21
"""So many days are shown."""
CALLS_KEPT = 60
"""So many days back reminders count."""
LOOK_BACK = 120
"""So far back streaks are counted."""
DRAFT_DAYS = 3
"""So many days a draft is offered that was not handed in."""
WAITS = 2
"""After so many working days without an answer a mentor is reminded."""


class Day(StrEnum):
    """What a day in the log is."""

    WRITTEN = "written"
    MISSED = "missed"
    OFF = "off"
    OPEN = "open"


@dataclass(frozen=True)
class Course:
    """How somebody keeps their log: the days shown, oldest first; the streak that runs; the longest; how many are missing
    among the days shown."""

    days: tuple[tuple[date, Day], ...]
    streak: int
    longest: int
    missed: int

    @property
    def gap(self) -> int:
        """How many expected days in a row are missing up to today."""
        count = 0
        for _day, state in reversed(self.days):
            if state is Day.MISSED:
                count += 1
            elif state is Day.WRITTEN:
                break
        return count


def course_of(written: Collection[date], working: Collection[date], first: date, today: date) -> Course:
    """The course of a log. An entry on a day off counts for the streak, no entry on one does not break it; today is open
    until it is over. `working` are the days on which an entry is expected."""
    states: list[tuple[date, Day]] = []
    streak = longest = 0
    day = max(first, today - timedelta(days=LOOK_BACK))
    while day <= today:
        if day in written:
            state = Day.WRITTEN
            streak += 1
            longest = max(longest, streak)
        elif day not in working:
            state = Day.OFF
        elif day == today:
            state = Day.OPEN
        else:
            state, streak = Day.MISSED, 0
        states.append((day, state))
        day += timedelta(days=1)
    shown = tuple(states[-WINDOW:])
    return Course(shown, streak, longest, sum(state is Day.MISSED for _day, state in shown))


def is_working(day: date, rest_days: Collection[int] | None, *, by_calendar: bool) -> bool:
    """Does somebody work on a day? Whose rest days are on record works on all others, holidays too; for the others the
    calendar of the unit says it."""
    return by_calendar if rest_days is None else day.weekday() not in rest_days


def is_due(hour: int, shift: str) -> bool:
    """Is it the time after a shift in which people are reminded?"""
    begin = REMIND_AT.get(shift, REMIND_AT[""])
    return begin <= hour < begin + REMIND_FOR
