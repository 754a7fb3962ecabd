"""The words of working days."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from lms.core.access import Permission
from lms.core.audit_words import AuditWords
from lms.core.navigation import NavEntry

REFUSALS: dict[str, Any] = {
    "day_out_of_calendar": _l("The calendar runs from %(first)s to %(last)s."),
    "day_is_so_already": _l("This day stands so already: nothing was changed."),
    "day_reason_short": _l("Give the reason in at least %(shortest)s characters."),
}
AUDIT_WORDS = AuditWords(
    area=_l("Working days"),
    actions={"day.decided": _l("Day decided")},
    subjects={"day_decision": _l("Decision on a day")},
    details={
        "day": lazy_pgettext("calendar", "Day"),
        "works": _l("Worked"),
        "reason": _l("Reason"),
        "unit": _l("Unit, number of the record"),
    },
)
NAVIGATION = (
    NavEntry(
        _l("Working days"), "workdays.calendar", "calendar", _l("People"), Permission.MANAGE_INTAKES,
        section="workdays.",
    ),
)  # fmt: skip
