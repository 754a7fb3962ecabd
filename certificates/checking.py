"""Checking a certificate that somebody shows: by its code, or by the file itself."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select

from certificates.actions.papers import FACTS_FILE, facts_of
from certificates.faces import face_of
from certificates.models import Certificate, CertificatePaper, MissedCheck
from certificates.queries.certificates import find_by_code, status_of
from certificates.rules.numbers import read_code
from certificates.rules.status import VALID_STATUSES, Status
from lms.core.db import db, own_transaction

WINDOW = timedelta(minutes=10)
MOST_MISSES = 30
LARGEST = 5 * 1024 * 1024
_COMPARED = (
    "number",
    "name_zh",
    "name_latin",
    "title",
    "tier",
    "product_line",
    "field_of_work",
    "issued_on",
    "expires_on",
)


class NotACertificate(Exception):
    """The file is not a PDF, or carries no verification address."""


@dataclass(frozen=True)
class Check:
    """What the register says. `is_ours` is None where no file was shown; False where the file is not one that was issued
    here, byte for byte. `differing` names the facts in which the file's own data disagree with the register."""

    certificate: Certificate
    status: Status
    is_ours: bool | None = None
    differing: tuple[str, ...] = ()

    @property
    def is_valid(self) -> bool:
        """May somebody rely on it: the certificate stands, and the file shown is the one issued."""
        return self.status in VALID_STATUSES and self.is_ours is not False


def check_code(typed: str, day: date) -> Check | None:
    """What the register says of a code; None where it knows none such."""
    code = read_code(typed)
    certificate = find_by_code(code) if code else None
    return Check(certificate, status_of(certificate, day)) if certificate else None


def check_file(content: bytes, day: date) -> Check | None:
    """What the register says of a PDF; None where its code is unknown. Raises NotACertificate."""
    facts = _facts_in(content)
    code = read_code(str(facts.get("verify", "")))
    certificate = find_by_code(code) if code else None
    if certificate is None:
        return None
    sha256 = hashlib.sha256(content).hexdigest()
    paper = select(CertificatePaper.id).where(
        CertificatePaper.certificate_id == certificate.id, CertificatePaper.sha256 == sha256
    )
    is_ours = db.session.scalar(paper.limit(1)) is not None
    right = facts_of(face_of(certificate))
    differing = () if is_ours else tuple(name for name in _COMPARED if name in facts and facts[name] != right[name])
    return Check(certificate, status_of(certificate, day), is_ours, differing)


def _facts_in(content: bytes) -> dict[str, Any]:
    """The data that the file carries; where somebody stripped them, the address behind the QR code."""
    import pikepdf

    if not content.startswith(b"%PDF") or len(content) > LARGEST:
        raise NotACertificate
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if FACTS_FILE in pdf.attachments:
                facts = json.loads(pdf.attachments[FACTS_FILE].get_file().read_bytes())
                if isinstance(facts, dict) and read_code(str(facts.get("verify", ""))):
                    return facts
            for found in pdf.objects:
                if isinstance(found, pikepdf.Dictionary) and (address := _address_in(str(found.get("/Alt", "")))):
                    return {"verify": address}
    except (pikepdf.PdfError, ValueError, KeyError) as error:
        raise NotACertificate from error
    raise NotACertificate


def _address_in(text: str) -> str | None:
    return text if "/v/" in text and read_code(text.rsplit(" ", 1)[-1]) else None


def is_throttled(address: str, at: datetime) -> bool:
    """Did this address ask for too many codes that do not exist?"""
    misses = select(func.count()).where(MissedCheck.address == address[:60], MissedCheck.at > at - WINDOW)
    return (db.session.scalar(misses) or 0) >= MOST_MISSES


def note_miss(address: str, at: datetime) -> None:
    """Remember that a code did not exist, whatever becomes of the request; old misses are forgotten."""
    with own_transaction() as connection:
        connection.execute(insert(MissedCheck).values(address=address[:60], at=at))
        connection.execute(delete(MissedCheck).where(MissedCheck.at < at - WINDOW))
