"""Menu entries of mentoring."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from lms.core.access import Permission
from lms.core.navigation import NavEntry

MENTEES = (
    NavEntry(
        _l("My mentees"), "mentoring.mentees", "users-group", "", Permission.MENTOR, primary=True,
        section="mentoring.m",
    ),
)  # fmt: skip
NAVIGATION = (
    NavEntry(
        _l("Growth log"), "mentoring.log", "notebook", _l("Training"), Permission.LEARN,
        primary=True, section="mentoring.log", hidden_for=frozenset({Permission.SEE_PEOPLE, Permission.MENTOR, Permission.ASSESS}),
    ),
)  # fmt: skip
