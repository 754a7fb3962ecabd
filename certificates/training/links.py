"""Lines that training certificates add to other pages."""

from __future__ import annotations

from flask import url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from courses.models import Course
from lms.core.access import Permission
from lms.core.links import Link


def profile_links() -> list[Link]:
    """On one's own profile."""
    if Permission.LEARN not in current_user.permissions:
        return []
    note = _l("For courses completed and sessions attended")
    return [Link(_l("My training certificates"), note, url_for("training.mine"), "file-certificate")]


def course_links(course: Course) -> list[Link]:
    """Where a course is written."""
    note = _l("For completing it or attending a session: title and hours")
    return [Link(_l("Training certificate"), note, url_for("training.terms", code=course.code), "file-certificate")]
