"""Working time: when the clock of a service level runs.

A calendar has shifts by day of the week, days of its own (a holiday has no shift, a day worked in its stead has some, a
half day fewer), and priorities whose clock never stops. Times are those of the organisation's zone; a shift past midnight
is written as two. What passed between two moments is W(last) − W(first), where W counts the working minutes before a
moment, so that the same two columns serve every definition; `days_sql` and `worked_sql` say W in SQL. A calendar may
follow another from a day on: days before it keep the shifts that held then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2060, 12, 31)
MOST_SHIFTS = 4
DAY = 1440


class CalendarFault(ValueError):
    """A text is not a calendar. `code` has words in the labels; `values` say where and what."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(f"{code} {values}")
        self.code, self.values = code, values


@dataclass(frozen=True)
class Shift:
    """Working time within a day, in minutes from midnight; `until` may be 1440."""

    since: int
    until: int

    def __post_init__(self) -> None:
        if not 0 <= self.since < self.until <= DAY:
            raise ValueError(f"a shift runs forward within one day, not from {self.since} to {self.until}")


Shifts = tuple[Shift, ...]


@dataclass(frozen=True)
class Calendar:
    """Shifts by day of the week (Monday first), special days with shifts of their own, and urgent priorities; from the day
    `since` on, where `before` says what held until then."""

    week: tuple[Shifts, ...]
    special: Mapping[date, Shifts] = field(default_factory=dict)
    around_the_clock: tuple[str, ...] = ("P0",)
    since: date | None = None
    before: Calendar | None = None

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("a week has seven days")
        for shifts in (*self.week, *self.special.values()):
            if len(shifts) > MOST_SHIFTS:
                raise ValueError(f"a day has at most {MOST_SHIFTS} shifts")
            if any(later.since < earlier.until for earlier, later in pairwise(shifts)):
                raise ValueError("shifts of a day follow one another")

    @cached_property
    def periods(self) -> tuple[tuple[date, date, Calendar], ...]:
        """Which calendar holds from which day until before which, the oldest first."""
        found: list[tuple[date, date, Calendar]] = []
        own: Calendar | None = self
        until = LAST_DAY + timedelta(days=1)
        while own is not None:
            first = FIRST_DAY if own.since is None or own.before is None else max(FIRST_DAY, own.since)
            if first < until:
                found.append((first, until, own))
                until = first
            own = own.before
        return tuple(reversed(found))

    def on(self, day: date) -> Calendar:
        """The calendar that holds on a day."""
        own = self
        while own.before is not None and own.since is not None and day < own.since:
            own = own.before
        return own

    def shifts_on(self, day: date) -> Shifts:
        """The shifts of a day."""
        own = self.on(day)
        return own.special.get(day, own.week[day.weekday()])

    @cached_property
    def most_shifts(self) -> int:
        """How many shifts the fullest day has."""
        earlier = self.before.most_shifts if self.before else 1
        return max(1, earlier, *(len(shifts) for shifts in (*self.week, *self.special.values())))

    def earlier_urgent(self, zone: ZoneInfo) -> tuple[tuple[datetime, tuple[str, ...]], ...]:
        """The priorities whose clock never stopped for what began before a moment (naive UTC), the oldest first; nothing
        where they have always been the same."""
        if all(own.around_the_clock == self.around_the_clock for _, _, own in self.periods):
            return ()
        return tuple(
            (datetime.combine(until, time(), zone).astimezone(UTC).replace(tzinfo=None), own.around_the_clock)
            for _, until, own in self.periods[:-1]
        )

    @cached_property
    def _totals(self) -> list[int]:
        totals, total = [0], 0
        for number in range((LAST_DAY - FIRST_DAY).days + 1):
            total += sum(shift.until - shift.since for shift in self.shifts_on(FIRST_DAY + timedelta(days=number)))
            totals.append(total)
        return totals

    def worked_before(self, local: datetime) -> float:
        """W: working minutes between the calendar's first day and a moment of local time."""
        day = local.date()
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValueError(f"the calendar runs from {FIRST_DAY} to {LAST_DAY}")
        minute = (local - datetime.combine(day, datetime.min.time())) / timedelta(minutes=1)
        within = sum(max(0.0, min(minute, shift.until) - shift.since) for shift in self.shifts_on(day))
        return self._totals[(day - FIRST_DAY).days] + within


def working_minutes(first: datetime, last: datetime, calendar: Calendar, zone: ZoneInfo, priority: str | None) -> float:
    """Minutes of working time from one moment to another (naive UTC, as facts hold them); all minutes for a priority whose
    clock never stops when the first comes. Negative when the second comes first."""
    if priority in calendar.on(_local(first, zone).date()).around_the_clock:
        return (last - first) / timedelta(minutes=1)
    return calendar.worked_before(_local(last, zone)) - calendar.worked_before(_local(first, zone))


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)


def local_sql(moment: str, zone: ZoneInfo) -> str:
    """SQL of a naive UTC column as local time: by adding, where the zone never changes its clocks, which is faster."""
    offset = constant_offset(zone)
    if offset is not None:
        return f"({moment} + INTERVAL '{offset} minutes')"
    return f"(({moment} AT TIME ZONE 'UTC') AT TIME ZONE '{zone.key}')"


@cache
def constant_offset(zone: ZoneInfo) -> int | None:
    """Minutes ahead of UTC, when they have been the same on every day since 1992; otherwise None."""
    start = datetime(1992, 1, 1, 12, tzinfo=UTC)
    offsets = {(start + timedelta(days=number)).astimezone(zone).utcoffset() for number in range(0, 25_000, 5)}
    offset = offsets.pop()
    if offsets or offset is None:
        return None
    return int(offset / timedelta(minutes=1))


def days_sql(calendar: Calendar) -> str:
    """SQL of a table of days: `day`, the working minutes `before` it, and its shifts `s1`, `u1`, … in minutes."""
    most = calendar.most_shifts
    names = [f"{letter}{number}" for number in range(1, most + 1) for letter in "su"]
    weeks = [
        f"(DATE '{first}', DATE '{until}', {number + 1}, {', '.join(map(str, _bounds(shifts, most)))})"
        for first, until, own in calendar.periods
        for number, shifts in enumerate(own.week)
    ]
    specials = [
        f"(DATE '{day}', {', '.join(map(str, _bounds(shifts, most)))})"
        for first, until, own in calendar.periods
        for day, shifts in sorted(own.special.items())
        if first <= day < until
    ] or [f"(DATE '0001-01-01', {', '.join('0' for _ in names)})"]
    shifts = ", ".join(f"CASE WHEN x.day IS NULL THEN w.{name} ELSE x.{name} END AS {name}" for name in names)
    minutes = " + ".join(f"(u{number} - s{number})" for number in range(1, most + 1))
    columns = ", ".join(names)
    return (
        f"SELECT day, CAST(COALESCE(SUM({minutes}) OVER (ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)"
        f" AS DOUBLE PRECISION) AS before, {columns} FROM (SELECT d.day, {shifts} FROM"
        f" (SELECT CAST(g AS DATE) AS day FROM generate_series(TIMESTAMP '{FIRST_DAY}', TIMESTAMP '{LAST_DAY}',"
        f" INTERVAL '1 day') AS t(g)) d"
        f" JOIN (VALUES {', '.join(weeks)}) AS w(since, until, weekday, {columns})"
        " ON w.weekday = EXTRACT(ISODOW FROM d.day) AND d.day >= w.since AND d.day < w.until"
        f" LEFT JOIN (VALUES {', '.join(specials)}) AS x(day, {columns}) ON x.day = d.day) shifts_of_days"
    )


def _bounds(shifts: Shifts, most: int) -> list[int]:
    bounds = [bound for shift in shifts for bound in (shift.since, shift.until)]
    return bounds + [0] * (2 * most - len(bounds))


def worked_sql(local: str, days: str, calendar: Calendar, *, duckdb: bool) -> str:
    """SQL of W for a column of local time joined to its row of the table of days. DuckDB counts microseconds faster."""
    if duckdb:
        minute = f"((epoch_us({local}) % 86400000000) / 60000000.0)"
    else:
        midnight = f"CAST(CAST({local} AS DATE) AS TIMESTAMP)"
        minute = f"(CAST(EXTRACT(EPOCH FROM ({local} - {midnight})) AS DOUBLE PRECISION) / 60.0)"
    within = " + ".join(
        f"GREATEST(0.0, LEAST({minute}, {days}.u{number}) - {days}.s{number})"
        for number in range(1, calendar.most_shifts + 1)
    )
    return f"({days}.before + {within})"


def read_calendar(table: Mapping[str, object]) -> Calendar:
    """A calendar from its TOML table: week = {mon = ["08:30-12:00", …], …}, special = {"2026-10-01" = [], …},
    around_the_clock = ["P0"], from = "2026-10-01". Raises CalendarFault."""
    week = table.get("week")
    if not isinstance(week, Mapping):
        raise CalendarFault("calendar_no_week")
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    unknown = set(week) - set(days)
    if unknown:
        raise CalendarFault("calendar_weekday", value=sorted(unknown)[0][:40], known=", ".join(days))
    special = table.get("special", {})
    if not isinstance(special, Mapping):
        raise CalendarFault("calendar_special")
    urgent = table.get("around_the_clock", [])
    if not isinstance(urgent, list) or not all(isinstance(code, str) for code in urgent):
        raise CalendarFault("calendar_urgent")
    return Calendar(
        tuple(_shifts(week.get(day, []), f"week.{day}") for day in days),
        {_day(day, "special"): _shifts(shifts, f"special.{day}") for day, shifts in special.items()},
        tuple(urgent),
        _day(table["from"], "from") if "from" in table else None,
    )


def following(calendars: Sequence[Calendar]) -> Calendar:
    """One calendar of those put in force one after the other, the newest first: each holds from its day on, in place of
    all that were there before; without a day it always held."""
    chain: list[Calendar] = []
    for calendar in calendars:
        if chain and calendar.since is not None and chain[-1].since is not None and calendar.since >= chain[-1].since:
            continue
        chain.append(calendar)
        if calendar.since is None:
            break
    whole: Calendar | None = None
    for calendar in reversed(chain):
        whole = replace(calendar, before=whole)
    assert whole is not None
    return whole


def _day(value: object, place: str) -> date:
    try:
        day = date.fromisoformat(str(value))
    except ValueError as error:
        raise CalendarFault("calendar_day", place=place, value=str(value)[:40]) from error
    if not FIRST_DAY <= day <= LAST_DAY:
        raise CalendarFault("calendar_day", place=place, value=str(value)[:40])
    return day


def _shifts(value: object, place: str) -> Shifts:
    if not isinstance(value, list):
        raise CalendarFault("calendar_shifts", place=place, value=str(value)[:40])
    if len(value) > MOST_SHIFTS:
        raise CalendarFault("calendar_many", place=place, most=MOST_SHIFTS)
    shifts = tuple(_shift(str(text), place) for text in value)
    if any(later.since < earlier.until for earlier, later in pairwise(shifts)):
        raise CalendarFault("calendar_overlap", place=place)
    return shifts


def _shift(text: str, place: str) -> Shift:
    since, _dash, until = text.partition("-")
    begins, ends = _minute(since), _minute(until)
    if begins is None or ends is None:
        raise CalendarFault("calendar_shift", place=place, value=text[:40])
    if ends <= begins:
        raise CalendarFault("calendar_backward", place=place, value=text[:40])
    return Shift(begins, ends)


def _minute(text: str) -> int | None:
    hour, _, minute = text.strip().partition(":")
    if not (hour.isdecimal() and minute.isdecimal() and int(minute) < 60 and int(hour) * 60 + int(minute) <= DAY):
        return None
    return int(hour) * 60 + int(minute)
