"""The words of trainers' profiles and absences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from lms.core.audit_words import AuditWords

ABSENCE_NAMES: dict[str, Any] = {
    "leave": _l("Leave"),
    "sick": _l("Sick"),
    "travel": _l("Business trip"),
    "other": _l("Other reason"),
}
LANGUAGE_NAMES: dict[str, Any] = {"zh": _l("Chinese"), "en": _l("English")}
REFUSALS: dict[str, Any] = {
    "absence_ends_before_it_begins": _l("The last day must not lie before the first."),
    "absence_long": _l("An absence is at most %(most)s days long."),
    "absence_over": _l("This absence lies in the past."),
    "absence_kind": _l("Choose why."),
    "absent_already": _l("An absence on some of these days is on record already."),
    "rates_own_speaking": _l("Nobody rates themselves as a speaker."),
}
AUDIT_WORDS = AuditWords(
    area=_l("Profiles of trainers"),
    actions={
        "trainer_profile.set": _l("Trainer's profile set"),
        "trainer_absence.entered": _l("Trainer's absence entered"),
        "trainer_absence.ended": _l("Trainer's absence ended"),
        "trainer_suitability.rated": _l("Rated as a speaker"),
    },
    subjects={
        "trainer_profile": _l("Trainer's profile"),
        "trainer_absence": _l("Trainer's absence"),
        "trainer_suitability": _l("Rating as a speaker"),
    },
    details={
        "person": _l("Person"),
        "languages": _l("Languages"),
        "product_lines": _l("Product lines"),
        "most_hours": _l("Most hours of teaching in a month"),
        "from_day": _l("From, first day"),
        "until_day": _l("Until, last day"),
        "kind": _l("Why"),
        "ended_on": _l("Ended on"),
        "speaking": _l("As a speaker"),
        "willing": _l("Likes to teach"),
    },
    values={"kind": ABSENCE_NAMES, "languages": LANGUAGE_NAMES},
    people=frozenset({"person"}),
)
