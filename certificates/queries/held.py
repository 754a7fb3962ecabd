"""Which tier somebody held on a day, asked within another statement."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from certificates.models import Certificate, CertificateDecision, Scheme, Tier
from lms.core.db import db


def tier_held(person_id: ColumnElement[Any], day: ColumnElement[Any]) -> Any:
    """The id of the highest tier whose certificate stood on the day, a grace that counts included, of the person of an
    outer statement's columns."""
    standing = (
        select(CertificateDecision.kind)
        .where(CertificateDecision.certificate_id == Certificate.id, CertificateDecision.effective_on <= day)
        .order_by(CertificateDecision.effective_on.desc(), CertificateDecision.id.desc())
        .limit(1)
        .correlate_except(CertificateDecision)
        .scalar_subquery()
    )
    last = or_(Certificate.expires_on >= day, and_(Certificate.grace_counts, Certificate.grace_until >= day))
    return (
        select(Tier.id)
        .join(Certificate, Certificate.tier_id == Tier.id)
        .where(
            Certificate.person_id == person_id, Certificate.issued_on <= day, last,
            func.coalesce(standing, "").not_in(("suspend", "withdraw")),
        )
        .order_by(Tier.level.desc(), Certificate.issued_on.desc(), Certificate.id.desc())
        .limit(1)
        .correlate_except(Tier, Certificate)
        .scalar_subquery()
    )  # fmt: skip


def level_of(tier_id: ColumnElement[Any]) -> Any:
    """The level of an outer statement's tier."""
    return select(Tier.level).where(Tier.id == tier_id).correlate_except(Tier).scalar_subquery()


def list_tiers(ids: Collection[int]) -> list[Any]:
    """Rows of (id, scheme, tier): the names of tiers."""
    query = select(Tier.id, Scheme.title.label("scheme"), Tier.title.label("tier")).join(
        Scheme, Scheme.id == Tier.scheme_id
    )
    return list(db.session.execute(query.where(Tier.id.in_(ids))))
