"""What happened to certificates, told upwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class CertificateAwarded:
    """A tier was awarded to a person, renewed, issued anew or brought over."""

    certificate_id: int
    person_id: int
    scheme_code: str
    level: int
    at: datetime


@dataclass(frozen=True)
class CertificateDecided:
    """A certificate was suspended, reinstated, withdrawn, restored on appeal, or superseded by a new paper ("supersede")."""

    certificate_id: int
    person_id: int
    kind: str
    at: datetime
