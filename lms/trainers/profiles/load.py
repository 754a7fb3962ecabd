"""The sessions of trainers and the hours in them, read from the plan."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from courses.models import Course, CourseVersion
from courses.sessions.models import CourseSession, SessionDay, SessionTrainer
from lms.core import clock
from lms.core.bilingual import Bilingual
from lms.core.db import db


@dataclass(frozen=True)
class Sitting:
    """One day of a session that somebody teaches."""

    person_id: int
    session_id: int
    title: Bilingual
    course_code: str
    role: str
    starts_at: datetime
    ends_at: datetime

    @property
    def hours(self) -> float:
        """How long it lasts."""
        return (self.ends_at - self.starts_at).total_seconds() / 3600


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.zone())


def sittings_of(person_ids: Collection[int], first: date | None, last: date) -> list[Sitting]:
    """The days of sessions that people teach, from a day (None: from the beginning) to a day, both included, in order of
    time; what was cancelled, dropped or given to another counts nowhere."""
    if not person_ids:
        return []
    query = (
        select(
            SessionTrainer.person_id, SessionDay.session_id, CourseSession.title, Course.title.label("course"), Course.code,
            SessionTrainer.role, SessionDay.starts_at, SessionDay.ends_at,
        )
        .join(SessionDay, SessionDay.session_id == SessionTrainer.session_id)
        .join(CourseSession, CourseSession.id == SessionTrainer.session_id)
        .join(CourseVersion, CourseVersion.id == CourseSession.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(
            SessionTrainer.person_id.in_(list(person_ids)), SessionTrainer.removed_at.is_(None),
            SessionDay.dropped_at.is_(None), CourseSession.cancelled_at.is_(None),
            SessionDay.starts_at < _midnight(last + timedelta(days=1)),
        )
        .order_by(SessionDay.starts_at, SessionDay.id)
    )  # fmt: skip
    if first is not None:
        query = query.where(SessionDay.starts_at >= _midnight(first))
    return [
        Sitting(row.person_id, row.session_id, row.title or row.course, row.code, row.role, row.starts_at, row.ends_at)
        for row in db.session.execute(query)
    ]


def hours_of(person_ids: Collection[int], first: date | None, last: date) -> dict[int, float]:
    """Hours of teaching on the plan in a time; those without any are left out."""
    found: dict[int, float] = {}
    for one in sittings_of(person_ids, first, last):
        found[one.person_id] = found.get(one.person_id, 0.0) + one.hours
    return found


def hours_taught(person_ids: Collection[int], since: date | None, at: datetime) -> dict[int, tuple[float, date]]:
    """Hours of teaching that lie in the past, since a day, and the day of the last; those without any are left out."""
    found: dict[int, tuple[float, date]] = {}
    for one in sittings_of(person_ids, since, clock.local_date(at)):
        if one.ends_at <= at:
            hours = found.get(one.person_id, (0.0, date.min))[0] + one.hours
            found[one.person_id] = hours, clock.local_date(one.starts_at)
    return found


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of a day's month."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
