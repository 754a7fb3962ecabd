"""The words of mentors' criteria and appointments."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext, ngettext

from lms.core.audit_words import AuditWords
from lms.core.phrases import counted as _n
from lms.mentoring.appointments.rules import Check, Status
from lms.mentoring.labels import KIND_NAMES

SHIFT_NAMES: dict[str, Any] = {
    "": _l("Any shift"),
    "day": _l("Day shift"),
    "early": _l("Early shift"),
    "late": _l("Late shift"),
    "night": _l("Night shift"),
}
LANGUAGE_NAMES: dict[str, Any] = {"zh": _l("Chinese"), "en": _l("English")}
STATUS_NAMES: dict[str, Any] = {
    Status.NEVER: lazy_pgettext("mentor", "Not appointed"),
    Status.FUTURE: _l("Begins later"),
    Status.ACTIVE: _l("Appointed"),
    Status.ENDING: _l("Term ends soon"),
    Status.RESTING: _l("Resting"),
    Status.OVER: _l("Term is over"),
    Status.RETIRED: _l("Retired as mentor"),
}
STATUS_TONES: dict[str, str] = {
    Status.NEVER: "plain", Status.FUTURE: "plain", Status.ACTIVE: "good", Status.ENDING: "due", Status.RESTING: "due",
    Status.OVER: "bad", Status.RETIRED: "plain",
}  # fmt: skip
RATING_WORDS: dict[int, Any] = {
    1: _l("Far below what is needed"),
    2: _l("Below what is needed"),
    3: _l("As needed"),
    4: _l("Good"),
    5: _l("Very good"),
}
REFUSALS: dict[str, Any] = {
    "criteria_in_the_past": _l("Criteria hold from today on or later; what was decided before stays on record."),
    "mentor_kind_missing": _l("Say as which kind of mentor: technical, culture or both."),
    "mentor_not_eligible": _l("Not every criterion is met. Say why the appointment is right all the same, or see to what is missing."),
    "appoints_self": _l("Nobody appoints themselves; ask a colleague."),
    "term_ends_before_it_begins": _l("The last day lies before the first."),
    "term_begins_too_far": _l("The term begins more than %(most)s days from now: look at its year again."),
    "term_over_already": _l("The term would be over already: look at its last day again."),
    "term_too_long": _l("A term lasts at most %(years)s years."),
    "renewal_too_early": _l("The term under way runs until %(day)s. It is renewed in the last %(most)s days before that."),
    "renewal_ends_too_soon": _l("The term under way runs until %(day)s; a renewal follows it and ends later."),
    "reason_missing": _l("Give a reason."),
    "rest_ends_before_it_begins": _l("The last day of the rest lies before the first."),
    "rest_begins_too_far": _l("The rest begins more than %(most)s days from now: look at its year again."),
    "rests_already": _l("A rest in this time is on record already."),
    "mentor_has_mentees": _n("Accompanies %(count)s person. Hand them over first; the list stands below.", "Accompanies %(count)s people. Hand them over first; the list stands below.", "count"),
    "rates_self": _l("Nobody rates themselves."),
}  # fmt: skip
NOTICES: dict[str, Any] = {
    "made_mentor": _l("You are appointed as a mentor until %(until)s. Thank you for passing on what you know."),
    "mentor_terms_end": _n(
        "The term of %(count)s mentor ends within 60 days or is over while mentees are there. Renew it, or hand over.",
        "The terms of %(count)s mentors end within 60 days or are over while mentees are there. Renew them, or hand over.",
        "count",
    ),
    "mentor_renewed": _l("Your appointment as a mentor runs on until %(until)s."),
}
AUDIT_WORDS = AuditWords(
    area=_l("Appointment of mentors"),
    actions={
        "mentor_criteria.set": _l("Criteria for mentors set"),
        "mentor_appointment.made": _l("Appointed as mentor"),
        "mentor_appointment.ended": _l("Appointment as mentor ended"),
        "mentor_rest.set": _l("Mentor's rest set"),
        "mentor_rest.ended": _l("Mentor's rest ended"),
        "mentor_profile.set": _l("What a mentor offers set"),
        "mentor_suitability.rated": _l("Communication and patience rated"),
    },
    subjects={
        "mentor_criteria": _l("Criteria for mentors"),
        "mentor_appointment": _l("Appointment of a mentor"),
        "mentor_rest": _l("Mentor's rest"),
        "mentor_profile": _l("What a mentor offers"),
        "mentor_suitability": _l("Suitability as mentor"),
    },
    details={
        "kind": _l("Kind of mentor"),
        "kinds": _l("Kinds of mentor"),
        "tier": _l("Lowest tier"),
        "years": _l("Years of service"),
        "least_rating": _l("Lowest rating"),
        "raters": _l("Number of raters"),
        "course_code": _l("Course for mentors"),
        "term_months": _l("Term in months"),
        "from_day": lazy_pgettext("term", "First day"),
        "until_day": lazy_pgettext("term", "Last day"),
        "exception": _l("Reason for the exception"),
        "renews": _l("Renews appointment"),
        "capacity": _l("Most mentees"),
        "product_lines": _l("Product lines"),
        "languages": _l("Languages"),
        "shift": _l("Shift"),
        "abilities": _l("Abilities"),
        "communication": _l("Communication"),
        "patience": _l("Patience"),
    },
    values={"kind": KIND_NAMES, "kinds": KIND_NAMES, "shift": SHIFT_NAMES, "languages": LANGUAGE_NAMES},
)


def check_words(check: Check, tier_names: dict[int, str], course_titles: dict[str, str]) -> str:
    """One criterion in words: what is asked and what was found."""
    if check.code == "tier":
        asked = tier_names.get(int(check.asked), str(check.asked))
        if not check.found:
            return _("Certificate “%(asked)s” or higher: no valid certificate", asked=asked)
        found = tier_names.get(int(check.found), str(check.found))
        return _("Certificate “%(asked)s” or higher: has “%(found)s”", asked=asked, found=found)
    if check.code == "years":
        return _("At least %(asked)s years of service: %(found)s", asked=f"{check.asked:g}", found=f"{check.found:g}")
    if check.code in ("communication", "patience"):
        words = _("Communication at least %(asked)s of 5: %(found)s") if check.code == "communication" else _("Patience at least %(asked)s of 5: %(found)s")  # fmt: skip
        found = _("not rated yet") if check.found is None else f"{check.found:.1f}"
        return words % {"asked": f"{check.asked:g}", "found": found}
    if check.code == "raters":
        return ngettext("At least %(num)s rating: %(found)s", "At least %(num)s ratings: %(found)s", int(check.asked), found=check.found)  # fmt: skip
    if check.code == "course":
        title = course_titles.get(str(check.asked), str(check.asked))
        return _("Course “%(title)s” completed", title=title)
    return _("Works here")


def what_to_do(check: Check) -> str:
    """The way to meet a criterion that is not met."""
    return {
        "tier": _("Register for the next certification, or have the certificate renewed."),
        "years": _("Only time helps; until then an exception needs a reason."),
        "communication": _("Have the supervisor rate communication and patience below; talk about what is lacking."),
        "patience": _("Have the supervisor rate communication and patience below; talk about what is lacking."),
        "raters": _("Ask further supervisors for their rating."),
        "course": _("Assign the course for mentors."),
    }.get(check.code, "")
