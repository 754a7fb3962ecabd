"""Menu entries of the question bank and the exams."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from lms.core.access import Permission
from lms.core.navigation import NavEntry

NAVIGATION = (
    NavEntry(_l("Question bank"), "assessments.bank", "database", _l("Training"), Permission.SEE_BANK, section="assessments.bank"),
    NavEntry(_l("Exams"), "assessments.exams", "writing", _l("Training"), Permission.SEE_BANK, section="assessments.exams"),
)  # fmt: skip
