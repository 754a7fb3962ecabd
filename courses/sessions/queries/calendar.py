"""What a calendar shows: the sittings of some days, no more of each than there is room for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, Select, cast, extract, select

from courses.models import Course, CourseVersion
from courses.sessions.models import CourseSession, Room, SessionDay
from courses.sessions.queries.lines import select_lines
from courses.sessions.rules.times import moment_at
from lms.core.bilingual import Bilingual
from lms.core.db import db


@dataclass(frozen=True)
class Sitting:
    """One sitting in a calendar."""

    session_id: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    kind: str
    own_title: Bilingual | None
    course_title: Bilingual
    room_id: int | None
    room_name: Bilingual | None
    seats: int

    @property
    def title(self) -> Bilingual:
        """What the session is called."""
        return self.own_title if self.own_title and (self.own_title.zh or self.own_title.en) else self.course_title

    @property
    def hours(self) -> str:
        """From when to when, by the clocks at the place."""
        there = ZoneInfo(self.zone)
        return f"{self.starts_at.astimezone(there):%H:%M}–{self.ends_at.astimezone(there):%H:%M}"


@dataclass
class CalendarDay:
    """A day with its first sittings; `more`: how many further ones there are."""

    day: date
    sittings: list[Sitting] = field(default_factory=list)
    more: int = 0


def list_calendar(
    first: date, days: int, zone: ZoneInfo, *, per_day: int, conditions: Sequence[ColumnElement[bool]] = ()
) -> list[CalendarDay]:
    """So many days from one on. What is cancelled takes no place."""
    calendar = [CalendarDay(first + timedelta(days=n)) for n in range(days)]
    edges = [moment_at(first + timedelta(days=n), time(), zone) for n in range(days + 1)]
    # Seconds as plain numbers: a month may hold thousands of sittings, of which few are shown.
    query = (
        select(SessionDay.id, cast(extract("epoch", SessionDay.starts_at), BigInteger))
        .join(CourseSession, CourseSession.id == SessionDay.session_id)
        .where(SessionDay.dropped_at.is_(None), CourseSession.cancelled_at.is_(None))
        .where(SessionDay.starts_at >= edges[0], SessionDay.starts_at < edges[-1])
        .order_by(SessionDay.starts_at, SessionDay.id)
    )
    if conditions:
        query = query.where(
            CourseSession.id.in_(select_lines(*conditions).with_only_columns(CourseSession.id).order_by(None))
        )
    shown: list[list[int]] = [[] for _day in calendar]
    begins = [edge.timestamp() for edge in edges]
    for number, starts in db.session.execute(query):
        place = bisect_right(begins, starts) - 1
        if len(shown[place]) < per_day:
            shown[place].append(number)
        else:
            calendar[place].more += 1
    sittings = _sittings([number for numbers in shown for number in numbers])
    for one, numbers in zip(calendar, shown, strict=True):
        one.sittings = [sittings[number] for number in numbers]
    return calendar


def _columns() -> Any:
    return (
        select(
            SessionDay.id, SessionDay.session_id, SessionDay.starts_at, SessionDay.ends_at, SessionDay.zone,
            CourseSession.kind, CourseSession.title, Course.title.label("course_title"), Room.id, Room.name,
            CourseSession.seats,
        )
        .join(CourseSession, CourseSession.id == SessionDay.session_id)
        .join(CourseVersion, CourseVersion.id == CourseSession.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .outerjoin(Room, Room.id == SessionDay.room_id)
        .order_by(SessionDay.starts_at, SessionDay.id)
    )  # fmt: skip


def _read(query: Select[Any]) -> dict[int, Sitting]:
    """Sittings by the number of their day, in order of time."""
    rows: Any = db.session.execute(query)
    return {row[0]: Sitting(*row[1:]) for row in rows}


def _sittings(ids: Sequence[int]) -> dict[int, Sitting]:
    return _read(_columns().where(SessionDay.id.in_(ids))) if ids else {}


def list_in_rooms(first: date, days: int, zone: ZoneInfo) -> dict[tuple[int, date], list[Sitting]]:
    """The sittings in rooms, by room and day of the organisation's calendar."""
    starts, ends = moment_at(first, time(), zone), moment_at(first + timedelta(days=days), time(), zone)
    query = _columns().where(
        SessionDay.dropped_at.is_(None), CourseSession.cancelled_at.is_(None), SessionDay.room_id.is_not(None),
        SessionDay.starts_at >= starts, SessionDay.starts_at < ends,
    )  # fmt: skip
    found: dict[tuple[int, date], list[Sitting]] = {}
    for sitting in _read(query).values():
        day = sitting.starts_at.astimezone(zone).date()
        found.setdefault((sitting.room_id or 0, day), []).append(sitting)
    return found
