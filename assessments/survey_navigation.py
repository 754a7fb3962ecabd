"""Menu entries of questionnaires."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from lms.core.access import Permission
from lms.core.navigation import NavEntry

NAVIGATION = (
    NavEntry(
        _l("Questionnaires"), "assessments.questionnaires", "clipboard-list", _l("Training"), Permission.SEE_EVALUATIONS,
        section="assessments.questionnaire",
    ),
)  # fmt: skip
