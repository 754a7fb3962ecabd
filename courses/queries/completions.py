"""When people completed courses: dated, for figures about a time that is over."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select

from courses.models import Course, CourseCompletion, CourseVersion
from lms.core import clock
from lms.core.db import db


def completed_on(person_ids: Collection[int], codes: Collection[str]) -> dict[tuple[int, str], date]:
    """Person and course code to the day on which any version of the course was completed first."""
    query = (
        select(CourseCompletion.person_id, Course.code, func.min(CourseCompletion.completed_at))
        .join(CourseVersion, CourseVersion.id == CourseCompletion.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(CourseCompletion.person_id.in_(person_ids), Course.code.in_(codes))
        .group_by(CourseCompletion.person_id, Course.code)
    )
    return {(person_id, code): clock.local_date(at) for person_id, code, at in db.session.execute(query)}
