"""Reads of tiers that are retired: whom it concerns, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from certificates.applications.models import TierApplication
from certificates.applications.queries import is_waiting
from certificates.models import Certificate, Tier, TierRetirement
from certificates.queries.effects import running_on
from certificates.queries.schemes import get_scheme, list_tiers
from lms.core.db import db
from lms.core.errors import NotFound
from lms.people.models import Person


@dataclass(frozen=True)
class Concerned:
    """Whom the end of a tier concerns: how many hold a certificate of it that has not run out, until when the last of these
    lasts, and how many applications wait."""

    holders: int
    last_on: date | None
    waiting: int


def get_ladder(code: str, level: int) -> tuple[Tier, dict[int, date | None]]:
    """The newest version of a tier of a scheme, and from when each level of the scheme is retired. Raises NotFound."""
    tiers = {tier.level: tier for tier in list_tiers([get_scheme(code).id])}
    if level not in tiers:
        raise NotFound
    return tiers[level], {number: tier.retired_from for number, tier in tiers.items()}


def get_concerned(tier: Tier, day: date) -> Concerned:
    """Whom the end of a tier concerns on a day: one statement."""
    waiting = (
        select(func.count(TierApplication.id))
        .join(Tier, Tier.id == TierApplication.tier_id)
        .where(
            Tier.scheme_id == tier.scheme_id, Tier.level == tier.level, is_waiting()
        )
        .scalar_subquery()
    )  # fmt: skip
    query = (
        select(func.count(func.distinct(Certificate.person_id)), func.max(Certificate.expires_on), waiting)
        .join(Tier, Tier.id == Certificate.tier_id)
        .where(Tier.scheme_id == tier.scheme_id, Tier.level == tier.level, running_on(day))
    )
    return Concerned(*db.session.execute(query).one())


def list_retirements(tier: Tier) -> list[Any]:
    """Rows of (fact, who decided) about a tier, the newest first."""
    query = (
        select(TierRetirement, Person)
        .join(Person, Person.id == TierRetirement.decided_by)
        .where(TierRetirement.scheme_id == tier.scheme_id, TierRetirement.level == tier.level)
        .order_by(TierRetirement.id.desc())
    )
    return list(db.session.execute(query))


def list_told(tier: Tier, day: date) -> list[Person]:
    """Who is told: holders whose certificates have not run out, and those whose applications wait."""
    same = select(Tier.id).where(Tier.scheme_id == tier.scheme_id, Tier.level == tier.level)
    holders = select(Certificate.person_id).where(Certificate.tier_id.in_(same), running_on(day))
    waiting = select(TierApplication.person_id).where(TierApplication.tier_id.in_(same), is_waiting())
    query = select(Person).where(Person.id.in_(holders) | Person.id.in_(waiting), Person.left_on.is_(None))
    return list(db.session.scalars(query.order_by(Person.id)))
