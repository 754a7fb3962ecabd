"""Where the figure of a line comes from: the page of its KPI or orders, the training record. Only pages that open."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for
from flask_login import current_user

from lms.core.access import Permission
from lms.performance.queries.owners import Owner
from lms.performance.rules.definitions import GROWTH
from lms.performance.rules.growth import CERTIFICATION, PARTICIPATION
from lms.performance.rules.periods import Period, Span


def href_of(measure: str, owner: Owner, period: Period) -> str | None:
    """The page behind a line, for the reader who is signed in."""
    if measure.startswith(GROWTH):
        return _training(measure.removeprefix(GROWTH), owner)
    kind: dict[str, Any] = {"person" if owner.is_person else "unit": owner.id}
    if period.span is Span.MONTH and "kpis.orders" in current_app.view_functions:
        return url_for("kpis.orders", kpi=measure, month=f"{period.first:%Y-%m}", **kind)
    if "kpis.series" in current_app.view_functions:
        return url_for("kpis.series", code=measure, **kind)
    return None


def _training(measure: str, owner: Owner) -> str | None:
    if not owner.is_person:
        return None
    if owner.id != current_user.id:
        see = current_user.permissions & {Permission.SEE_PEOPLE, Permission.MENTOR}
        return url_for("people.show", person_id=owner.id) if see else None
    if measure == CERTIFICATION:
        return url_for("certificates.mine")
    if measure == PARTICIPATION and Permission.LEARN in current_user.permissions:
        return url_for("onboarding.programme")
    return url_for("people.profile")
