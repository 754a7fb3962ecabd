"""The words for certificates, their status, and why something may not be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from certificates.rules.requirements import Kind
from certificates.rules.status import DecisionKind, Status
from lms.core.audit_words import AuditWords
from lms.core.phrases import counted as _n

PRODUCTS: dict[str | None, Any] = {
    "home": _l("home equipment"),
    "commercial": _l("commercial equipment"),
    "industrial": _l("industrial equipment"),
}
ALL_PRODUCTS = _l("all product lines")
FAMILIES: dict[str, Any] = {
    "field": _l("Field engineers"),
    "agent": _l("Service agents"),
    "parts": _l("Parts and logistics"),
    "management": _l("Service management"),
}
LEVELS: dict[int, Any] = {1: _l("Junior"), 2: _l("Intermediate"), 3: _l("Senior"), 4: _l("Expert")}
FACTS: dict[str, Any] = {
    "number": _l("certificate number"),
    "name_zh": _l("name in Chinese"),
    "name_latin": _l("name in Latin script"),
    "title": _l("title"),
    "tier": _l("tier"),
    "product_line": _l("product line"),
    "field_of_work": _l("field of work"),
    "issued_on": _l("day of issue"),
    "expires_on": _l("last day"),
}
STATUSES: dict[Status, Any] = {
    Status.FUTURE: _l("Not yet valid"),
    Status.VALID: _l("Valid"),
    Status.EXPIRING: _l("Expires soon"),
    Status.GRACE: _l("In grace"),
    Status.EXPIRED: _l("Expired"),
    Status.SUSPENDED: _l("Suspended"),
    Status.WITHDRAWN: _l("Withdrawn"),
    Status.SUPERSEDED: _l("Superseded"),
}
STATUS_TONES: dict[Status, str] = {
    Status.FUTURE: "plain",
    Status.VALID: "good",
    Status.EXPIRING: "due",
    Status.GRACE: "due",
    Status.EXPIRED: "bad",
    Status.SUSPENDED: "bad",
    Status.WITHDRAWN: "bad",
    Status.SUPERSEDED: "plain",
}
STATUS_ICONS: dict[Status, str] = {
    Status.FUTURE: "clock",
    Status.VALID: "circle-check",
    Status.EXPIRING: "circle-check",
    Status.GRACE: "clock",
    Status.EXPIRED: "clock",
    Status.SUSPENDED: "player-pause",
    Status.WITHDRAWN: "ban",
    Status.SUPERSEDED: "refresh",
}
DECISIONS: dict[str, Any] = {
    DecisionKind.SUSPEND: _l("Suspended"),
    DecisionKind.REINSTATE: _l("Reinstated"),
    DecisionKind.WITHDRAW: _l("Withdrawn"),
    DecisionKind.RESTORE: _l("Restored on appeal"),
}
DECISION_VERBS: dict[str, Any] = {
    DecisionKind.SUSPEND: _l("Suspend"),
    DecisionKind.REINSTATE: _l("Reinstate"),
    DecisionKind.WITHDRAW: _l("Withdraw for good"),
}
DECISION_NOTES: dict[str, Any] = {
    DecisionKind.SUSPEND: _l("Not valid until it is reinstated; its last day stays the same."),
    DecisionKind.REINSTATE: _l("Valid again from today."),
    DecisionKind.WITHDRAW: _l("Cannot be undone. The holder would have to earn the tier again."),
}
REQUIREMENT_KINDS: dict[str, Any] = {
    Kind.EXAM: _l("Theory exam"),
    Kind.PRACTICAL_EXAM: _l("Practical examination"),
    Kind.PRACTICALS: _l("Practical tasks signed off"),
    Kind.PROGRAMME: _l("Training programme passed"),
    Kind.PREVIOUS_TIER: _l("Valid certificate of the tier below"),
    Kind.MONTHS_IN_GRADE: _l("Time in the tier below"),
    Kind.KPI: _l("Service figures"),
    Kind.COURSE: _l("Course"),
    Kind.CASES: _l("Cases written"),
    Kind.MENTEES: _l("Mentees brought through"),
    Kind.PLEDGE: _l("Pledge"),
    Kind.ALL: _l("All of these together"),
    Kind.ANY: _l("Any one of these"),
    Kind.AT_LEAST: _l("At least so many of these"),
}
EVIDENCE_KINDS: dict[str, Any] = {
    "course": _l("Course"),
    "exam": _l("Theory exam"),
    "practical": _l("Practical task"),
    "practical_exam": _l("Practical examination"),
    "log": _l("Growth log"),
    "mentor_rating": _l("Mentor's rating"),
    "programme": _l("Training programme"),
    "paper": _l("Paper record"),
    "reissue": _l("Earlier paper"),
}
REFUSALS: dict[str, Any] = {
    "examiner_without_tier": _l("Only who holds one of these tiers may examine here: %(tiers)s."),
    "scheme_unknown": _l("There is no certification scheme “%(code)s”."),
    "scheme_needs_product_line": _l(
        "%(name)s has no product line, so it is not known which scheme of “%(code)s” applies. Enter the product line in the roster first."
    ),
    "tier_unknown": _l("The scheme “%(code)s” has no tier %(level)s."),
    "certificate_character": _l(
        "The certificate cannot be issued: no font can show %(characters)s. Correct the name in the roster, or have a font with this character installed."
    ),
    "paper_not_made": _l(
        "The PDF could not be made just now; a token or a time-stamp server that the seal takes may not answer. Try again later; the log says why."
    ),
    "certificate_erased": _l(
        "The holder's personal data were erased, so there is no paper any more. Number, dates and status can still be checked."
    ),
    "certificate_withdrawn_for_good": _l("This certificate is withdrawn; that is final."),
    "certificate_not_suspended": _l("Only a suspended certificate can be reinstated."),
    "certificate_suspended_already": _l("This certificate is suspended already."),
    "certificate_expired_already": _l("This certificate has expired, so there is nothing left to suspend."),
    "certificate_superseded": _l("A newer certificate has taken its place; decide about that one."),
    "certificate_decide_current": _l(
        "It begins when the one before it ends. Decide about that one: this one goes along with it."
    ),
    "certificate_is_own": _l("Nobody decides about a certificate of their own; ask a colleague."),
    "decision_without_reason": _l("Write the reason, in at least %(least)s characters: the holder will read it."),
    "export_empty": _l("There is no certificate to export. Choose some, or change the filter."),
    "export_too_large": _l("%(count)s certificates are more than one file can hold (%(most)s). Narrow the filter."),
    "export_not_yours": _l("You no longer have access to these certificates, so nothing was exported."),
}
NOTICES: dict[str, Any] = {
    "certificate.awarded": _l(
        "Congratulations! You now hold the certificate “%(title)s”, %(tier)s, number %(number)s. Look at it and download it."
    ),
    "certificate.suspend": _l("Your certificate %(number)s is suspended from today. Reason: %(reason)s"),
    "certificate.reinstate": _l("Your certificate %(number)s is valid again from today. Reason: %(reason)s"),
    "certificate.withdraw": _l("Your certificate %(number)s was withdrawn. Reason: %(reason)s"),
    "certificate.export_ready": _n(
        "Your export is ready: %(count)s certificate with its register. Download it.",
        "Your export is ready: %(count)s certificates with their register. Download it.",
        "count",
    ),
}
JOB_KINDS: dict[str, Any] = {"certificates.export": _l("Export of certificates")}
AUDIT_WORDS = AuditWords(
    area=_l("Certificates"),
    actions={
        "certificate.awarded": _l("Certificate awarded"),
        "certificate.erased": _l("Holder taken out of certificates"),
        f"certificate.{DecisionKind.SUSPEND}": _l("Certificate suspended"),
        f"certificate.{DecisionKind.REINSTATE}": _l("Certificate reinstated"),
        f"certificate.{DecisionKind.WITHDRAW}": _l("Certificate withdrawn"),
        "pay_steps.exported": _l("List of pay steps taken out"),
        "certificates.export_asked": _l("Certificates taken out"),
        "scheme.published": _l("Certification scheme published"),
        "tier.published": _l("Tier of a scheme published"),
    },
    subjects={"certificate": _l("Certificate"), "scheme": _l("Certification scheme"), "tier": _l("Tier")},
    details={
        "count": _l("Lines"),
        "kind": _l("Kind of file"),
        "expires_on": _l("Valid up to and including"),
        "issued_on": _l("Valid from"),
        "certificates": _l("Certificates"),
        "training": _l("Training certificates"),
        "level": _l("Level"),
        "scheme": _l("Certification scheme"),
        "tier": _l("Tier, number of the record"),
    },
    values={"level": LEVELS},
)


def list_of(texts: Iterable[object]) -> str:
    """Several things in one line."""
    return _(", ").join(str(text) for text in texts)


def either(texts: Iterable[object]) -> str:
    """Several things of which one will do."""
    return _(" or ").join(str(text) for text in texts)
