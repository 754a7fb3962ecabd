"""Pages of service KPIs."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("kpis", "lms.kpis", template_folder="templates")

from lms.kpis.routes import (  # noqa: E402  the views register themselves
    alert_rules,  # noqa: F401
    alerts,  # noqa: F401
    calendars,  # noqa: F401
    definitions,  # noqa: F401
    gaps,  # noqa: F401
    loads,  # noqa: F401
    orders,  # noqa: F401
    overview,  # noqa: F401
    people,  # noqa: F401
    profiles,  # noqa: F401
    series,  # noqa: F401
    targets,  # noqa: F401
    technicians,  # noqa: F401
    uploads,  # noqa: F401
)
