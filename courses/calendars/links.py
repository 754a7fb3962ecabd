"""The line that calendars add to one's own profile."""

from __future__ import annotations

from flask import url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from lms.core.access import Permission
from lms.core.links import Link


def profile_links() -> list[Link]:
    """On one's own profile."""
    if not {Permission.LEARN, Permission.TEACH} & current_user.permissions:
        return []
    note = _l("Your sessions in the calendar of your phone or computer")
    return [Link(_l("Calendar addresses"), note, url_for("calendars.mine"), "calendar-event")]
