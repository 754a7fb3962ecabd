"""Reads of drafts of schemes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from certificates.drafts.models import SchemeDraft
from certificates.models import Certificate, Scheme, Tier
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


@dataclass(frozen=True)
class Ladder:
    """What holds of a scheme: the newest version of each tier, by level, and how many people's certificates of each have not
    run out."""

    tiers: list[Tier]
    holders: Mapping[int, int]

    def in_force(self, day: date) -> dict[int, Tier]:
        """The tiers that are not retired on a day, by level."""
        return {tier.level: tier for tier in self.tiers if not tier.is_retired(day)}


def get_ladder(code: str, day: date) -> Ladder:
    """What holds of a scheme by its code: empty where there is none yet."""
    query = select(Tier, _holders(day)).join(Scheme, Scheme.id == Tier.scheme_id).where(Scheme.code == code)
    return _ladder(db.session.execute(query).all())


def get_draft_and_ladder(code: str, day: date) -> tuple[SchemeDraft, Ladder]:
    """A draft with what holds of its scheme: one statement. Raises NotFound."""
    query = (
        select(SchemeDraft, Tier, _holders(day))
        .outerjoin(Scheme, Scheme.code == SchemeDraft.code)
        .outerjoin(Tier, Tier.scheme_id == Scheme.id)
        .where(SchemeDraft.code == code)
    )
    rows = db.session.execute(query).all()
    if not rows:
        raise NotFound
    return rows[0].SchemeDraft, _ladder([row for row in rows if row.Tier is not None])


def _holders(day: date) -> Any:
    other = aliased(Tier)
    return (
        select(func.count(func.distinct(Certificate.person_id)))
        .join(other, other.id == Certificate.tier_id)
        .where(
            other.scheme_id == Tier.scheme_id, other.level == Tier.level,
            Certificate.issued_on <= day, Certificate.expires_on >= day,
        )
        .correlate(Tier)
        .scalar_subquery()
        .label("holders")
    )  # fmt: skip


def _ladder(rows: Sequence[Any]) -> Ladder:
    newest = {row.Tier.level: row.Tier for row in sorted(rows, key=lambda row: (row.Tier.level, row.Tier.number))}
    return Ladder(list(newest.values()), {row.Tier.level: row.holders for row in rows})


def title_of(draft: SchemeDraft) -> Bilingual:
    """What a draft is called so far."""
    said = Bilingual.of(draft.data.get("title") or "")
    return said if said.zh or said.en else Bilingual(draft.code, draft.code)
