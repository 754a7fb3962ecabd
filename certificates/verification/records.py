"""What the register says to anybody about a certificate: as much as the paper shows, and how it stands, since when."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from certificates.credentials.documents import names_of
from certificates.credentials.models import CertificateErasure
from certificates.erasing import is_erased
from certificates.faces import face_of, verify_url
from certificates.models import Certificate, CertificatePaper
from certificates.pdf.faces import CertificateFace, TrainingFace
from certificates.queries.certificates import effects_of, find_by_code, status_of
from certificates.rules.status import DecisionKind, Status, counts
from certificates.training.faces import face_of as training_face_of
from certificates.training.models import TrainingCertificate, TrainingPaper
from certificates.training.queries import find_by_code as find_training_by_code
from lms.core import clock
from lms.core.db import db


@dataclass(frozen=True)
class Record:
    """One certificate, of a tier or of a course. `since` is the day from which a suspension, a withdrawal or a successor
    counts; `counts` whether somebody may rely on it today; `erased` that the holder's data are gone."""

    id: int
    number: str
    code: str
    status: Status
    counts: bool
    face: CertificateFace | TrainingFace
    issued_on: date
    expires_on: date | None
    grace_until: date | None = None
    since: date | None = None
    erased: bool = False

    @property
    def is_training(self) -> bool:
        """Is it about a course rather than a tier?"""
        return isinstance(self.face, TrainingFace)


def find_record(code: str, day: date) -> Record | None:
    """What the register says of a code."""
    certificate = find_by_code(code)
    if certificate is not None:
        return _of_tier(certificate, day)
    training = find_training_by_code(code)
    return None if training is None else _of_training(training)


def find_by_paper(sha256: str, day: date) -> Record | None:
    """The certificate of which a file is a paper, byte for byte."""
    paper = select(Certificate.code).join(CertificatePaper, CertificatePaper.certificate_id == Certificate.id)
    code = db.session.scalar(paper.where(CertificatePaper.sha256 == sha256).limit(1))
    if code is None:
        other = select(TrainingCertificate.code).join(
            TrainingPaper, TrainingPaper.certificate_id == TrainingCertificate.id
        )
        code = db.session.scalar(other.where(TrainingPaper.sha256 == sha256).limit(1))
    return None if code is None else find_record(code, day)


def facts_of(record: Record) -> dict[str, Any]:
    """What the register says, for programs."""
    face = record.face
    facts: dict[str, Any] = {
        "number": record.number,
        "status": str(record.status),
        "valid": record.counts,
        "issued_on": record.issued_on.isoformat(),
        "expires_on": record.expires_on.isoformat() if record.expires_on else None,
        "verify": verify_url(record.code),
    }
    if record.erased:
        facts["holder"] = "erased"
    else:
        facts |= {"name_zh": face.name_zh, "name_latin": face.name_latin}
    if isinstance(face, TrainingFace):
        facts |= {"course": face.course.as_dict(), "hours": face.hours}
    else:
        facts |= {
            "title": face.title.as_dict(), "tier": face.tier.as_dict(), "product_line": face.product_line.as_dict(),
            "field_of_work": face.field_of_work.as_dict(),
        }  # fmt: skip
    if record.grace_until:
        facts["grace_until"] = record.grace_until.isoformat()
    if record.since:
        facts["since"] = record.since.isoformat()
    return facts


def differing(claimed: Mapping[str, Any], record: Record) -> tuple[str, ...]:
    """The facts in which a file's own data disagree with the register."""
    right = facts_of(record)
    wrong = [
        name
        for name in (
            "number",
            "issued_on",
            "expires_on",
            "name_zh",
            "name_latin",
            "tier",
            "product_line",
            "field_of_work",
        )
        if name in claimed and name in right and claimed[name] != right[name]
    ]
    if "names" in claimed and isinstance(record.face, CertificateFace) and not record.erased:
        ours = names_of(record.face)
        if not all(any(_confirms(entry, name) for name in ours) for entry in claimed["names"]):
            wrong.append("name_zh")
    title = claimed.get("title")
    if isinstance(title, str) and isinstance(record.face, CertificateFace) and record.face.tier.zh not in title:
        wrong.append("tier")
    return tuple(dict.fromkeys(wrong))


def _confirms(entry: Mapping[str, Any], name: str) -> bool:
    """Is this hashed identity that of a name?"""
    text = unicodedata.normalize("NFC", name) + str(entry.get("salt", ""))
    return bool(entry.get("identityHash") == "sha256$" + hashlib.sha256(text.encode()).hexdigest())


def _of_tier(certificate: Certificate, day: date) -> Record:
    effects = effects_of(certificate, day)
    status = status_of(certificate, day, effects)
    return Record(
        id=certificate.id,
        number=certificate.number,
        code=certificate.code,
        status=status,
        counts=counts(status, grace_counts=certificate.grace_counts),
        face=face_of(certificate),
        issued_on=certificate.issued_on,
        expires_on=certificate.expires_on,
        grace_until=certificate.grace_until,
        since=_since(certificate, status, day, [effect.since for effect in effects]),
        erased=db.session.get(CertificateErasure, certificate.id) is not None,
    )


def _since(certificate: Certificate, status: Status, day: date, stops: list[date]) -> date | None:
    """Since when a certificate does not count."""
    if status is Status.SUPERSEDED:
        return min(follower.issued_on for follower in certificate.followers)
    kinds = {Status.SUSPENDED: DecisionKind.SUSPEND, Status.WITHDRAWN: DecisionKind.WITHDRAW}
    if status not in kinds:
        return None
    days = [one.effective_on for one in certificate.decisions if one.kind == kinds[status] and one.effective_on <= day]
    days = days[-1:] or [stop for stop in stops if stop <= day]
    return min(days, default=None)


def _of_training(certificate: TrainingCertificate) -> Record:
    withdrawal = certificate.withdrawal
    return Record(
        id=certificate.id,
        number=certificate.number,
        code=certificate.code,
        status=Status.WITHDRAWN if withdrawal else Status.VALID,
        counts=withdrawal is None,
        face=training_face_of(certificate),
        issued_on=certificate.issued_on,
        expires_on=None,
        since=clock.local_date(withdrawal.withdrawn_at) if withdrawal else None,
        erased=is_erased(certificate.face),
    )
