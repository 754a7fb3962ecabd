"""Lines that attendance adds to other pages."""

from __future__ import annotations

from flask import url_for
from flask_babel import lazy_gettext as _l

from courses.attendance.rules.codes import CLOSES_AFTER, OPENS_BEFORE
from courses.models import Course
from courses.sessions.queries.lines import Line
from lms.core import clock
from lms.core.links import Link


def course_links(course: Course) -> list[Link]:
    """Where a course is written."""
    note = _l("How much of a session counts as attended, and who may walk in")
    return [Link(_l("Attendance of sessions"), note, url_for("attendance.terms", code=course.code), "user-check")]


def session_links(line: Line, looks_after: bool) -> list[Link]:
    """On the page of a session: the list for whoever looks after it, the code for whoever comes."""
    if line.cancelled_at is not None:
        return []
    if looks_after:
        note = _l("Code on the screen, list, corrections, walk-ins")
        return [Link(_l("Attendance"), note, url_for("attendance.sheet", session_id=line.id), "qrcode")]
    if line.ended_at is None and line.starts_at - OPENS_BEFORE <= clock.now() <= line.ends_at + CLOSES_AFTER:
        note = _l("Scan the code on the trainer's screen, or type it here")
        return [Link(_l("I am here"), note, url_for("attendance.enter"), "qrcode")]
    return []
