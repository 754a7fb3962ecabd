"""Menu entries."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from lms.core.access import Permission
from lms.core.navigation import NavEntry

NAVIGATION = (
    NavEntry(
        _l("Learn"),
        "courses.catalogue",
        "book",
        "",
        Permission.SEE_COURSES,
        primary=True,
        section="courses.",
    ),
)
AUTHORING = (
    NavEntry(
        _l("Course authoring"),
        "authoring.index",
        "edit",
        _l("Training"),
        Permission.MANAGE_COURSES,
        section="authoring.",
    ),
)
