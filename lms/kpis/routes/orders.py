"""The orders behind a figure of a month."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flask import render_template, request
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, signed_in
from lms.core.errors import NotFound
from lms.core.paging import Page, wanted_page
from lms.kpis.definitions import ready, version_on
from lms.kpis.drill import Key, Order, look_ahead_of, orders_of
from lms.kpis.queries.about import ALL, UNIT, About
from lms.kpis.queries.definitions import get_kpi
from lms.kpis.queries.subjects import keys_of, keys_of_unit
from lms.kpis.queries.team_names import team_names
from lms.kpis.routes import blueprint
from lms.kpis.routes.reading_pages import wanted_about, words
from lms.kpis.rules.periods import read_month

PER_PAGE = 50


@blueprint.get("/kpis/orders")
@signed_in
def orders() -> Any:
    """The orders of a KPI, a month and whoever the address names: those that weigh on the figure first."""
    code, month = request.args.get("kpi", ""), read_month(request.args.get("month"))
    if not code or month is None:
        raise NotFound
    kpi, about = get_kpi(code), wanted_about()
    version = version_on(kpi, month)
    if version is None:
        raise NotFound
    measure, keys = ready(version, "k"), _keys(about)
    number = max(wanted_page(), 1)
    found = orders_of(
        measure, keys, month, lowest_first=version.direction == "up", look_ahead=look_ahead_of(measure), at=clock.now(),
        limit=PER_PAGE, offset=(number - 1) * PER_PAGE,
    )  # fmt: skip
    pages = max(1, -(-found.total // PER_PAGE))
    page = Page([_at_home(order) for order in found.rows], min(number, pages), pages, found.total)
    return render_template(
        "kpis/orders.html", kpi=kpi, version=version, about=about, month=month, page=page,
        teams=team_names([order.values["team"] for order in page.items if order.values.get("team")]),
        overview=Permission.SEE_KPIS in current_user.permissions, **words(),
    )  # fmt: skip


def _keys(about: About) -> list[Key] | None:
    if about.kind == ALL and not about.address:
        return None
    if about.kind == UNIT and about.unit is not None:
        return [Key(*key) for key in keys_of_unit(about.unit.path)]
    return [Key(*key) for key in keys_of(about.subject_ids)]


def _at_home(order: Order) -> Order:
    """The moments of an order as moments: the facts keep them in UTC without saying so."""
    values = {name: v.replace(tzinfo=UTC) if isinstance(v, datetime) else v for name, v in order.values.items()}
    return replace(order, values=values)
