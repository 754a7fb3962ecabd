"""The words for people, roles and what can be wrong with them."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from lms.core.access import Role
from lms.core.audit_words import AuditWords
from lms.core.phrases import counted as _n
from lms.people.rules.roster import Fault

ROLE_NAMES: dict[str, Any] = {
    Role.LEARNER: _l("Learner"),
    Role.MENTOR: _l("Mentor"),
    Role.SUPERVISOR: _l("Supervisor"),
    Role.TRAINER: _l("Trainer"),
    Role.ASSESSOR: _l("Assessor"),
    Role.MANAGER: _l("Training manager"),
    Role.HR: _l("HR"),
    Role.ADMIN: _l("Administrator"),
    Role.AUDITOR: _l("Auditor"),
}
PRODUCT_NAMES: dict[str, Any] = {
    "home": _l("Home equipment"),
    "commercial": _l("Commercial equipment"),
    "industrial": _l("Industrial equipment"),
}
FAMILY_NAMES: dict[str, Any] = {
    "field": _l("Field engineers"),
    "agent": _l("Service agents"),
    "parts": _l("Parts and logistics"),
    "management": _l("Service management"),
}
COLUMN_NAMES: dict[str, Any] = {
    "employee_no": _l("Employee number"),
    "name_zh": _l("Name in Chinese"),
    "name_latin": _l("Name in Latin script"),
    "unit": _l("Unit"),
    "post": _l("Post"),
    "hired_on": _l("Date of hire"),
    "email": _l("E-mail"),
    "phone": _l("Phone"),
    "product_line": _l("Product line"),
    "grade": _l("Grade"),
    "language": _l("Language"),
}
FAULTS: dict[str, Any] = {
    "missing": _l("This field is empty, but every row needs it."),
    "bad_employee_no": _l("“%(value)s” is not an employee number: letters, digits, dot, dash, at most 40."),
    "email_taken": _l("“%(value)s” is the address of %(other)s already; a sign-in link would reach the wrong person."),
    "twice": _l("“%(value)s” stands in the file twice; the first time in line %(other)s."),
    "too_long": _l("“%(value)s…” is too long; at most 100 characters."),
    "unknown_unit": _l("There is no unit “%(value)s”. Use its code or its name."),
    "out_of_reach": _l("This row concerns somebody outside your units, or would move somebody there."),
    "unknown_post": _l("There is no post “%(value)s”. Use its code or its name."),
    "ambiguous": _l("“%(value)s” is the name of more than one; use the code instead."),
    "bad_date": _l("“%(value)s” is not a date. Write it as 2026-03-02."),
    "far_date": _l("“%(value)s” is too long ago or too far ahead to be a date of hire."),
    "bad_email": _l("“%(value)s” is not an e-mail address."),
    "unknown_product_line": _l("“%(value)s” is not a product line: home, commercial or industrial."),
    "unknown_language": _l("“%(value)s” is not a language of this system: zh or en."),
}
REFUSALS: dict[str, Any] = {
    "password_short": _l("The password needs at least %(least)s characters."),
    "password_guessable": _l("The password is too easy to guess. A short sentence that only you would say is best."),
    "roster_has_faults": _n(
        "%(rows)s row is wrong, so nothing was loaded. Mend the file and upload it again.",
        "%(rows)s rows are wrong, so nothing was loaded. Mend the file and upload it again.",
        "rows",
    ),
    "left_already": _l("It is on record already that this person left."),
    "leaving_day": _l("The last day must lie between the date of hire and today."),
    "leaving_self": _l("You cannot record your own leaving; a colleague does."),
    "erased_already": _l("The personal data of this person were erased already."),
    "erase_self": _l("You cannot erase your own data; a colleague does."),
    "erase_not_left": _l("Record first that this person leaves: somebody who works here needs their record."),
    "erase_too_early": _l("By policy the record is kept for %(days)s days after the last day of work, until %(day)s."),
    "left_no_link": _l("%(name)s has left, so there is no sign-in link."),
    "powers_beyond": _l("This account may do more than yours. An administrator makes its sign-in link."),
    "role_beyond": _l("This role reaches beyond your units, so it is not yours to take away."),
    "unit_code_taken": _l("The code “%(code)s” is taken by another unit."),
    "post_code_taken": _l("The code “%(code)s” is taken by another post."),
    "audit_day": _l("“%(value)s” in “%(field)s” is not a day. Write it as 2026-03-02."),
    "audit_days": _l("“From day” lies after “until day”, so no line can fit."),
    "audit_export_empty": _l("No line fits, so there is nothing to export. Change the filter."),
    "audit_export_large": _l("%(count)s lines fit; one file holds at most %(most)s. Narrow the days and export twice."),
    "audit_export_not_yours": _l("You may not read the audit trail any more, so no file was made."),
    "table_empty": _l("The file is empty."),
    "table_old_excel": _l("This is an old .xls workbook. Save it as .xlsx or .csv and upload it again."),
    "table_not_excel": _l("The workbook is damaged or is not an Excel file. Save it again as .xlsx, or as .csv."),
    "table_not_text": _l(
        "The file is not a table: neither an .xlsx workbook nor a text file in UTF-8, GB 18030 or UTF-16."
    ),
    "table_broken_csv": _l("The file cannot be read from line %(line)s on: a quotation mark is probably not closed."),
    "table_too_wide": _l("The file has %(columns)s columns; at most %(most)s can be read."),
    "table_too_long": _l("The file has %(rows)s rows; at most %(most)s can be read at once. Split it."),
    "table_unpacks_too_large": _l("The workbook unpacks to far more than its size and was refused."),
}
NOTICES: dict[str, Any] = {
    "audit.chain_broken": _l(
        "The audit trail does not hold: %(findings)s findings, the first at line %(line)s. Look into it at once."
    ),
    "audit.export_ready": _l("Your lines of the audit trail are ready: %(count)s. Download them."),
}
JOB_KINDS: dict[str, Any] = {"audit.export": _l("Lines of the audit trail")}
AUDIT_WORDS = AuditWords(
    area=_l("People and accounts"),
    actions={
        "account.opened": _l("Account opened"),
        "account.closed": _l("Account closed"),
        "account.password_set": _l("Password set"),
        "account.link_made": _l("Sign-in link made"),
        "account.signed_in": _l("Signed in"),
        "account.signed_out": _l("Signed out"),
        "account.sign_in_failed": _l("Sign-in failed"),
        "account.sign_in_slowed": _l("Sign-in blocked for a while after too many failures"),
        "person.added": _l("Person added"),
        "person.changed": _l("Person changed"),
        "person.left": _l("Leaving recorded"),
        "person.erased": _l("Personal data erased"),
        "role.assigned": _l("Role given"),
        "role.ended": _l("Role taken away"),
        "unit.added": _l("Unit added"),
        "post.added": _l("Post added"),
        "roster.uploaded": _l("Roster uploaded"),
        "roster.loaded": _l("Roster loaded"),
        "audit.export_asked": _l("Lines of the audit trail taken out"),
        "audit.verified": _l("Audit trail checked"),
    },
    subjects={
        "person": _l("Person with the number"),
        "unit": _l("Unit"),
        "post": _l("Post"),
        "roster_import": _l("Roster import"),
        "sign_in:unknown": _l("Unknown account"),
        "audit": _l("Audit trail"),
    },
    details={
        "added": _l("Added"),
        "by_other": _l("By somebody else"),
        "changed": _l("Changed"),
        "employee_no": _l("Employee number"),
        "failures": _l("Failures in the last 15 minutes"),
        "filter": _l("Filter"),
        "findings": _l("Places that do not hold"),
        "last_day": _l("Last day"),
        "role": _l("Role"),
        "roster": _l("Roster import"),
        "unchanged": _l("Unchanged"),
        "until_line": _l("Up to line"),
        "username": _l("User name"),
    },
    values={
        "role": ROLE_NAMES,
        "fields": COLUMN_NAMES,
        "reason": {
            "wrong_password": _l("wrong password"),
            "unknown_account": _l("there is no account of that name (what was typed is not kept)"),
            "closed": _l("the account is closed"),
            "too_many_failures": _l("too many failed attempts"),
        },
    },
    actors={"anonymous": _l("Not signed in")},
)


def fault_words(fault: Fault) -> str:
    """Why a row is wrong, in the reader's language."""
    return str(FAULTS[fault.code]) % {"value": fault.value, "other": fault.other}


def role_name(role: str) -> str:
    """A role in the reader's language."""
    return str(ROLE_NAMES.get(role, gettext("Unknown")))
