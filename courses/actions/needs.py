"""Saying which courses should come before one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete

from courses.models import Course, CourseNeeds
from courses.queries.needs import list_needs
from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db


def need_courses(*, course: Course, needed: Collection[int], actor: Actor, at: datetime) -> bool:
    """These courses should come first from now on, and no others; the course itself is left out. Returns whether that is a
    change."""
    wanted, before = set(needed) - {course.id}, {row.id for row in list_needs(course.id)}
    if wanted == before:
        return False
    db.session.execute(delete(CourseNeeds).where(CourseNeeds.course_id == course.id))
    db.session.add_all(CourseNeeds(course_id=course.id, needs_id=number) for number in sorted(wanted))
    db.session.flush()
    audit.record("course.needs", "course", course.id, actor=actor, at=at, code=course.code, count=len(wanted))
    return True
