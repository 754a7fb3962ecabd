"""The words for what a file is, for its seal and its credential, and for what is wrong with it."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from certificates.verification.examining import Mark, Problem

PROBLEMS: dict[Problem, Any] = {
    Problem.NOT_PDF: _l("It is not a PDF."),
    Problem.ENCRYPTED: _l("It is encrypted. Our certificates never are."),
    Problem.UNREADABLE: _l("It is damaged and cannot be read."),
    Problem.TOO_COSTLY: _l("It is far larger, or far more work to read, than a certificate of ours."),
}
SEALS: dict[Mark, Any] = {
    Mark.NONE: _l("Our seal is missing."),
    Mark.OURS: _l("Our seal is in it and holds."),
    Mark.BROKEN: _l("Our seal is in it, but is broken: something was changed or added after we sealed it."),
    Mark.FOREIGN: _l("It is signed, but not by us: %(name)s"),
}
CREDENTIALS: dict[Mark, Any] = {
    Mark.NONE: _l("There is no credential in it."),
    Mark.OURS: _l("The credential in it is signed by us."),
    Mark.BROKEN: _l("The credential in it was changed."),
    Mark.FOREIGN: _l("The credential in it was issued by somebody else."),
}
