"""Which courses should come before one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from courses.models import Course, CourseNeeds, CourseVersion
from lms.core.db import db


def list_needs(course_id: int) -> list[Any]:
    """The courses (id, code, title) that should come before one."""
    query = select(Course.id, Course.code, Course.title).join(CourseNeeds, CourseNeeds.needs_id == Course.id)
    return list(db.session.execute(query.where(CourseNeeds.course_id == course_id).order_by(Course.code)))


def list_others(course_id: int) -> list[Any]:
    """The published courses (id, code, title) that could come before one."""
    published = select(CourseVersion.course_id).where(CourseVersion.published_at.is_not(None))
    query = select(Course.id, Course.code, Course.title).where(Course.id != course_id, Course.id.in_(published))
    return list(db.session.execute(query.where(Course.retired_on.is_(None)).order_by(Course.category, Course.code)))
