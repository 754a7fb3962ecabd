"""Menu entry and links of the training archive."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from lms.core.access import Permission
from lms.core.links import Link
from lms.core.navigation import NavEntry
from lms.people.models import Person
from lms.reports.queries.archive import is_visible

NAVIGATION = (
    NavEntry(
        _l("Archives"), "reports.archives", "archive", _l("Records"), Permission.SEE_ARCHIVE, section="reports.archives"
    ),
)


def profile_links() -> list[Link]:
    """On one's own profile."""
    href = url_for("reports.archive", person_id=current_user.id)
    return [
        Link(_("My training archive"), _("Everything on record about your training, also as a PDF"), href, "archive")
    ]


def person_links(person: Person) -> list[Link]:
    """On a person's page, for those who may see the archive."""
    if not is_visible(current_user, person.id):
        return []
    href = url_for("reports.archive", person_id=person.id)
    return [Link(_("Training archive"), _("Everything on record about the training, also as a PDF"), href, "archive")]
