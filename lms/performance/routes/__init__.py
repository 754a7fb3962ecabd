"""Pages of KPI cards."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("performance", "lms.performance", template_folder="templates")

from lms.performance.routes import cards, index, ladders, links, months, score_cards  # noqa: E402, F401  the views register themselves
