"""Pages of service KPIs."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("kpis", "lms.kpis", template_folder="templates")

from lms.kpis.routes import alert_rules, alerts, definitions, orders, overview, people, series, targets  # noqa: E402, F401  the views register themselves
