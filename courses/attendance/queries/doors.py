"""The days on which people come in, as the page behind the code reads them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from courses.attendance.models import Attendance, AttendanceDoor
from courses.attendance.rules.codes import CLOSES_AFTER, OPENS_BEFORE
from courses.attendance.rules.presence import ABSENT, How, Stay
from courses.models import Course, CourseVersion
from courses.sessions.models import CourseSession, Room, SessionDay
from lms.core.db import Moment, read_apart

_DAY = (
    select(
        SessionDay.id, SessionDay.session_id, SessionDay.starts_at, SessionDay.ends_at, SessionDay.zone, SessionDay.dropped_at,
        CourseSession.title, CourseSession.number, CourseSession.link, CourseSession.cancelled_at, CourseSession.ended_at, Course.id.label("course_id"),
        Course.code.label("course_code"), Course.title.label("course_title"), Room.name.label("room"),
        AttendanceDoor.secret,
    )
    .join(CourseSession, CourseSession.id == SessionDay.session_id)
    .join(CourseVersion, CourseVersion.id == CourseSession.course_version_id)
    .join(Course, Course.id == CourseVersion.course_id)
    .join(Room, Room.id == SessionDay.room_id, isouter=True)
    .join(AttendanceDoor, AttendanceDoor.session_day_id == SessionDay.id, isouter=True)
    .where(SessionDay.id == bindparam("day_id"))
)  # fmt: skip
_SECRETS = (
    select(AttendanceDoor.session_day_id, AttendanceDoor.secret)
    .join(SessionDay, SessionDay.id == AttendanceDoor.session_day_id)
    .join(CourseSession, CourseSession.id == SessionDay.session_id)
    .where(
        SessionDay.dropped_at.is_(None), CourseSession.cancelled_at.is_(None), CourseSession.ended_at.is_(None),
        SessionDay.starts_at <= bindparam("latest_start", type_=Moment),
        SessionDay.ends_at >= bindparam("earliest_end", type_=Moment),
    )
)  # fmt: skip
_A = Attendance.__table__.c
_NOTES = (
    select(_A.id, _A.how, _A.came_at, _A.left_at, _A.noted_at, _A.token)
    .where(_A.session_day_id == bindparam("day_id"), _A.person_id == bindparam("person_id"))
    .order_by(_A.id)
)


def find_day(day_id: int) -> Any | None:
    """A day of a session with what a page about it says, and the secret of its codes (None while they are not shown)."""
    rows = read_apart(_DAY, day_id=day_id)
    return rows[0] if rows else None


def open_secrets(at: datetime) -> Mapping[int, str]:
    """The secrets of the days on which people may come in now."""
    rows = read_apart(_SECRETS, latest_start=at + OPENS_BEFORE, earliest_end=at - CLOSES_AFTER)
    return {row.session_day_id: row.secret for row in rows}


def notes_about(day_id: int, person_id: int) -> list[Any]:
    """What was noted about somebody on a day, the oldest first."""
    return list(read_apart(_NOTES, day_id=day_id, person_id=person_id))


def is_there(notes: list[Any]) -> bool:
    """By the last of these notes."""
    return stay_by(notes).present


def stay_by(notes: list[Any]) -> Stay:
    """What the last of these notes says."""
    last = notes[-1] if notes else None
    return ABSENT if last is None or last.how == How.ABSENT else Stay(True, last.came_at, last.left_at)
