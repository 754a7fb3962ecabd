"""Menu entries of training evaluation."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from lms.core.access import Permission
from lms.core.navigation import NavEntry

NAVIGATION: tuple[NavEntry, ...] = ()
RETURNS = (
    NavEntry(_l("Returns"), "evaluation.roi_cases", "target", _l("Impact"), Permission.SEE_EVALUATIONS, section="evaluation.roi"),
    NavEntry(_l("Costs of training"), "evaluation.costs", "files", _l("Impact"), Permission.SEE_EVALUATIONS, section="evaluation.cost"),
)  # fmt: skip
