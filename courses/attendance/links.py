"""Lines that attendance adds to other pages."""

from __future__ import annotations

from flask import url_for
from flask_babel import lazy_gettext as _l

from courses.models import Course
from lms.core.links import Link


def course_links(course: Course) -> list[Link]:
    """Where a course is written."""
    note = _l("How much of a session counts as attended, and who may walk in")
    return [Link(_l("Attendance of sessions"), note, url_for("attendance.terms", code=course.code), "user-check")]
