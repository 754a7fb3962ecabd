"""The words of the kernel."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from lms.core.access import Permission
from lms.core.audit_words import AuditWords
from lms.core.navigation import NavEntry

REFUSALS: dict[str, Any] = {
    "crashed": _l("The work stopped because of a fault on our side. It was noted; please try once more."),
    "text_longer_than_kept": _l(
        "The text that begins “%(start)s…” has %(given)s characters; at most %(most)s can be kept. Shorten it."
    ),
}
NOTICES: dict[str, Any] = {}
JOB_STATES: dict[str, Any] = {
    "waiting": _l("Waiting to start"),
    "running": _l("Under way"),
    "done": _l("Done"),
    "failed": _l("Failed"),
}
JOB_KINDS: dict[str, Any] = {}
AUDIT_WORDS = AuditWords(
    area="",
    actions={},
    subjects={"job": _l("Job")},
    details={
        "code": _l("Code"),
        "count": _l("Count"),
        "days": _l("Days"),
        "fields": _l("Fields"),
        "file": _l("File"),
        "language": _l("Language"),
        "number": _l("Serial number"),
        "passed": _l("Passed"),
        "people": _l("Number of people"),
        "percent": _l("Percent"),
        "person": _l("Person concerned"),
        "reason": _l("Reason"),
        "stage": _l("Stage"),
        "unit": _l("Unit"),
        "version": _l("Version"),
    },
    people=frozenset({"person"}),
    actors={"system": _l("Shifu itself")},
)
"""The words that all packages share. Packages that need another meaning give it themselves."""


def register_job_kinds(kinds: dict[str, Any]) -> None:
    """Add what a package's jobs are called on the page."""
    JOB_KINDS.update(kinds)


NAVIGATION = (
    NavEntry(_l("Outbox"), "core.letters", "mail", _l("System"), Permission.ADMINISTER, section="core.letters"),
    NavEntry(_l("Jobs"), "core.jobs", "files", _l("System"), Permission.SEE_JOBS, section="core.job"),
)
