"""The words of providers and of courses bought."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from lms.core.audit_words import AuditWords
from lms.trainers.providers.rules import Beside, Sharing

FORM_NAMES: dict[str, Any] = {"open": _l("Open course"), "in_house": _l("In-house"), "online": _l("Online")}
BASIS_NAMES: dict[str, Any] = {"person": _l("a person"), "day": _l("a day"), "course": _l("a whole course")}
LEVEL_NAMES: dict[int, Any] = {1: _l("1 Reaction"), 2: _l("2 Learning"), 3: _l("3 Behaviour")}
"""With Kirkpatrick's number."""
SHARING_NAMES: dict[str, Any] = {
    Sharing.NONE: _l("Need not share"), Sharing.LATER: _l("After the course"), Sharing.DUE: _l("To be shared"),
    Sharing.PLANNED: _l("Session planned"), Sharing.DONE: _l("Shared"), Sharing.LATE: _l("Overdue"),
    Sharing.MISSED: _l("The session was called off"),
}  # fmt: skip
SHARING_TONES: dict[str, str] = {
    Sharing.NONE: "plain", Sharing.LATER: "plain", Sharing.DUE: "due", Sharing.PLANNED: "good", Sharing.DONE: "good",
    Sharing.LATE: "bad", Sharing.MISSED: "bad",
}  # fmt: skip
BESIDE_NAMES: dict[str, Any] = {
    Beside.CANNOT_TELL: _l("Cannot tell"), Beside.HIGHER: _l("Outside higher"), Beside.LOWER: _l("Outside lower"),
    Beside.ALIKE: _l("No difference shown"),
}  # fmt: skip
REFUSALS: dict[str, Any] = {
    "provider_code": _l("There is a provider %(code)s already."),
    "provider_website": _l("A website begins with https:// or http://."),
    "provider_days": _l("The last day lies before the first."),
    "provider_amount": _l("Give an amount from 0 to %(most)s with at most two decimals."),
    "provider_retired": _l("We work with this provider no longer."),
    "criteria_missing": _l("Each criterion needs a name."),
    "criteria_twice": _l("Two criteria are the same."),
    "criteria_weights": _l("The weights are whole numbers and must make up 100."),
    "criteria_none": _l("There are no criteria yet: set them first."),
    "score_stranger": _l("Only those who keep providers or were taught by this one judge it."),
    "score_open": _l("Every criterion needs a mark from 1 to 5."),
    "provider_file": _l("The file is larger than %(most)s MB."),
    "share_days": _l("Sharing is due within 1 to 366 days."),
    "external_over": _l("The course is over or was cancelled already."),
    "external_result": _l("Results are numbers from 0 to 100; only a test has one before."),
    "external_result_day": _l("The day of a result lies between the beginning of the course and today."),
    "external_results_wrong": _l("Rows are wrong, so nothing was entered. Mend them, or load those that are right."),
    "sharing_session": _l("Choose a session that takes place."),
    "sharing_linked": _l("A session is linked already."),
}  # fmt: skip
NOTICES: dict[str, Any] = {
    "external_course": _l("You attend %(title)s from %(day)s on."),
    "external_course_share": _l("You attend %(title)s from %(day)s on, and share it inside by %(due)s."),
    "sharing_due": _l("Share %(title)s inside by %(due)s: plan a session and link it."),
    "contract_ends": _l("The contract %(number)s with %(provider)s ends on %(day)s."),
}
JOB_KINDS: dict[str, Any] = {"trainers.providers": _l("Reminders about providers")}
AUDIT_WORDS = AuditWords(
    area=_l("Providers"),
    actions={
        "provider.added": _l("Provider added"),
        "provider.changed": _l("Provider changed"),
        "provider.retired": _l("Provider retired"),
        "provider.person_added": _l("Contact or trainer of a provider added"),
        "provider.person_removed": _l("Contact or trainer of a provider removed"),
        "provider.contract_added": _l("Contract with a provider added"),
        "provider.price_added": _l("Price of a provider added"),
        "provider.criteria_set": _l("Criteria for providers set"),
        "provider.scored": _l("Provider judged"),
        "external_course.bought": _l("External course bought"),
        "external_course.attendees": _l("Attendees of an external course added"),
        "external_course.attendee_removed": _l("Attendee of an external course removed"),
        "external_course.cancelled": _l("External course cancelled"),
        "external_course.result": _l("Result of an external course entered"),
        "external_course.results_sent": _l("File of results sent"),
        "external_course.results_loaded": _l("File of results loaded"),
        "external_course.shared": _l("Sharing of an external course linked"),
    },
    subjects={
        "provider": _l("Provider"), "provider_person": _l("Contact or trainer of a provider"), "provider_contract": _l("Contract"),
        "provider_price": _l("Price"), "provider_criteria": _l("Criteria for providers"), "provider_score": _l("Judgement of a provider"),
        "external_course": _l("External course"), "external_result": _l("Result of an external course"),
    },
    details={
        "name": _l("Name"), "number": lazy_pgettext("contract", "Number"), "until": _l("Until"), "amount": _l("Amount"), "currency": _l("Currency"),
        "from_day": _l("From, first day"), "provider": _l("Provider"), "title": _l("Title"), "people": _l("Number of people"),
        "person": _l("Person"), "level": _l("Level"), "session": _l("Session"), "kind": lazy_pgettext("provider", "Kind"), "code": _l("Code"),
    },
    people=frozenset({"person"}),
)  # fmt: skip
