"""Days and hours of a place as moments, through changes of the clock; series of days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LONGEST = timedelta(hours=16)
MOST_DAYS = 30
MOST_COPIES = 52


def is_zone(name: str) -> bool:
    """Whether a time zone of this name is known."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def moment_at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The moment at which the clocks of a place show a time. Where they show it twice (in autumn), the first."""
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def is_skipped(day: date, clock: time, zone: ZoneInfo) -> bool:
    """Whether the clocks of a place never show a time on a day, since they are put forward over it (in spring)."""
    wanted = datetime.combine(day, clock)
    return moment_at(day, clock, zone).astimezone(zone).replace(tzinfo=None) != wanted


def is_doubled(day: date, clock: time, zone: ZoneInfo) -> bool:
    """Whether the clocks of a place show a time twice on a day, since they are put back over it (in autumn)."""
    first = datetime.combine(day, clock, tzinfo=zone)
    return not is_skipped(day, clock, zone) and first.utcoffset() != first.replace(fold=1).utcoffset()


@dataclass(frozen=True)
class Span:
    """A time from a moment to another."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: Span) -> bool:
        """Whether the two share any time. One that begins when the other ends does not."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    @property
    def hours(self) -> float:
        """How long it lasts."""
        return (self.ends_at - self.starts_at).total_seconds() / 3600


def moved(span: Span, days: int, zone: ZoneInfo) -> Span:
    """The same hours so many days later: the clock of the place counts, not the number of hours between."""

    def later(moment: datetime) -> datetime:
        local = moment.astimezone(zone)
        return moment_at(local.date() + timedelta(days=days), local.time(), zone)

    return Span(later(span.starts_at), later(span.ends_at))


def series(first: date, *, weeks: int, times: int, works: Callable[[date], bool] | None = None) -> tuple[date, ...]:
    """So many further days on the same day of the week, each so many weeks after the one before. Days on which nobody works
    are left out and not made up for; `works` None: every day counts."""
    found: list[date] = []
    day = first
    for _place in range(4 * MOST_COPIES):
        if len(found) >= min(times, MOST_COPIES):
            break
        day += timedelta(weeks=weeks)
        if works is None or works(day):
            found.append(day)
    return tuple(found)


def overlapping(spans: Sequence[Span]) -> tuple[int, int] | None:
    """The places of the first two spans that share time; None where none do."""
    order = sorted(range(len(spans)), key=lambda place: (spans[place].starts_at, spans[place].ends_at))
    for one, other in pairwise(order):
        if spans[one].overlaps(spans[other]):
            return (one, other) if one < other else (other, one)
    return None


def reminder_due(starts_at: datetime, days_before: Sequence[int], zone: ZoneInfo, at: datetime) -> int | None:
    """Which of the reminders is due: the nearest one whose day has come. None before the first and from the beginning on."""
    if at >= starts_at:
        return None
    left = (starts_at.astimezone(zone).date() - at.astimezone(zone).date()).days
    due = [days for days in days_before if days >= left]
    return min(due) if due else None
