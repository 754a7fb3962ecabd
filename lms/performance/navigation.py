"""Menu entries of KPI cards, and their line on a person's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from lms.core.access import Permission
from lms.core.links import Link
from lms.core.navigation import NavEntry
from lms.people.models import Person

OWN = (
    NavEntry(
        _l("My KPI card"), "performance.mine", "report", _l("Training"), Permission.LEARN, section="performance.mine",
        hidden_for=frozenset({Permission.SEE_KPIS}),
    ),
    NavEntry(
        _l("My career"), "performance.my_career", "hierarchy", _l("Training"), Permission.LEARN,
        section="performance.my_career",
    ),
)  # fmt: skip
NAVIGATION = (
    NavEntry(
        _l("KPI cards"), "performance.index", "report", _l("Impact"), Permission.SEE_KPIS, section="performance.index"
    ),
)  # fmt: skip


def profile_links() -> list[Link]:
    """On one's own profile."""
    return [
        Link(
            _("My KPI card"), _("How the month, the quarter and the year score"), url_for("performance.mine"), "report"
        )
    ]


def person_links(person: Person) -> list[Link]:
    """On a person's page, for those who may see the archive or the figures of the person's unit."""
    found = []
    if reaches(Permission.SEE_ARCHIVE, person):
        href = url_for("performance.career", person_id=person.id)
        found.append(Link(_("Career"), _("The step reached, and what the next one asks"), href, "hierarchy"))
    if reaches(Permission.SEE_KPIS, person):
        href = url_for("performance.person", person_id=person.id)
        found.append(Link(_("KPI card"), _("How the month, the quarter and the year score"), href, "report"))
    return found


def reaches(permission: Permission, person: Person) -> bool:
    """Does the reader hold the permission in the person's unit?"""
    if permission not in current_user.permissions:
        return False
    paths = current_user.reach(permission)
    return paths is None or person.unit.path.startswith(tuple(paths))


def figure_links(code: str, address: Mapping[str, Any]) -> list[Link]:
    """On the page of a KPI."""
    href = url_for("performance.links", code=code, **address)
    return [Link(_("By training record"), _("Tier, course, mentor, programme"), href, "report")]
