"""Menu entries and links about sessions."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from lms.core.access import Permission
from lms.core.navigation import NavEntry

NAVIGATION = (
    NavEntry(_l("Sessions"), "sessions.index", "calendar-event", "", Permission.SEE_COURSES, section="sessions."),
)
