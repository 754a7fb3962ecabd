"""Menu entries and links of service KPIs."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from lms.core.access import Permission
from lms.core.links import Link
from lms.core.navigation import NavEntry
from lms.people.models import Person

NAVIGATION = (
    NavEntry(_l("Service KPIs"), "kpis.overview", "chart-line", _l("Impact"), Permission.SEE_KPIS, section="kpis.overview"),
)  # fmt: skip
ALERTS = (
    NavEntry(_l("Alerts"), "kpis.alerts", "alert-triangle", _l("Impact"), Permission.SEE_KPIS, section="kpis.alert"),
    NavEntry(
        _l("Alert rules"), "kpis.alert_rules", "adjustments", _l("Impact"), Permission.MANAGE_KPIS,
        section="kpis.alert_rule", hidden_for=frozenset({Permission.SEE_KPIS}),
    ),
)  # fmt: skip
TARGETS = (
    NavEntry(_l("Targets"), "kpis.targets", "target", _l("Impact"), Permission.MANAGE_KPIS, section="kpis.target"),
    NavEntry(
        _l("KPI definitions"), "kpis.definitions", "adjustments", _l("Impact"), Permission.MANAGE_KPIS, section="kpis.definition",
    ),
)  # fmt: skip

LOADS = (
    NavEntry(
        _l("Work orders"), "kpis.loads", "file-upload", _l("Impact"), Permission.LOAD_WORK_ORDERS, section="kpis.load",
    ),
    NavEntry(
        _l("Work orders"), "kpis.loads", "file-upload", _l("Impact"), Permission.SEE_AUDIT, section="kpis.load",
        hidden_for=frozenset({Permission.LOAD_WORK_ORDERS}),
    ),
)  # fmt: skip


def profile_links() -> list[Link]:
    """On one's own profile."""
    note = _("What the work orders under your name say, with targets and intervals")
    return [Link(_("My service figures"), note, url_for("kpis.mine"), "chart-line")]


def person_links(person: Person) -> list[Link]:
    """On a person's page, for those who may see the figures."""
    paths = current_user.reach(Permission.SEE_KPIS)
    if paths is not None and not any(person.unit.path.startswith(path) for path in paths):
        return []
    href = url_for("kpis.person", person_id=person.id)
    return [Link(_("Service figures"), _("What the work orders of this person say"), href, "chart-line")]
