"""Pages of training needs, of abilities, of observed work orders and of 360° rounds."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("plans", "lms.plans", template_folder="templates")

from lms.plans.routes import (  # noqa: E402, F401  the views register themselves
    abilities,
    development,
    figure_needs,
    gap_needs,
    matrix,
    model,
    needs,
    observations,
    raising,
    rounds,
)
