"""Pages of training evaluation."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("evaluation", "lms.evaluation", template_folder="templates")
