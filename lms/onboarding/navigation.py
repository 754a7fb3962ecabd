"""What onboarding puts into the menu and onto a person's page."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from lms.core.access import Permission
from lms.core.links import Link
from lms.core.navigation import NavEntry
from lms.onboarding.labels import OUTCOMES
from lms.onboarding.models import Enrolment
from lms.onboarding.queries.enrolments import in_scope, list_rows
from lms.people.models import Person

NAVIGATION = (
    NavEntry(
        label=_l("My programme"),
        endpoint="onboarding.programme",
        icon="route",
        permission=Permission.LEARN,
        section="onboarding.programme",
        hidden_for=frozenset({Permission.SEE_ARCHIVE}),
    ),
    NavEntry(
        label=_l("Intakes"),
        endpoint="onboarding.intakes",
        icon="users-group",
        group=_l("People"),
        permission=Permission.SEE_ARCHIVE,
        primary=True,
        section="onboarding.intake",
    ),
    NavEntry(
        label=_l("Late now or next week"),
        endpoint="onboarding.due_soon",
        icon="clock",
        group=_l("People"),
        permission=Permission.SEE_ARCHIVE,
        section="onboarding.due_soon",
    ),
    NavEntry(
        label=_l("Late now or next week"),
        endpoint="onboarding.due_soon",
        icon="clock",
        permission=Permission.MENTOR,
        section="onboarding.due_soon",
        hidden_for=frozenset({Permission.SEE_ARCHIVE}),
    ),
    NavEntry(
        label=_l("Programmes"),
        endpoint="onboarding.programmes",
        icon="route",
        group=_l("People"),
        permission=Permission.MANAGE_INTAKES,
        section="onboarding.programmes",
    ),
)


def person_links(person: Person) -> list[Link]:
    """On a person's page: each programme they are or were in, for those who may see it."""
    return [
        Link(
            row.programme_title,
            _(
                "%(intake)s · %(state)s",
                intake=row.cohort_title,
                state=OUTCOMES[row.outcome_kind] if row.outcome_kind else _("Under way"),
            ),
            url_for("onboarding.person", enrolment_id=row.id),
            "route",
        )
        for row in list_rows(Enrolment.person_id == person.id, in_scope(current_user))
    ]
