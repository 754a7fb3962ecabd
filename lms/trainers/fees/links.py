"""Menu entries of fees, ratings and providers, and the lines on one's own profile."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import select

from lms.core.access import Permission
from lms.core.db import db
from lms.core.links import Link
from lms.core.navigation import NavEntry
from lms.trainers.providers.models import ExternalAttendee

NAVIGATION = (
    NavEntry(
        _l("Ratings of trainers"), "trainers.ratings", "star", _l("Training"), Permission.SEE_EVALUATIONS,
        section="trainers.ratings",
    ),
    NavEntry(_l("Trainers' fees"), "trainers.fees", "coin", _l("Training"), Permission.SEE_FEES, section="trainers.fee"),
    NavEntry(
        _l("Providers"), "trainers.providers", "building", _l("Training"), Permission.SEE_PROVIDERS, section="trainers.provider"
    ),
)  # fmt: skip


def profile_links() -> list[Link]:
    """On one's own profile: one's fees as a trainer, and what one attends outside."""
    links = []
    if Permission.TEACH in current_user.permissions:
        links.append(
            Link(
                _("My fees as a trainer"),
                _("Statements and points towards promotion"),
                url_for("trainers.my_fees"),
                "coin",
            )
        )
    query = select(ExternalAttendee.id).where(
        ExternalAttendee.person_id == current_user.id, ExternalAttendee.removed_at.is_(None)
    )
    if db.session.scalar(query.limit(1)) is not None:
        links.append(Link(_("Courses outside"), _("What you share inside"), url_for("trainers.my_external"), "school"))
    return links
