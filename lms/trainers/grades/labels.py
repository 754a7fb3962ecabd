"""The words of trainers' grades."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from lms.core.audit_words import AuditWords
from lms.trainers.grades.rules import Status

GRADE_NAMES: dict[int, Any] = {
    0: _l("Not a trainer"),
    1: _l("Junior trainer"),
    2: _l("Intermediate trainer"),
    3: _l("Senior trainer"),
}
STATUS_NAMES: dict[Status, Any] = {
    Status.NONE: _l("No grade"),
    Status.FUTURE: _l("Begins later"),
    Status.VALID: _l("Valid"),
    Status.REVIEW: _l("Re-review open"),
    Status.GRACE: _l("In the days of grace"),
    Status.LATE: _l("Lapsed, re-review possible"),
    Status.LAPSED: _l("Lapsed"),
    Status.SUSPENDED: _l("Suspended"),
    Status.WITHDRAWN: _l("Withdrawn"),
}
STATUS_TONES: dict[Status, str] = {
    Status.NONE: "plain",
    Status.FUTURE: "plain",
    Status.VALID: "good",
    Status.REVIEW: "due",
    Status.GRACE: "due",
    Status.LATE: "bad",
    Status.LAPSED: "bad",
    Status.SUSPENDED: "bad",
    Status.WITHDRAWN: "bad",
}
AUDIT_WORDS = AuditWords(area=_l("Trainers"), actions={})
