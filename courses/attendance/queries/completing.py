"""What else may have completed a course."""

from __future__ import annotations

from sqlalchemy import func, select

from courses.models import Lesson, LessonCompletion
from courses.sessions.models import CourseSession
from lms.core.db import db


def other_sessions(version_id: int, *, but: int) -> list[int]:
    """The sessions of a version that are over, one left out."""
    query = select(CourseSession.id).where(
        CourseSession.course_version_id == version_id, CourseSession.ended_at.is_not(None), CourseSession.id != but
    )
    return list(db.session.scalars(query))


def has_done_all_lessons(version_id: int, person_id: int) -> bool:
    """Has somebody marked every lesson of a version done?"""
    done = select(LessonCompletion.lesson_id).where(LessonCompletion.person_id == person_id)
    open_ = select(func.count()).where(Lesson.version_id == version_id, Lesson.id.not_in(done))
    return not db.session.scalar(open_)
