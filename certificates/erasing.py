"""What is left of a certificate when its holder's data are erased: number, tier, dates and status, which anybody with the
paper can still check; no name, no evidence, no paper, no credential."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select, update

from certificates.credentials.models import CertificateErasure, IssuedCredential
from certificates.models import Certificate, CertificatePaper
from certificates.training.models import TrainingCertificate, TrainingPaper
from lms.core import audit
from lms.core.db import after_commit, db
from lms.core.files import store
from lms.people.actions.erasing import ERASED_LATIN, ERASED_ZH
from lms.people.events import PersonErased

_NOBODY = {"name_zh": ERASED_ZH, "name_latin": ERASED_LATIN}


def is_erased(face: Mapping[str, Any]) -> bool:
    """Is this the kept face of somebody whose data were erased?"""
    return (face["name_zh"], face["name_latin"]) == (ERASED_ZH, ERASED_LATIN)


def person_erased(event: PersonErased) -> None:
    """Take the holder out of all their certificates. The hashes of the papers stay, so that a paper which somebody shows is
    still known; the salt of the credential goes, so that its hash can no longer be tied to a name by us."""
    query = select(Certificate).where(Certificate.person_id == event.person_id)
    certificates = list(db.session.scalars(query))
    training = list(
        db.session.scalars(select(TrainingCertificate).where(TrainingCertificate.person_id == event.person_id))
    )
    for one in training:
        one.face = {**one.face, **_NOBODY}
    for certificate in certificates:
        certificate.face = {**certificate.face, **_NOBODY}
        certificate.evidence = []
        db.session.add(CertificateErasure(certificate_id=certificate.id, erased_at=event.at, erased_by=event.actor.id))
    ids, training_ids = [one.id for one in certificates], [one.id for one in training]
    gone = update(IssuedCredential).where(IssuedCredential.certificate_id.in_(ids)).values(salt=None, signed=None)
    db.session.execute(gone)
    papers = [
        *db.session.scalars(select(CertificatePaper.sha256).where(CertificatePaper.certificate_id.in_(ids))),
        *db.session.scalars(select(TrainingPaper.sha256).where(TrainingPaper.certificate_id.in_(training_ids))),
    ]
    db.session.flush()
    if certificates or training:
        audit.record(
            "certificate.erased", "person", event.person_id, actor=event.actor, at=event.at,
            certificates=len(certificates), training=len(training),
        )  # fmt: skip
    after_commit(lambda: _throw_away(papers))


def _throw_away(papers: Iterable[str]) -> None:
    place = store()
    for sha256 in papers:
        if place.filesystem.exists(place.path(sha256)):
            place.filesystem.rm_file(place.path(sha256))


HANDLERS = ((PersonErased, person_erased),)
