"""The words of abilities."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from lms.core.audit_words import AuditWords

LAYER_NAMES: dict[str, Any] = {"basic": _l("Basic"), "advanced": _l("Advanced"), "expert": _l("Expert")}
FAMILY_NAMES: dict[str, Any] = {
    "all": _l("Everybody in service"),
    "field": _l("At the customer's"),
    "agent": _l("On the phone"),
}
AUDIT_WORDS = AuditWords(
    area=_l("Abilities"),
    actions={"ability.added": _l("Ability added")},
    subjects={"ability": _l("Ability")},
    details={"code": _l("Code")},
)
