"""The words about tiers that are retired."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from lms.core.audit_words import AuditWords

REFUSALS: dict[str, Any] = {
    "tier_retired": _l("This tier is awarded and renewed no more since %(day)s."),
    "retired_already": _l("This tier is retired already, or is to be."),
    "retired_in_the_past": _l("The first day cannot lie in the past."),
    "retired_below_others": _l(
        "Tier %(level)s asks for the tiers below it: retire it first, from the same day on or earlier."
    ),
    "not_retired": _l("This tier is not retired."),
    "taken_up_above_others": _l("Take tier %(level)s up first: the tiers above ask for it."),
}
NOTICES: dict[str, Any] = {
    "tier.retired": _l(
        "From %(day)s on %(title)s, %(tier)s, is awarded and renewed no more. Certificates hold until their last day; what was applied for before is still decided. Reason: %(reason)s"
    ),
    "tier.taken_up": _l("%(title)s, %(tier)s, is awarded and renewed again. Reason: %(reason)s"),
}
AUDIT_WORDS = AuditWords(
    area=_l("Certificates"),
    actions={"tier.retired": _l("Tier retired"), "tier.taken_up": _l("Tier taken up again")},
    details={"scheme": _l("Certification scheme"), "level": _l("Level"), "from_day": _l("From this day on")},
)
