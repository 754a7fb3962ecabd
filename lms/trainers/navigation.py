"""Menu entries of trainers, and their lines on a person's page and on one's own profile."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from lms.core.access import Permission
from lms.core.links import Link
from lms.core.navigation import NavEntry
from lms.people.models import Person

OWN = (
    NavEntry(_l("As a trainer"), "trainers.mine", "user-star", _l("Training"), Permission.TEACH, section="trainers.mine"),
)  # fmt: skip
MANAGING = (
    NavEntry(
        _l("Trainers"), "trainers.trainer_list", "school", _l("Training"), Permission.SEE_TRAINERS,
        section="trainers.trainer",
    ),
)  # fmt: skip


def profile_links() -> list[Link]:
    """On one's own profile: where one stands as a trainer, or how to become one."""
    if Permission.LEARN not in current_user.permissions:
        return []
    teaches = Permission.TEACH in current_user.permissions
    note = _("My grade, my rights, my sessions") if teaches else _("Become a trainer: what is asked, and applying")
    return [Link(_("As a trainer"), note, url_for("trainers.mine"), "school")]


def person_links(person: Person) -> list[Link]:
    """On a person's page, for those who see trainers."""
    if Permission.SEE_TRAINERS not in current_user.permissions or person.left_on is not None:
        return []
    href = url_for("trainers.trainer", person_id=person.id)
    return [Link(_("As a trainer"), _("Grade, right to teach, sessions, absences"), href, "school")]


def trainer_links(person_id: int) -> list[Link]:
    """On a trainer's page: what learners said, and on one's own the fees."""
    links = []
    if Permission.SEE_EVALUATIONS in current_user.permissions:
        note = _("Corrected for how strict learners and groups are")
        links.append(Link(_("Ratings of trainers"), note, url_for("trainers.ratings"), "star"))
    if person_id == current_user.id:
        links.append(Link(_("My fees"), _("Hours and statements, month by month"), url_for("trainers.my_fees"), "coin"))
    return links
