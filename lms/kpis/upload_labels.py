"""The words of uploads and of matching technicians."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from lms.core.audit_words import AuditWords
from lms.core.phrases import counted as _n

REFUSALS: dict[str, Any] = {
    "upload_large": _l(
        "The file is larger than %(most)s MB, which is the most that this page takes. Put it into the watched folder, or load it with “lms kpis import FILE”; both take files of any size."
    ),
    "upload_loaded": _l("This file was loaded already; upload it again to load it once more."),
    "upload_busy": _l("This file is at work already. Wait until that is done."),
    "upload_unchecked": _l("Check the file first: the columns were changed since."),
    "upload_rejects": _n(
        "%(rejected)s row is wrong. Say that it may be left out, or mend the file.",
        "%(rejected)s rows are wrong. Say that they may be left out, or mend the file.",
        "rejected",
    ),
    "profile_exists_not": _l("Choose a profile of the list."),
    "profile_empty": _l("Write the profile, or choose a file."),
    "profile_large": _l("The file is too large for a profile."),
    "profile_not_text": _l("The file is not text in UTF-8."),
    "match_nobody": _l("Nobody is matched to this technician."),
}
NOTICES: dict[str, Any] = {}
JOB_KINDS: dict[str, Any] = {
    "kpis.upload_check": _l("Checking work orders"),
    "kpis.upload_load": _l("Loading work orders from a page"),
    "kpis.rematch": _l("Figures of units after a match"),
}
AUDIT_WORDS = AuditWords(
    area=_l("Uploads of work orders"),
    actions={
        "upload.kept": _l("File of work orders uploaded"),
        "upload.discarded": _l("Uploaded file of work orders discarded"),
        "upload.load_asked": _l("Loading of a file asked for"),
    },
    subjects={"work_order_upload": _l("Uploaded file of work orders")},
    details={"partial": _l("Leaving bad rows out"), "sha256": _l("Fingerprint of the file")},
    actors={"stale uploads": _l("Nightly clearing of uploads")},
)
