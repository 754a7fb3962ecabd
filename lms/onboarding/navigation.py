"""What onboarding puts into the menu."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from lms.core.access import Permission
from lms.core.navigation import NavEntry

NAVIGATION = (
    NavEntry(
        label=_l("My programme"),
        endpoint="onboarding.programme",
        icon="route",
        permission=Permission.LEARN,
        section="onboarding.programme",
        hidden_for=frozenset({Permission.SEE_PEOPLE}),
    ),
    NavEntry(
        label=_l("Intakes"),
        endpoint="onboarding.intakes",
        icon="users-group",
        group=_l("People"),
        permission=Permission.SEE_PEOPLE,
        primary=True,
        section="onboarding.",
    ),
)
