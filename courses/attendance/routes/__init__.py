"""Pages of attendance: for those who come in, and for whoever keeps the list."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("attendance", "courses.attendance", template_folder="templates")

from courses.attendance.routes import along, arriving, screen, sheets, terms  # noqa: E402, F401  the views register themselves
