"""Menu entries and links about sessions."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from courses.models import Course
from courses.sessions.models import CourseSession
from courses.sessions.queries.lines import SPAN, list_sessions
from courses.sessions.saying import first_day
from lms.core import clock
from lms.core.access import Permission
from lms.core.links import Link
from lms.core.navigation import NavEntry

NAVIGATION = (
    NavEntry(_l("Sessions"), "sessions.index", "calendar-event", "", Permission.SEE_COURSES, section="sessions."),
)


def learner_links(course_code: str) -> list[Link]:
    """On the page of a course: its next date."""
    coming = (CourseSession.cancelled_at.is_(None), CourseSession.ended_at.is_(None), SPAN.c.starts_at > clock.now())
    found = list_sessions(Course.code == course_code, *coming, limit=1)
    if not found:
        return []
    note = first_day(found[0].starts_at, found[0].zone)
    return [Link(_("Take part on a date"), note, url_for("sessions.index", course=course_code), "calendar-event")]
