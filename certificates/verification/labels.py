"""The words for what is wrong with a file."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from certificates.verification.examining import Problem

PROBLEMS: dict[Problem, Any] = {
    Problem.NOT_PDF: _l("It is not a PDF."),
    Problem.ENCRYPTED: _l("It is encrypted. Our certificates never are."),
    Problem.UNREADABLE: _l("It is damaged and cannot be read."),
    Problem.TOO_COSTLY: _l("It is far larger, or far more work to read, than a certificate of ours."),
}
