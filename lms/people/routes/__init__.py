"""Pages about people and accounts."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("people", "lms.people", template_folder="templates")

from lms.people.routes import accounts, audit, directory, erasure, organisation, roster  # noqa: E402, F401  the views register themselves
