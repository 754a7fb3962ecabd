"""The words for training certificates."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from lms.core.audit_words import AuditWords
from lms.core.phrases import counted as _n

KIND_NAMES: dict[str, Any] = {
    "completion": _l("Course completed"),
    "attendance": _l("Session attended"),
}
REFUSALS: dict[str, Any] = {
    "training_title": _l("Write the title in both languages: it stands on the paper."),
    "training_hours": _l("Hours lie between 0.5 and %(most)s; leave it empty to count them."),
    "training_reason": _l("Say why it is withdrawn; the holder reads it."),
    "training_withdrawn_already": _l("It was withdrawn before."),
}
NOTICES: dict[str, Any] = {
    "training_certificate.issued": _l("Your training certificate “%(title)s”, number %(number)s, is there."),
    "training_certificate.withdrawn": _l(
        "Your training certificate “%(title)s”, number %(number)s, was withdrawn: %(reason)s"
    ),
    "training_certificate.export_ready": _n(
        "The ZIP with %(count)s training certificate is ready.",
        "The ZIP with %(count)s training certificates is ready.",
        "count",
    ),
}
JOB_KINDS: dict[str, Any] = {"certificates.export_training": _l("Export of training certificates")}
AUDIT_WORDS = AuditWords(
    area=_l("Training certificates"),
    actions={
        "training_certificate.terms": _l("Said for what a course gives certificates"),
        "training_certificate.issued": _l("Training certificate issued"),
        "training_certificate.withdrawn": _l("Training certificate withdrawn"),
        "training_certificate.export_asked": _l("Export of training certificates asked for"),
    },
    subjects={"training_certificate": _l("Training certificate")},
    details={
        "kind": lazy_pgettext("certificate", "Kind"),
        "on_completion": _l("For completing the course"),
        "on_attendance": _l("For attending a session"),
        "hours": _l("Hours"),
        "course": _l("Course"),
        "number": _l("Certificate number"),
        "count": lazy_pgettext("count", "Number"),
    },
    values={"kind": KIND_NAMES},
)
