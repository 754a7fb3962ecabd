"""The words for bringing certificates over."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from certificates.imports.rules import Fault
from lms.core.audit_words import AuditWords

COLUMN_NAMES: dict[str, Any] = {
    "employee_no": _l("Employee number"),
    "scheme": _l("Code of the scheme"),
    "tier": _l("Tier"),
    "issued_on": _l("Issued on"),
    "expires_on": _l("Valid until"),
    "number": _l("Certificate number"),
    "evidence": _l("Evidence"),
}
COLUMN_NOTES: dict[str, Any] = {
    "employee_no": _l("as in the roster"),
    "scheme": _l("as on the page of the scheme, for example field-home"),
    "tier": _l("1 to 4, or its name"),
    "issued_on": _l("a day that has come"),
    "expires_on": _l("may be empty: by the rule of the tier"),
    "number": _l("may be empty: it gets a new one"),
    "evidence": _l("what the certificate rests on, in words"),
}
FAULTS: dict[str, Any] = {
    "unknown_person": _l("there is nobody with the number “%(value)s”"),
    "unknown_scheme": _l("there is no certification scheme “%(value)s”"),
    "unknown_tier": _l("the scheme has no tier “%(value)s”"),
    "no_day": _l("“%(value)s” is not a day; write it as 2024-03-01"),
    "in_future": _l("%(value)s has not come yet"),
    "held_already": _l("a certificate of this tier from %(value)s is here already"),
    "before_issue": _l("%(value)s lies before the day of issue"),
    "number_taken": _l("the number %(value)s is taken"),
    "no_evidence": _l("say what the certificate rests on"),
    "too_long": _l("“%(value)s” is too long"),
    "twice": _l("a line above says the same: %(value)s"),
}
REFUSALS: dict[str, Any] = {
    "import_faulty": _l("The file cannot be loaded; what is wrong: %(count)s. Nothing was changed."),
}
AUDIT_WORDS = AuditWords(
    area=_l("Certificates"),
    actions={"certificates.imported": _l("Certificates brought over")},
    subjects={"certificates": _l("Certificates")},
    details={"name": _l("File"), "numbers": _l("How many of which tier")},
)


def fault_words(fault: Fault) -> str:
    """What is wrong, in words."""
    return str(FAULTS[fault.code]) % {"value": fault.value}
