"""The pages of the training archive."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("reports", __name__, template_folder="../templates")

from lms.reports.routes import archive, archives, evidence  # noqa: E402, F401  the views register themselves
