"""Pages of training needs."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("plans", "lms.plans", template_folder="templates")

from lms.plans.routes import abilities, needs, raising  # noqa: E402, F401  the views register themselves
