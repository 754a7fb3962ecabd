"""The words of the case library."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from lms.core.access import Permission
from lms.core.audit_words import AuditWords
from lms.core.navigation import NavEntry

TEXT_NAMES: dict[str, Any] = {
    "title": _l("Title"),
    "symptom": _l("Symptom"),
    "environment": _l("Environment"),
    "diagnosis": _l("Diagnosis"),
    "solution": _l("Solution"),
    "lesson": _l("Lesson learned"),
}
TEXT_HINTS: dict[str, Any] = {
    "title": _l("In a line, as others would search for it."),
    "symptom": _l("What the customer saw, what you saw."),
    "environment": _l("Model, age, place, what was done before. No names of customers."),
    "diagnosis": _l("How you found the cause, step by step."),
    "solution": _l("What you did, with which parts."),
    "lesson": _l("What others should take from it."),
}
STATE_NAMES: dict[str, Any] = {
    "proposed": _l("Waits for a trainer"),
    "published": _l("Published"),
    "declined": _l("Declined"),
    "withdrawn": _l("Taken back"),
}
STATE_TONES = {"proposed": "due", "published": "good", "declined": "plain", "withdrawn": "plain"}
REFUSALS: dict[str, Any] = {
    "case_text_missing": _l("Something is still empty that is needed: to put a case forward a title and the symptom, to publish it also diagnosis, solution and lesson."),
    "case_text_long": _l("A text is too long: the title takes 200 characters, the others 4,000."),
    "case_is_so_already": _l("The case is published already."),
    "case_not_published": _l("The case is not published."),
    "case_decided": _l("Somebody has decided about this case already."),
    "case_reason_missing": _l("Give a reason; the author reads it."),
    "case_own": _l("Others say whether your case helped."),
}  # fmt: skip
NOTICES: dict[str, Any] = {
    "case_published": _l("Your case “%(title)s” is in the library."),
    "case_declined": _l("Your case “%(title)s” was not taken into the library: %(reason)s"),
    "case_withdrawn": _l("Your case “%(title)s” was taken out of the library: %(reason)s"),
}
AUDIT_WORDS = AuditWords(
    area=_l("Case library"),
    actions={
        "case.put_forward": _l("Case put forward"),
        "case.edited": _l("Case edited"),
        "case.published": _l("Case published"),
        "case.declined": _l("Case declined"),
        "case.withdrawn": _l("Case taken back"),
    },
    subjects={"library_case": _l("Case")},
    details={"author": _l("Author"), "entry": _l("Log entry, number of the record")},
    people=frozenset({"author"}),
)
NAVIGATION = (
    NavEntry(
        _l("Case library"),
        "mentoring.case_library",
        "folder",
        _l("Training"),
        Permission.SEE_COURSES,
        section="mentoring.case",
    ),
)
