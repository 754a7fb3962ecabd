"""What anybody is told who checks a training certificate."""

from __future__ import annotations

from flask import render_template

from certificates.rules.numbers import read_code
from certificates.training.faces import face_of
from certificates.training.labels import KIND_NAMES
from certificates.training.papers import is_ours
from certificates.training.queries import find_by_code


def page_for(typed: str, *, shown: bytes | None = None) -> str | None:
    """The page about the training certificate with this code; None where there is none. `shown` is the file that somebody
    handed over, which is compared with those that were given out."""
    code = read_code(typed)
    certificate = find_by_code(code) if code else None
    if certificate is None:
        return None
    ours = None if shown is None else is_ours(certificate.id, shown)
    return render_template(
        "training/verified.html", certificate=certificate, face=face_of(certificate), kinds=KIND_NAMES, is_ours=ours
    )
