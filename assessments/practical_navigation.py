"""Menu entries of the practicals."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from lms.core.access import Permission
from lms.core.navigation import NavEntry

_SECONDS = (Permission.MENTOR, Permission.ASSESS, Permission.DECIDE_OUTCOMES)
"""Any one of these may sign as the second person; whoever holds several still has one entry."""

NAVIGATION = (
    NavEntry(
        _l("Practicals"), "assessments.practicals", "tools", _l("Training"), Permission.LEARN,
        primary=True, section="assessments.practicals", hidden_for=frozenset({Permission.SEE_PEOPLE, Permission.MENTOR, Permission.ASSESS}),
    ),
    *(
        NavEntry(
            _l("To countersign"), "assessments.to_countersign", "clipboard-check", _l("Training"), permission,
            section="assessments.to_countersign", hidden_for=frozenset(_SECONDS[:number]),
        )
        for number, permission in enumerate(_SECONDS)
    ),
    NavEntry(
        _l("Tasks and their terms"), "assessments.practical_tasks", "list-check", _l("Training"), Permission.MANAGE_BANK,
        section="assessments.practical_t",
    ),
    NavEntry(
        _l("Assessors by rubric"), "assessments.rubric_assessors", "clipboard-check", _l("Training"), Permission.MANAGE_BANK,
        section="assessments.rubric_",
    ),
    NavEntry(
        _l("Practical exams"), "assessments.practical_exams", "checklist", _l("Training"), Permission.ASSESS,
        primary=True, section="assessments.practical_exam",
    ),
    NavEntry(
        _l("Simulated calls"), "assessments.simulations", "message", _l("Training"), Permission.ASSESS,
        section="assessments.simulation",
    ),
    NavEntry(
        _l("Simulated calls"), "assessments.simulations", "message", _l("Training"), Permission.MANAGE_BANK,
        section="assessments.simulation", hidden_for=frozenset({Permission.ASSESS}),
    ),
)  # fmt: skip
