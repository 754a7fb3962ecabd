"""Reads of drafts of schemes."""

from __future__ import annotations

from sqlalchemy import select

from certificates.drafts.models import SchemeDraft
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound


def list_drafts() -> list[SchemeDraft]:
    """All drafts, by code."""
    return list(db.session.scalars(select(SchemeDraft).order_by(SchemeDraft.code)))


def get_draft(code: str) -> SchemeDraft:
    """A draft by the code of its scheme. Raises NotFound."""
    draft = db.session.scalar(select(SchemeDraft).where(SchemeDraft.code == code))
    if draft is None:
        raise NotFound
    return draft


def title_of(draft: SchemeDraft) -> Bilingual:
    """What a draft is called so far."""
    said = Bilingual.of(draft.data.get("title") or "")
    return said if said.zh or said.en else Bilingual(draft.code, draft.code)
