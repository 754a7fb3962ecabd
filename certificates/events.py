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


@dataclass(frozen=True)
class RulesChanged:
    """What certificates unlock, or what suspends them by date, changed for whoever holds one: a tier was published anew, or a
    call for an exam was made or ended. `scheme_id` None: in every scheme."""

    scheme_id: int | None
    at: datetime
