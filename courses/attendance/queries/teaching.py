"""Under which trainer somebody learned, asked within another statement; and the courses of which that can be asked."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from courses.attendance.models import Attendance
from courses.attendance.rules.presence import How
from courses.models import Course, CourseVersion
from courses.sessions.models import CourseSession, SessionDay, SessionTrainer
from lms.core.db import db

LEAD = "lead"


def taught_by(person_id: ColumnElement[Any], moment: ColumnElement[Any], course_id: int | None = None) -> Any:
    """The id of whoever led the last session at which somebody was present by a moment, for the person of an outer statement's
    columns; of one course alone where it is given."""
    later = aliased(Attendance)
    corrected = (
        select(later.id)
        .where(
            later.session_day_id == Attendance.session_day_id, later.person_id == Attendance.person_id,
            later.id > Attendance.id,
        )
        .correlate(Attendance)
        .exists()
    )  # fmt: skip
    query = (
        select(SessionTrainer.person_id)
        .select_from(Attendance)
        .join(SessionDay, SessionDay.id == Attendance.session_day_id)
        .join(CourseSession, CourseSession.id == SessionDay.session_id)
        .join(SessionTrainer, SessionTrainer.session_id == CourseSession.id)
        .where(
            Attendance.person_id == person_id, Attendance.how != How.ABSENT, ~corrected, SessionDay.ends_at <= moment,
            SessionDay.dropped_at.is_(None), CourseSession.cancelled_at.is_(None), SessionTrainer.role == LEAD,
            SessionTrainer.removed_at.is_(None),
        )
    )  # fmt: skip
    inner: list[Any] = [Attendance, SessionDay, CourseSession, SessionTrainer]
    if course_id is not None:
        query = query.join(CourseVersion, CourseVersion.id == CourseSession.course_version_id)
        query = query.where(CourseVersion.course_id == course_id)
        inner.append(CourseVersion)
    last = query.order_by(SessionDay.ends_at.desc(), SessionTrainer.id.desc()).limit(1)
    return last.correlate_except(*inner).scalar_subquery()


def list_courses_attended() -> list[Any]:
    """Rows of (id, code, title): the courses with a session that is over and was not cancelled, by code."""
    held = (
        select(CourseVersion.course_id)
        .join(CourseSession, CourseSession.course_version_id == CourseVersion.id)
        .where(CourseSession.ended_at.is_not(None), CourseSession.cancelled_at.is_(None))
    )
    query = select(Course.id, Course.code, Course.title).where(Course.id.in_(held)).order_by(Course.code)
    return list(db.session.execute(query))
