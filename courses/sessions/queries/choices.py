"""What forms about sessions offer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from courses.models import Course, CourseVersion
from courses.sessions.models import CourseSession, SignUp
from courses.sessions.queries.people import last_steps
from courses.sessions.rules.states import HELD
from lms.core.db import db


def course_choices() -> list[Any]:
    """The published courses that are not retired, by their code: (code, title, product_line)."""
    published = select(CourseVersion.course_id).where(CourseVersion.published_at.is_not(None))
    query = select(Course.code, Course.title, Course.product_line).where(
        Course.id.in_(published), Course.retired_on.is_(None)
    )
    return list(db.session.execute(query.order_by(Course.category, Course.code)))


def people_waiting_for(course_code: str) -> int:
    """How many people wait for the next date of a course, since a session of it was cancelled with them on it."""
    query = (
        select(func.count(SignUp.person_id.distinct()))
        .join(CourseSession, CourseSession.id == SignUp.session_id)
        .join(CourseVersion, CourseVersion.id == CourseSession.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(Course.code == course_code, CourseSession.cancelled_at.is_not(None))
        .where(SignUp.id.in_(last_steps()), SignUp.step.in_([str(step) for step in HELD]))
    )
    return db.session.scalar(query) or 0
