"""How many sessions people attended: of a course, or of a kind."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from courses.attendance.models import Attendance
from courses.attendance.queries.parts import attended
from courses.models import Course, CourseVersion
from courses.sessions.models import CourseSession, SessionDay
from lms.core.db import db

ANY_OF_KIND = "@"
"""How a reference begins that means sessions of any course, held in one way: "@classroom"."""


@dataclass(frozen=True)
class Count:
    """How many sessions somebody attended, when the last ended and which it was."""

    sessions: int
    last: datetime
    last_session: int


def attended_counts(person_ids: Collection[int], refs: Collection[str]) -> dict[tuple[int, str], Count]:
    """By person and reference (a course's code, or `ANY_OF_KIND` and a kind); whoever attended none is left out."""
    if not person_ids:
        return {}
    sessions = _sessions(person_ids, refs)
    parts = attended([row.id for row in sessions], person_ids)
    found: dict[tuple[int, str], Count] = {}
    for row in sessions:
        meant = [ref for ref in refs if ref in (row.code, f"{ANY_OF_KIND}{row.kind}")]
        for person, part in parts.get(row.id, {}).items():
            if not part.enough:
                continue
            for ref in meant:
                before = found.get((person, ref))
                found[person, ref] = Count((before.sessions if before else 0) + 1, row.ended_at, row.id)
    return found


def _sessions(person_ids: Collection[int], refs: Collection[str]) -> list[Any]:
    """The sessions meant that are over and in which something was noted of some of the people, in the order of time."""
    kinds = [ref.removeprefix(ANY_OF_KIND) for ref in refs if ref.startswith(ANY_OF_KIND)]
    noted = (
        select(SessionDay.session_id)
        .join(Attendance, Attendance.session_day_id == SessionDay.id)
        .where(Attendance.person_id.in_(person_ids))
    )
    query = (
        select(CourseSession.id, CourseSession.kind, CourseSession.ended_at, Course.code)
        .join(CourseVersion, CourseVersion.id == CourseSession.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(
            CourseSession.ended_at.is_not(None), CourseSession.cancelled_at.is_(None), CourseSession.id.in_(noted),
            or_(Course.code.in_(refs), CourseSession.kind.in_(kinds)),
        )
        .order_by(CourseSession.ended_at, CourseSession.id)
    )  # fmt: skip
    return list(db.session.execute(query))
