"""The words of the training archive."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from lms.core.audit_words import AuditWords


class Kind(StrEnum):
    """The kinds of entries by which the archive can be filtered."""

    PROGRAMME = "programme"
    COURSE = "course"
    SESSION = "session"
    EXAM = "exam"
    PRACTICAL = "practical"
    MENTORING = "mentoring"
    LOG = "log"
    CERTIFICATE = "certificate"


KIND_NAMES: dict[Kind, Any] = {
    Kind.PROGRAMME: _l("Programmes"),
    Kind.COURSE: _l("Courses"),
    Kind.SESSION: _l("Sessions"),
    Kind.EXAM: _l("Exams, theory and practical"),
    Kind.PRACTICAL: _l("Practical tasks"),
    Kind.MENTORING: _l("Mentors and ratings"),
    Kind.LOG: _l("Growth log"),
    Kind.CERTIFICATE: _l("Certificates"),
}
KIND_ICONS: dict[Kind, str] = {
    Kind.PROGRAMME: "route",
    Kind.COURSE: "book",
    Kind.SESSION: "calendar-event",
    Kind.EXAM: "writing",
    Kind.PRACTICAL: "tool",
    Kind.MENTORING: "user-star",
    Kind.LOG: "notebook",
    Kind.CERTIFICATE: "certificate",
}
REFUSALS: dict[str, Any] = {
    "archive_character": _l(
        "The PDF was not made: no font can show %(characters)s, and nothing is printed with a box in it. Have the record corrected, or a font with this character installed."
    ),
    "archive_fonts": _l("The PDF was not made: the server has no Chinese font. Tell an administrator."),
    "archives_nobody": _l("Choose at least one person."),
    "archives_too_many": _l("%(count)s archives are more than one file can hold (%(most)s). Narrow the filter."),
    "archives_not_yours": _l("You no longer have access to these archives, so nothing was exported."),
    "archives_none_made": _l("None of the archives could be made: no font can show a character in each of them."),
}
NOTICES: dict[str, Any] = {
    "archives.ready": _l("Your export is ready: %(count)s training archives with their summary. Download it."),
}
JOB_KINDS: dict[str, Any] = {"reports.archives": _l("Export of training archives")}
AUDIT_WORDS = AuditWords(
    area=_l("Training archives"),
    actions={
        "archive.exported": _l("Archive taken out"),
        "archives.asked": _l("Many archives asked for"),
    },
    details={"job": _l("Job")},
)
