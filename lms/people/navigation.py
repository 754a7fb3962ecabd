"""Menu entries."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from lms.core.access import Permission
from lms.core.navigation import NavEntry

NAVIGATION = (
    NavEntry(
        _l("People"),
        "people.index",
        "users",
        _l("People"),
        Permission.SEE_PEOPLE,
        primary=True,
        section="people.index",
    ),
    NavEntry(
        _l("Roster import"),
        "people.roster",
        "file-upload",
        _l("People"),
        Permission.MANAGE_PEOPLE,
        section="people.roster",
    ),
    NavEntry(
        _l("Organisation"),
        "people.organisation",
        "sitemap",
        _l("People"),
        Permission.MANAGE_PEOPLE,
        section="people.organisation",
    ),
)
AUDIT = (
    NavEntry(
        _l("Audit trail"), "people.audit_trail", "history", _l("System"), Permission.SEE_AUDIT, section="people.audit"
    ),
)
PROFILE = (NavEntry(_l("Me"), "people.profile", "user", "", None, primary=True, section="people.profile"),)
