"""The API's addresses, and the page where its tokens are made."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("api", "lms.api", template_folder="templates")

from lms.api.routes import (  # noqa: E402  the views register themselves
    description,  # noqa: F401
    eligibility,  # noqa: F401
    tokens,  # noqa: F401
    webhooks,  # noqa: F401
    work_orders,  # noqa: F401
)
