"""Pages of training evaluation."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("evaluation", "lms.evaluation", template_folder="templates")

from lms.evaluation.routes import (  # noqa: E402  the views register themselves
    board,  # noqa: F401
    cost_imports,  # noqa: F401
    costs,  # noqa: F401
    effects,  # noqa: F401
    feedback,  # noqa: F401
    plans,  # noqa: F401
    portfolios,  # noqa: F401
    return_papers,  # noqa: F401
    returns,  # noqa: F401
    roll_outs,  # noqa: F401
    verdicts,  # noqa: F401
)
