"""Menu entries of training needs, and what an alert's page links to."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from lms.core.access import Permission
from lms.core.links import Link
from lms.core.navigation import NavEntry
from lms.kpis.models import Alert
from lms.plans.queries.needs import find_need_of_alert

NAVIGATION = (
    NavEntry(
        _l("Training needs"), "plans.needs", "clipboard-list", _l("Impact"), Permission.RAISE_NEEDS, section="plans.",
    ),
    NavEntry(
        _l("Training needs"), "plans.needs", "clipboard-list", _l("Impact"), Permission.SEE_KPIS, section="plans.",
        hidden_for=frozenset({Permission.RAISE_NEEDS}),
    ),
)  # fmt: skip


def alert_links(alert: Alert) -> list[Link]:
    """The need that was raised from an alert, or the step to raise one; and the abilities behind the figure."""
    behind = Link(_("Abilities behind it"), _("And the courses that teach them"), url_for("plans.abilities", kpi=alert.version.kpi.code), "star")  # fmt: skip
    if Permission.RAISE_NEEDS not in current_user.permissions:
        return [behind] if Permission.SEE_KPIS in current_user.permissions else []
    need_id = find_need_of_alert(alert.id)
    if need_id is not None:
        href = url_for("plans.need", need_id=need_id)
        return [Link(_("The training need"), _("Raised from this alert"), href, "clipboard-list"), behind]
    href = url_for("plans.raise_from_alert", alert_id=alert.id)
    return [Link(_("Raise a training need"), _("With the figures as evidence"), href, "clipboard-list"), behind]
