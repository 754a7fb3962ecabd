"""The months of KPI cards: closing them, opening them again."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import NotFound, RuleBroken, describe
from lms.kpis.rules.periods import months_between, shift
from lms.performance import wording
from lms.performance.actions.closing import close_month, reopen_month
from lms.performance.queries.closings import MonthState, list_months
from lms.performance.routes import blueprint
from lms.performance.rules.closing import LEAST_REASON
from lms.performance.rules.periods import Span, period_of, read_month

SHOWN = 13


def may_manage() -> bool:
    """May the reader close months and change weights? That concerns everybody, so it takes the permission everywhere."""
    may: bool = current_user.reaches_all(Permission.MANAGE_KPIS)
    return may


def whole_organisation() -> None:
    """Turn away those who hold the permission for a part of the organisation only."""
    if not may_manage():
        abort(403)


@blueprint.get("/kpi-cards/months")
@requires(Permission.MANAGE_KPIS)
def months() -> Any:
    """The last months, each with how it stands."""
    whole_organisation()
    return _page()


@blueprint.post("/kpi-cards/months/<month>/close")
@requires(Permission.MANAGE_KPIS)
def close(month: str) -> Any:
    """Take down every card of a month."""
    whole_organisation()
    closing = close_month(month=_month(month), actor=current_user, at=clock.now())
    return redirect(url_for("core.job", job_id=closing.job_id))


@blueprint.post("/kpi-cards/months/<month>/reopen")
@requires(Permission.MANAGE_KPIS)
def reopen(month: str) -> Any:
    """Open a closed month again."""
    whole_organisation()
    reason = request.form.get("reason", "")
    try:
        reopen_month(month=_month(month), reason=reason, actor=current_user, at=clock.now())
    except RuleBroken as broken:
        return _page(month, reason, describe(broken.refusals)), 422
    flash(_("The month is open again. Close it anew once its figures are right."), "success")
    return redirect(url_for("performance.months"))


def _month(written: str) -> Any:
    found = read_month(written)
    if found is None:
        raise NotFound
    return found


def _page(faulty: str = "", reason: str = "", complaints: Any = ()) -> str:
    this = period_of(Span.MONTH, clock.today()).first
    shown: list[MonthState] = list_months(tuple(months_between(shift(this, -SHOWN), shift(this, -1))))
    return render_template(
        "performance/months.html",
        months=list(reversed(shown)),
        words=wording,
        faulty=faulty,
        reason=reason,
        complaints=list(complaints),
        least=LEAST_REASON,
    )
