"""Menu entries of mentoring."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from lms.core.access import Permission
from lms.core.navigation import NavEntry

NAVIGATION = (
    NavEntry(
        _l("My mentees"), "mentoring.mentees", "users-group", _l("Mentoring"), Permission.MENTOR,
        primary=True, section="mentoring.m",
    ),
    NavEntry(
        _l("Growth log"), "mentoring.log", "notebook", _l("Mentoring"), Permission.LEARN,
        primary=True, section="mentoring.log", hidden_for=Permission.SEE_PEOPLE,
    ),
)  # fmt: skip
