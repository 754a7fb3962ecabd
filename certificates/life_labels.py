"""The words for what becomes of certificates: applications, renewals, appeals, called exams, reminders, what is brought over."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from certificates.appeals.rules import Place as AppealPlace
from certificates.applications.rules import Asked, Outcome, Place
from certificates.deltas.rules import Answer
from lms.core.audit_words import AuditWords

ASKED: dict[str, Any] = {Asked.AWARD: _l("Award of a tier"), Asked.RENEWAL: _l("Renewal")}
PLACES: dict[Place, tuple[Any, str]] = {
    Place.WAITING: (_l("Waits for a decision"), "due"),
    Place.GRANTED: (_l("Granted"), "good"),
    Place.REFUSED: (_l("Refused"), "bad"),
    Place.TAKEN_BACK: (_l("Taken back"), "plain"),
}
OUTCOMES: dict[str, Any] = {
    Outcome.AWARD: _l("Awarded"),
    Outcome.RENEW: _l("Renewed"),
    Outcome.REFUSE: _l("Refused"),
    Outcome.TAKE_BACK: _l("Taken back"),
    Outcome.REOPEN: _l("Waits again after an appeal"),
}
OUTCOME_TONES: dict[str, str] = {
    Outcome.AWARD: "good", Outcome.RENEW: "good", Outcome.REFUSE: "bad", Outcome.TAKE_BACK: "plain", Outcome.REOPEN: "due",
}  # fmt: skip
OUTCOME_VERBS: dict[str, Any] = {
    Outcome.AWARD: _l("Award the tier"),
    Outcome.RENEW: _l("Renew the certificate"),
    Outcome.REFUSE: _l("Refuse"),
}
RAISED: dict[str, Any] = {"appeal": _l("Appeal"), "complaint": _l("Complaint")}
APPEAL_PLACES: dict[AppealPlace, tuple[Any, str]] = {
    AppealPlace.WAITING: (_l("Waits for an answer"), "due"),
    AppealPlace.LATE: (_l("Answer overdue"), "bad"),
    AppealPlace.UPHELD: (lazy_pgettext("appeal or complaint", "Upheld"), "good"),
    AppealPlace.REJECTED: (_l("Not upheld"), "plain"),
}
CONSEQUENCES: dict[str, Any] = {
    "warn": _l("Only a warning"),
    "suspend": _l("Suspended from the day after, until the exam is passed"),
}
ANSWERS: dict[str, tuple[Any, str]] = {
    Answer.PASSED: (_l("Passed"), "good"),
    Answer.OPEN: (_l("Not passed yet"), "due"),
    Answer.MISSED: (_l("Missed"), "bad"),
}
HOWS: dict[str, Any] = {
    "award": _l("Awarded"),
    "renewal": _l("Renewed"),
    "reissue": _l("Issued anew"),
    "import": _l("Brought over from earlier records"),
}
REFUSALS: dict[str, Any] = {
    "application_waiting": _l("An application for this tier waits for a decision already."),
    "tier_held_already": _l("This tier is held already."),
    "requirements_unmet": _l("Not everything that is asked for is met yet; still open: %(count)s."),
    "certificate_followed": _l("Another certificate continues this one already."),
    "renewal_not_standing": _l("A certificate that is suspended, withdrawn or superseded cannot be renewed."),
    "renewal_early": _l("It is too early: this certificate can be renewed from %(first)s to %(last)s."),
    "renewal_lapsed": _l(
        "It is too late: the last day for a renewal was %(last)s. The tier must be earned again, with everything that it asks for."
    ),
    "renewal_never": _l("This tier is not renewed: when the certificate ends, the tier must be earned again."),
    "application_decided": _l("This application is decided already."),
    "application_outcome": _l("Choose what to decide."),
    "decided_first_by_you": _l("You took the first decision; somebody else must decide this time."),
    "not_declared_impartial": _l("Declare that you decide impartially, or leave the decision to a colleague."),
    "certifies_own_candidate": _l("You examined this person for the tier; somebody else must decide."),
    "certifies_own_marking": _l("You marked this person's exam for the tier; somebody else must decide."),
    "certifies_own_trainee": _l("You taught this person a course that the tier asks for; somebody else must decide."),
    "not_appealable": _l("There is no decision here against which an appeal is possible."),
    "appeal_pending": _l("One waits for an answer already."),
    "appeal_without_text": _l("Write what you object to and why, in at least %(least)s characters."),
    "appeal_answered": _l("This is answered already."),
    "appeal_is_yours": _l("You lodged it; somebody else must answer."),
    "call_without_title": _l("Give the call a title in both languages."),
    "call_of_nothing": _l("Choose a scheme or a product line, so that it is clear who is called."),
    "call_exam_unknown": _l("Choose an exam that can be taken."),
    "call_day_past": _l("The last day must lie ahead."),
    "call_ended": _l("This call is ended already."),
    "reissue_not_valid": _l("Only a valid certificate is issued anew."),
}
NOTICES: dict[str, Any] = {
    "certificate.renewed": _l(
        "Your certificate “%(title)s”, %(tier)s, is renewed under number %(number)s. Look at it and download it."
    ),
    "certificate.reissued": _l(
        "Your certificate “%(title)s”, %(tier)s, was issued anew under number %(number)s; the old paper is superseded."
    ),
    "certificate.imported": _l(
        "Your certificate “%(title)s”, %(tier)s, number %(number)s, was brought over from earlier records."
    ),
    "certificate.restore": _l("Your certificate %(number)s counts again: your appeal was upheld. Reason: %(reason)s"),
    "application.lodged_for_you": _l(
        "An application was lodged for you: %(title)s, %(tier)s. You can take it back while it waits."
    ),
    "application.refuse": _l(
        "Your application for %(title)s, %(tier)s, was refused. You can appeal. Reason: %(reason)s"
    ),
    "application.reopen": _l("Your appeal was upheld: your application for %(title)s, %(tier)s, is decided anew."),
    "appeal.upheld": _l("Your appeal was upheld. Reason: %(reason)s"),
    "appeal.rejected": _l("Your appeal was not upheld. Reason: %(reason)s"),
    "certificate.expires_renew": _l(
        "Your certificate “%(title)s”, %(tier)s, is valid until %(day)s. Renew it in time."
    ),
    "certificate.expires": _l(
        "Your certificate “%(title)s”, %(tier)s, is valid until %(day)s. It is not renewed; the tier must be earned again."
    ),
    "certificates.expiring": _l("Certificates of %(count)s of your people end soon. Plan the renewals."),
    "delta.warn": _l("Something changed: “%(title)s”. Take the short exam by %(day)s."),
    "delta.suspend": _l(
        "Something changed: “%(title)s”. Pass the short exam by %(day)s, or your certificate is suspended from the day after."
    ),
    "delta.reminder": _l("The short exam for “%(title)s” is still open. Take it by %(day)s."),
    "complaint.upheld": _l("Your complaint was found justified. Answer: %(reason)s"),
    "complaint.rejected": _l("Your complaint was answered: %(reason)s"),
}
JOB_KINDS: dict[str, Any] = {"certificates.morning": _l("Daily round of certification")}
AUDIT_WORDS = AuditWords(
    area=_l("Certificates"),
    actions={
        "certificate.renewed": _l("Certificate renewed"),
        "certificate.reissued": _l("Certificate issued anew"),
        "certificate.imported": _l("Certificate brought over"),
        "certificate.superseded": _l("Certificate superseded"),
        "certificate.restore": _l("Certificate restored on appeal"),
        "application.lodged": _l("Applied for a tier"),
        f"application.{Outcome.AWARD}": _l("Application granted"),
        f"application.{Outcome.RENEW}": _l("Renewal granted"),
        f"application.{Outcome.REFUSE}": _l("Application refused"),
        f"application.{Outcome.TAKE_BACK}": _l("Application taken back"),
        f"application.{Outcome.REOPEN}": _l("Application reopened"),
        "delta.called": _l("Called for a short exam"),
        "delta.ended": _l("Call for a short exam ended"),
        "appeal.lodged": _l("Appeal lodged"),
        "appeal.upheld": _l("Appeal upheld"),
        "appeal.rejected": _l("Appeal not upheld"),
        "complaint.lodged": _l("Complaint lodged"),
        "complaint.upheld": _l("Complaint found justified"),
        "complaint.rejected": _l("Complaint answered"),
    },
    subjects={
        "application": _l("Application for a tier"),
        "appeal": _l("Appeal or complaint"),
        "delta_call": _l("Call for a short exam"),
    },
    details={
        "expires_on": _l("Valid up to and including"),
        "scheme": _l("Certification scheme"),
        "tier": _l("Tier, number of the record"),
        "level": _l("Level"),
        "title": _l("Title"),
        "due_on": _l("To be passed by"),
        "consequence": _l("Whoever misses it"),
        "exam": _l("Exam"),
        "follows": _l("Continues"),
        "issued_on": _l("Valid from"),
        "kind": lazy_pgettext("certificate", "Kind"),
    },
)
