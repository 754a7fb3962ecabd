"""Whose cards the reader may see: units and people, by name. Scores of people are not set side by side."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.paging import page_of_rows, wanted_page
from lms.kpis.rules.periods import shift
from lms.people.queries.people import search_people
from lms.people.queries.scope import list_reached_units
from lms.performance import wording
from lms.performance.queries.closings import list_months
from lms.performance.routes import blueprint
from lms.performance.routes.months import may_manage
from lms.performance.rules.periods import Span, period_of

PER_PAGE = 50


@blueprint.get("/kpi-cards")
@requires(Permission.SEE_KPIS)
def index() -> Any:
    """Units with links to their cards, and the people found by name or unit."""
    units = list_reached_units(current_user, Permission.SEE_KPIS)
    unit = next((u for u in units if str(u.id) == request.args.get("unit", "")), None)
    words = request.args.get("q", "").strip()
    query = search_people(current_user, Permission.SEE_KPIS, words=words, unit=unit)
    last = shift(period_of(Span.MONTH, clock.today()).first, -1)
    return render_template(
        "performance/index.html",
        units=units,
        unit=unit,
        words=words,
        page=page_of_rows(query, wanted_page(), PER_PAGE, entities=True),
        month=list_months((last,))[0],
        wording=wording,
        can_manage=may_manage(),
    )
