"""The credential of a certificate: Open Badges 3.0 on Verifiable Credentials 2.0, before it is signed.

It says what the paper says, except the name: of that only a salted hash stands in it, by which whoever has the paper or
the person before them can confirm the name, and nobody can read it off.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from certificates.credentials.contexts import CREDENTIALS, OPEN_BADGES
from certificates.credentials.identity import did_of, profile
from certificates.models import Tier
from certificates.pdf.design import CertificateFace
from lms.core.bilingual import Bilingual

REVOCATION, SUSPENSION = "revocation", "suspension"


@dataclass(frozen=True)
class Place:
    """Where a credential stands in the status lists."""

    number: int
    index: int


def credential_document(
    face: CertificateFace, tier: Tier, *, code: str, place: Place, salt: str, public_url: str, zone: ZoneInfo
) -> dict[str, Any]:
    """What is signed for a certificate."""
    did = did_of(public_url)
    document = {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": credential_url(public_url, code),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": _both(face.title) + (" (示例 DEMO)" if face.demo else ""),
        "issuer": profile(did, name=_both(face.organisation), public_url=public_url),
        "validFrom": _moment(datetime.combine(face.issued_on, time(), zone)),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [identity(name, salt) for name in names_of(face)],
            "licenseNumber": face.number,
            "achievement": achievement(
                tier, title=face.title, name=face.tier, field=face.field_of_work, product_line=face.product_line,
                public_url=public_url,
            ),
        },
        "credentialStatus": status_entry(place, public_url=public_url),
    }  # fmt: skip
    if face.expires_on:
        end = datetime.combine(face.expires_on, time(), zone) + timedelta(days=1) - timedelta(seconds=1)
        document["validUntil"] = _moment(end)
    return document


def achievement(
    tier: Tier, *, title: Bilingual, name: Bilingual, field: Bilingual, product_line: Bilingual, public_url: str
) -> dict[str, Any]:
    """What was achieved: the tier in its version; the words are those of the paper."""
    return {
        "id": f"{public_url}/credentials/achievements/{tier.id}",
        "type": ["Achievement"],
        "achievementType": "Certification",
        "name": f"{_both(title)} · {_both(name)}",
        "description": f"{field.zh}，{product_line.zh} · {field.en}, {product_line.en}",
        "humanCode": tier.code,
        "criteria": {"narrative": "\n\n".join(_both(text) for text in (tier.knowledge, tier.skill, tier.examination))},
    }


def status_entry(place: Place, *, public_url: str) -> dict[str, Any]:
    """Where to look whether the credential still holds. Open Badges 3.0 allows one entry (see docs/decisions/009)."""
    address = list_url(public_url, place.number, REVOCATION)
    return {
        "id": f"{address}#{place.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": REVOCATION,
        "statusListIndex": str(place.index),
        "statusListCredential": address,
    }


def list_url(public_url: str, number: int, purpose: str) -> str:
    """The address of a status list."""
    return f"{public_url}/credentials/status/{number}/{purpose}"


def credential_url(public_url: str, code: str) -> str:
    """The address of a credential, by the code that stands on the paper."""
    return f"{public_url}/credentials/{code}"


def names_of(face: CertificateFace) -> list[str]:
    """The holder's names as they stand on the paper."""
    return [name for name in (face.name_zh, face.name_latin) if name]


def identity(name: str, salt: str) -> dict[str, Any]:
    """A name that can be confirmed and not be read: SHA-256 over the name and the salt."""
    digest = hashlib.sha256((unicodedata.normalize("NFC", name) + salt).encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "identityHash": f"sha256${digest}",
        "identityType": "name",
        "hashed": True,
        "salt": salt,
    }


def _both(text: Bilingual) -> str:
    return text.zh if text.zh == text.en else f"{text.zh} {text.en}"


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
