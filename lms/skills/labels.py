"""The words of abilities."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from lms.core.audit_words import AuditWords
from lms.skills import rules

LAYER_NAMES: dict[str, Any] = {"basic": _l("Basic"), "advanced": _l("Advanced"), "expert": _l("Expert")}
FAMILY_NAMES: dict[str, Any] = {
    "all": _l("Everybody in service"),
    "field": _l("At the customer's"),
    "agent": _l("On the phone"),
    "parts": _l("Spare parts"),
    "management": _l("Leading and supporting"),
}
LEVEL_NAMES: dict[int, Any] = {
    0: _l("Nothing shown yet"),
    1: _l("Knows it"),
    2: _l("With guidance"),
    3: _l("Alone"),
    4: _l("Passes it on"),
}
TIER_NAMES: dict[int, Any] = {
    0: _l("No certificate yet"),
    1: _l("Tier 1"),
    2: _l("Tier 2"),
    3: _l("Tier 3"),
    4: _l("Tier 4"),
}
EVIDENCE_NAMES: dict[str, Any] = {
    rules.EXAM: _l("Exam passed"),
    rules.QUESTIONS: _l("Questions on it"),
    rules.TASK: _l("Practical task signed off"),
    rules.RUBRIC: _l("Practical examination"),
    rules.CERTIFICATE: _l("Certificate"),
    rules.OBSERVATION: _l("Observed work orders"),
    rules.RATINGS: _l("360° ratings"),
}
REFUSALS: dict[str, Any] = {
    "ability_code": _l("The code needs small letters, digits and single hyphens, at most 60."),
    "ability_code_taken": _l("There is an ability “%(code)s” already."),
    "ability_words": _l("Write name and meaning in both languages."),
    "ability_place": _l("Choose a job family or a post, and a layer, from the list."),
    "ability_level": _l("A level is a number from 0 to 4."),
    "ability_levels_fall": _l("A higher tier cannot ask for less than the one below it."),
    "ability_measure": _l("What it shows is a level from 0 to %(most)s."),
}
AUDIT_WORDS = AuditWords(
    area=_l("Abilities"),
    actions={
        "ability.added": _l("Ability added"),
        "ability.changed": _l("Ability changed"),
        "ability.levels": _l("Required levels set"),
        "ability.measured": _l("What shows an ability set"),
    },
    subjects={"ability": _l("Ability")},
    details={
        "code": _l("Code"),
        "layer": _l("Layer"),
        "family": _l("Job family"),
        "whom": _l("For"),
        "from_day": _l("From"),
        "levels": _l("Levels by tier"),
        "by": _l("Shown by"),
        "level": _l("Level"),
    },
)
