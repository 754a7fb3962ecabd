"""Menu entries of training evaluation."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from lms.core.access import Permission
from lms.core.navigation import NavEntry

NAVIGATION: tuple[NavEntry, ...] = (
    NavEntry(_l("Evaluation"), "evaluation.board", "target", _l("Impact"), Permission.SEE_EVALUATIONS, section="evaluation.board"),
    NavEntry(
        _l("Evaluation"), "evaluation.board", "target", _l("Impact"), Permission.MANAGE_COURSES, section="evaluation.board",
        hidden_for=frozenset({Permission.SEE_EVALUATIONS}),
    ),
)  # fmt: skip
RETURNS = (
    NavEntry(_l("Returns"), "evaluation.roi_cases", "target", _l("Impact"), Permission.SEE_EVALUATIONS, section="evaluation.roi"),
    NavEntry(_l("Costs of training"), "evaluation.costs", "files", _l("Impact"), Permission.SEE_EVALUATIONS, section="evaluation.cost"),
)  # fmt: skip
EFFECTS = (
    NavEntry(_l("Effects of training"), "evaluation.effects", "trending-up", _l("Impact"), Permission.SEE_EVALUATIONS, section="evaluation.effect"),
    NavEntry(_l("Roll-outs"), "evaluation.roll_outs", "calendar-event", _l("Impact"), Permission.SEE_EVALUATIONS, section="evaluation.roll"),
)  # fmt: skip
