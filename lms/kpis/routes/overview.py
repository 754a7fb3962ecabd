"""The overview: how service stands, by unit and by product."""

from __future__ import annotations

from typing import Any

from flask import render_template

from lms.core.access import Permission, requires
from lms.kpis.queries.definitions import list_kpis
from lms.kpis.routes import blueprint


@blueprint.get("/kpis")
@requires(Permission.SEE_KPIS)
def overview() -> Any:
    """Every KPI of the units within reach."""
    return render_template("kpis/overview.html", kpis=list_kpis())
