"""Menu entries of mentoring, and its line on a person's page."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from lms.core.access import Permission
from lms.core.links import Link
from lms.core.navigation import NavEntry
from lms.mentoring.queries.pairings import list_pairings
from lms.people.models import Person

MENTEES = (
    NavEntry(
        _l("My mentees"), "mentoring.mentees", "users-group", "", Permission.MENTOR, primary=True,
        section="mentoring.mentee",
    ),
)  # fmt: skip
KEEP_NONE = frozenset({Permission.SEE_PEOPLE, Permission.MENTOR, Permission.ASSESS})
"""Who holds one of these reads logs, or has nothing to do with them, unless a mentor accompanies them."""
NAVIGATION = (
    NavEntry(
        _l("Growth log"), "mentoring.log", "notebook", _l("Training"), Permission.LEARN,
        primary=True, section="mentoring.log", hidden_for=KEEP_NONE,
    ),
)  # fmt: skip
TALKS = (
    NavEntry(
        _l("Coaching talks"),
        "mentoring.talks",
        "message-2",
        _l("Training"),
        Permission.MENTOR,
        section="mentoring.talk",
    ),
)
MANAGING = (
    NavEntry(
        _l("Mentors"),
        "mentoring.mentor_list",
        "user-star",
        _l("Training"),
        Permission.MANAGE_INTAKES,
        section="mentoring.mentor_",
    ),
    NavEntry(
        _l("Pair an intake"),
        "mentoring.rounds",
        "users-group",
        _l("Training"),
        Permission.MANAGE_INTAKES,
        section="mentoring.round",
    ),
)


def person_links(person: Person) -> list[Link]:
    """On a person's page, where somebody accompanies or accompanied them."""
    links = []
    if {Permission.MANAGE_INTAKES, Permission.DECIDE_OUTCOMES} & current_user.permissions and person.left_on is None:
        href = url_for("mentoring.mentor", person_id=person.id)
        links.append(Link(_("As mentor"), _("Criteria, appointment, results"), href, "user-star"))
    if not list_pairings(person.id):
        return links
    if Permission.SEE_ARCHIVE in current_user.permissions:
        href = url_for("mentoring.mentee", person_id=person.id)
        links.append(
            Link(_("With the mentor"), _("Growth log, practical tasks and the mentor's ratings"), href, "notebook")
        )
    if Permission.MANAGE_INTAKES in current_user.permissions:
        href = url_for("mentoring.mentors", person_id=person.id)
        links.append(Link(_("Mentors"), _("Who accompanies and accompanied; appoint another"), href, "users-group"))
    return links
