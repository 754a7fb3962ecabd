"""What stands on a training certificate, taken down on the day of issue and read back for printing."""

from __future__ import annotations

from typing import Any

from flask import current_app

from certificates.designs.queries import designs_in_use
from certificates.faces import verify_url
from certificates.pdf.faces import TrainingFace
from certificates.training.models import TrainingCertificate
from lms.core.bilingual import Bilingual
from lms.people.models import Person

ATTENDANCE, COMPLETION = "attendance", "completion"


def take_down(person: Person, title: Bilingual) -> dict[str, Any]:
    """The face as it is today; names and signatory may change later, the certificate does not."""
    settings = current_app.extensions["settings"]
    return {
        "name_zh": person.name_zh.strip(),
        "name_latin": person.name_latin.strip(),
        "title": title.as_dict(),
        "organisation": {"zh": settings.organisation_zh, "en": settings.organisation_en},
        "signatory_name": {"zh": settings.signatory_zh, "en": settings.signatory_en},
        "signatory_title": {"zh": settings.signatory_title_zh, "en": settings.signatory_title_en},
        "demo": settings.demo_mode,
        "designs": designs_in_use(),
    }


def face_of(certificate: TrainingCertificate) -> TrainingFace:
    """The face of one that was issued."""
    kept = certificate.face
    return TrainingFace(
        name_zh=kept["name_zh"],
        name_latin=kept["name_latin"],
        course=Bilingual.of(kept["title"]),
        hours=float(certificate.hours) if certificate.hours is not None else None,
        first_day=certificate.first_day,
        last_day=certificate.last_day,
        number=certificate.number,
        issued_on=certificate.issued_on,
        organisation=Bilingual.of(kept["organisation"]),
        signatory_name=Bilingual.of(kept["signatory_name"]),
        signatory_title=Bilingual.of(kept["signatory_title"]),
        verify_url=verify_url(certificate.code),
        attended=certificate.kind == ATTENDANCE,
        demo=kept["demo"],
    )
