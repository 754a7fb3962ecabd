"""Who signed: the name of a further person in a statement."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import aliased

from lms.core.bilingual import Bilingual
from lms.people.models import Person

Signer = aliased(Person, name="signer")
SIGNER = (Signer.name_zh.label("signer_zh"), Signer.name_latin.label("signer_latin"))
"""The columns that `name_of` reads; the statement joins `Signer` by whoever signed."""


def name_of(zh: str | None, latin: str | None) -> Bilingual:
    """The name as readers of each language expect it."""
    return Bilingual(zh or latin or "", latin or zh or "")


def signer_of(row: Any) -> Bilingual | None:
    """The name that a statement with SIGNER brought; None where nobody signed."""
    if row.signer_zh is None and row.signer_latin is None:
        return None
    return name_of(row.signer_zh, row.signer_latin)


def get_signer(row: Any) -> Bilingual:
    """The same where the signature is never missing."""
    return name_of(row.signer_zh, row.signer_latin)
