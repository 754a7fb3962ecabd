"""The words of career ladders."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from lms.core.audit_words import AuditWords
from lms.performance.ladders.rules import MANAGEMENT, PROFESSIONAL

SIDE_NAMES: dict[str, Any] = {PROFESSIONAL: _l("Professional side"), MANAGEMENT: _l("Management side")}
REFUSALS: dict[str, Any] = {
    "ladders_unreadable": _l("This is no file of ladders: YAML with a list under “ladders” is expected."),
    "ladder_code": _l("A ladder has no code of 1 to 60 characters."),
    "ladder_choice": _l("%(code)s: “%(field)s” must be one of %(known)s."),
    "ladder_text": _l("%(place)s: “%(field)s” is wanted in Chinese and in English."),
    "ladder_steps": _l("%(code)s: a ladder has 2 to %(most)s steps."),
    "ladder_step": _l("%(place)s: a step needs a code."),
    "ladder_twice": _l("%(code)s: two steps have the same code."),
    "ladder_kind": _l("%(place)s: “%(kind)s” is of certification schemes only; ask for a tier instead."),
    "ladder_least": _l("%(place)s: “%(kind)s” needs “min”, a whole number from 1 to %(most)s."),
    "ladder_trainer_in_group": _l("%(place)s: a trainer's grade stands by itself, not in a group."),
}
NOTICES: dict[str, Any] = {}
JOB_KINDS: dict[str, Any] = {}
AUDIT_WORDS = AuditWords(
    area=_l("Career ladders"),
    actions={"ladder.published": _l("Version of a career ladder published")},
    subjects={"career_ladder": _l("Career ladder")},
    details={"code": _l("Code"), "number": _l("Version")},
)
