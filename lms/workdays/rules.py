"""Counting days: which days count, the last of so many from a day on, how many lie between two."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from lms.core.rules import Refusal

FIRST, LAST = date(2018, 1, 1), date(2035, 12, 31)
"""Days are counted exactly between these; beyond them every day counts."""
SHORTEST_REASON = 2


@dataclass(frozen=True)
class Days:
    """The days that count, as ordinals in order."""

    ordinals: tuple[int, ...]

    def last(self, first: date, count: int) -> date:
        """The last of so many days, the first of which is `first` or the next that counts."""
        place = bisect_left(self.ordinals, first.toordinal()) + count - 1
        if not 0 <= place < len(self.ordinals):
            return first + timedelta(days=count - 1)
        return date.fromordinal(self.ordinals[place])

    def later(self, day: date, count: int) -> date:
        """So many days that count after a day."""
        return day if count < 1 else self.last(day + timedelta(days=1), count)

    def first(self, day: date) -> date:
        """The day itself where it counts, else the next that does."""
        return self.last(day, 1)

    def between(self, first: date, last: date) -> int:
        """How many days count from one to the other, both included; 0 where the second comes first."""
        if last > LAST or first < FIRST:
            return max(0, (last - first).days + 1)
        return max(0, bisect_right(self.ordinals, last.toordinal()) - bisect_left(self.ordinals, first.toordinal()))

    def counts(self, day: date) -> bool:
        """Does this day count?"""
        return self.between(day, day) == 1

    def without(self, spans: Collection[tuple[date, date]]) -> Days:
        """The same without the days of some spans, both ends included."""
        if not spans:
            return self
        edges = [(first.toordinal(), last.toordinal()) for first, last in spans]
        return Days(tuple(n for n in self.ordinals if not any(first <= n <= last for first, last in edges)))


@cache
def every_day() -> Days:
    """Days as the calendar has them."""
    return Days(tuple(range(FIRST.toordinal(), LAST.toordinal() + 1)))


def working_days(off: Collection[date], on: Collection[date], decided: Mapping[date, bool] | None = None) -> Days:
    """Mondays to Fridays without the days off and with the days worked in their stead; what was decided goes before both."""
    special: dict[int, bool] = {day.toordinal(): False for day in off}
    special.update((day.toordinal(), True) for day in on)
    special.update((day.toordinal(), works) for day, works in (decided or {}).items())
    # An ordinal of 1 is a Monday, so that Saturday and Sunday leave 6 and 0.
    return Days(tuple(n for n in range(FIRST.toordinal(), LAST.toordinal() + 1) if special.get(n, n % 7 not in (6, 0))))


def decision_faults(day: date, *, works: bool | None, has: bool | None, reason: str) -> tuple[Refusal, ...]:
    """What stands against deciding a day. `has`: what holds without this decision, None where nothing was decided here."""
    found = []
    if not FIRST <= day <= LAST:
        found.append(Refusal("day_out_of_calendar", {"first": FIRST, "last": LAST}))
    if works == has:
        found.append(Refusal("day_is_so_already"))
    if len(reason.strip()) < SHORTEST_REASON:
        found.append(Refusal("day_reason_short", {"shortest": SHORTEST_REASON}))
    return tuple(found)
