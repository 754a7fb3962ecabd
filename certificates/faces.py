"""What stands on the paper, taken down on the day of issue and read back for printing."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_babel import force_locale

from certificates.designs.queries import designs_in_use
from certificates.labels import ALL_PRODUCTS, PRODUCTS
from certificates.models import Certificate, Tier
from certificates.pdf.faces import AFTER_SALES, CertificateFace
from lms.core.bilingual import Bilingual
from lms.core.i18n import LOCALES
from lms.people.models import Person


def take_down(person: Person, tier: Tier) -> dict[str, Any]:
    """The face of a certificate as it is today; names, titles, signatory and
    designs may change later, the certificate does not."""
    settings = current_app.extensions["settings"]
    scheme = tier.scheme
    return {
        "name_zh": person.name_zh.strip(),
        "name_latin": person.name_latin.strip(),
        "title": scheme.certificate_title.as_dict(),
        "tier": tier.title.as_dict(),
        "tier_level": tier.level,
        "product_line": product_line(scheme.product_line).as_dict(),
        "field_of_work": (scheme.field_of_work or AFTER_SALES).as_dict(),
        "organisation": {"zh": settings.organisation_zh, "en": settings.organisation_en},
        "signatory_name": {"zh": settings.signatory_zh, "en": settings.signatory_en},
        "signatory_title": {"zh": settings.signatory_title_zh, "en": settings.signatory_title_en},
        "demo": settings.demo_mode,
        "designs": designs_in_use(),
    }


def product_line(code: str | None) -> Bilingual:
    """A product line in both languages, as the paper names it."""
    label = PRODUCTS.get(code, ALL_PRODUCTS)
    texts = {}
    for language, locale in LOCALES.items():
        with force_locale(locale):
            texts[language] = str(label)
    return Bilingual.of(texts)


def face_of(certificate: Certificate) -> CertificateFace:
    """The face of an awarded certificate."""
    kept = certificate.face
    return CertificateFace(
        name_zh=kept["name_zh"],
        name_latin=kept["name_latin"],
        title=Bilingual.of(kept["title"]),
        tier=Bilingual.of(kept["tier"]),
        tier_level=kept["tier_level"],
        product_line=Bilingual.of(kept["product_line"]),
        number=certificate.number,
        issued_on=certificate.issued_on,
        expires_on=certificate.expires_on,
        organisation=Bilingual.of(kept["organisation"]),
        signatory_name=Bilingual.of(kept["signatory_name"]),
        signatory_title=Bilingual.of(kept["signatory_title"]),
        verify_url=verify_url(certificate.code),
        demo=kept["demo"],
        field_of_work=Bilingual.of(kept["field_of_work"]) if "field_of_work" in kept else AFTER_SALES,
    )


def holder_of(face: dict[str, Any]) -> Bilingual:
    """The holder's name as it stands on the paper, for readers of each language."""
    return Bilingual(face["name_zh"] or face["name_latin"], face["name_latin"] or face["name_zh"])


def verify_url(code: str) -> str:
    """The public address at which anybody can check a certificate; it is short, since it is printed."""
    return f"{current_app.extensions['settings'].public_url}/v/{code}"
