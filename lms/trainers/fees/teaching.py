"""Who taught what: days of sessions with their trainers, whether attendance was taken, and the grade held on the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select

from courses.attendance.models import Attendance
from courses.models import Course, CourseVersion
from courses.sessions.models import CourseSession, SessionDay, SessionTrainer
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.local_months import beginning_of
from lms.trainers.fees.rules import Taught
from lms.trainers.grades.queries import periods_of
from lms.trainers.grades.rules import standing_on

ABSENT = "absent"


@dataclass(frozen=True)
class TaughtDay:
    """A day of a session and one of its trainers, as the rules read it, with what a statement calls it."""

    day_id: int
    session_id: int
    number: str
    course_code: str
    title: Bilingual
    person_id: int
    taught: Taught


def taught_between(first: date, last: date, at: datetime) -> list[TaughtDay]:
    """Every day of a session within a time that is over by now, once for each of its trainers; what was cancelled or taken off
    the plan was not taught. The day is that of the place where it was held."""
    rows = [row for row in _rows(first, last, at) if first <= _day(row) <= last]
    people = {row.person_id for row in rows}
    periods, notes = periods_of(people), _notes({row.day_id for row in rows})
    firsts = _first_sessions({(row.person_id, row.course_version_id) for row in rows})
    grades: dict[tuple[int, date], Any] = {}
    found = []
    for row in rows:
        day = _day(row)
        standing = grades.get((row.person_id, day))
        if standing is None:
            standing = grades[row.person_id, day] = standing_on(periods.get(row.person_id, ()), day)
        present = notes.get(row.day_id)
        taught = Taught(
            day, int((row.ends_at - row.starts_at).total_seconds() // 60), row.kind, row.category, row.role, standing.level,
            standing.valid, str(standing.status), present is not None, present or 0,
            firsts.get((row.person_id, row.course_version_id)) == row.session_id, row.level,
        )  # fmt: skip
        title = row.title or row.course_title
        found.append(TaughtDay(row.day_id, row.session_id, row.number, row.code, title, row.person_id, taught))
    return found


def _rows(first: date, last: date, at: datetime) -> list[Any]:
    s, d, t = CourseSession, SessionDay, SessionTrainer
    until = min(beginning_of(last) + timedelta(days=2), at)
    query = (
        select(
            d.id.label("day_id"), d.session_id, d.starts_at, d.ends_at, d.zone, s.number, s.kind, s.title,
            s.course_version_id, Course.code, Course.category, Course.level, Course.title.label("course_title"), t.person_id, t.role,
        )
        .join(s, s.id == d.session_id)
        .join(CourseVersion, CourseVersion.id == s.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .join(t, t.session_id == s.id)
        .where(
            d.dropped_at.is_(None), s.cancelled_at.is_(None), or_(t.removed_at.is_(None), t.removed_at > d.ends_at),
            d.starts_at >= beginning_of(first) - timedelta(days=1), d.ends_at <= until,
        )
        .order_by(d.starts_at, d.id, t.id)
    )  # fmt: skip
    return list(db.session.execute(query))


def _day(row: Any) -> date:
    """The day at the place of the session."""
    moment = row.starts_at if row.starts_at.tzinfo else row.starts_at.replace(tzinfo=UTC)
    return moment.astimezone(ZoneInfo(row.zone)).date()


def _notes(day_ids: Collection[int]) -> dict[int, int]:
    """How many were there on each day on which attendance was taken, by the last note about each."""
    a = Attendance
    found: dict[int, int] = {}
    ids = sorted(day_ids)
    for start in range(0, len(ids), 5000):
        part = ids[start : start + 5000]
        last = select(func.max(a.id)).where(a.session_day_id.in_(part)).group_by(a.session_day_id, a.person_id)
        query = select(a.session_day_id, a.how, func.count()).where(a.id.in_(last)).group_by(a.session_day_id, a.how)
        for day_id, how, many in db.session.execute(query):
            found[day_id] = found.get(day_id, 0) + (0 if how == ABSENT else many)
    return found


def _first_sessions(pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """The first session in which somebody taught a version of a course."""
    s, d, t = CourseSession, SessionDay, SessionTrainer
    query = (
        select(t.person_id, s.course_version_id, s.id, func.min(d.starts_at).label("first"))
        .join(s, s.id == t.session_id)
        .join(d, d.session_id == s.id)
        .where(
            t.person_id.in_({person for person, _version in pairs}), s.cancelled_at.is_(None), d.dropped_at.is_(None),
            or_(t.removed_at.is_(None), t.removed_at > d.ends_at),
        )
        .group_by(t.person_id, s.course_version_id, s.id)
    )  # fmt: skip
    held: dict[tuple[int, int], list[tuple[Any, int]]] = defaultdict(list)
    for person_id, version_id, session_id, first in db.session.execute(query) if pairs else ():
        held[person_id, version_id].append((first, session_id))
    return {key: min(some)[1] for key, some in held.items()}
