"""The API's addresses, and the page where its tokens are made."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("api", "lms.api", template_folder="templates")

from lms.api.routes import description, tokens, work_orders  # noqa: E402, F401  the views register themselves
