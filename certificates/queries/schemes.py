"""Reads of certification schemes and their tiers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from certificates.models import Scheme, Tier
from lms.core.db import db
from lms.core.errors import NotFound, Refusal, RuleBroken
from lms.people.models import Person, Post


def list_schemes() -> list[Scheme]:
    """All schemes, by family and code."""
    return list(db.session.scalars(select(Scheme).order_by(Scheme.family.desc(), Scheme.id)))


def list_tiers(scheme_ids: list[int]) -> list[Tier]:
    """The newest version of every tier of some schemes, lowest first."""
    newest = (
        select(Tier.scheme_id, Tier.level, func.max(Tier.number).label("number"))
        .where(Tier.scheme_id.in_(scheme_ids))
        .group_by(Tier.scheme_id, Tier.level)
        .subquery()
    )
    same = (Tier.scheme_id == newest.c.scheme_id, Tier.level == newest.c.level, Tier.number == newest.c.number)
    query = select(Tier).join(newest, same[0] & same[1] & same[2]).options(joinedload(Tier.scheme))
    return list(db.session.scalars(query.order_by(Tier.scheme_id, Tier.level)))


def tier_among_newest(tier_id: int) -> tuple[Tier, list[Tier]]:
    """A version of a tier, and the newest version of every tier of its scheme, lowest first. Raises NotFound."""
    own = select(Tier.scheme_id).where(Tier.id == tier_id).scalar_subquery()
    query = select(Tier).where(Tier.scheme_id == own).options(joinedload(Tier.scheme)).order_by(Tier.level, Tier.number)
    tiers = list(db.session.scalars(query))
    tier = next((one for one in tiers if one.id == tier_id), None)
    if tier is None:
        raise NotFound
    return tier, list({one.level: one for one in tiers}.values())


def tiers_open_to(person_id: int, scheme_ids: Collection[int]) -> list[Tier]:
    """The newest version of every tier of the schemes that are open to a person (see `schemes_open_to`), and of some others,
    lowest first: one statement."""
    line = Person.product_line
    open_ = and_(
        Scheme.family == Post.family,
        or_(Scheme.product_line.is_(None), line.is_(None), Scheme.product_line == line),
    )
    query = (
        select(Tier)
        .join(Scheme, Scheme.id == Tier.scheme_id)
        .join(Person, Person.id == person_id)
        .join(Post, Post.id == Person.post_id)
        .where(or_(open_, Scheme.id.in_(scheme_ids)))
        .options(contains_eager(Tier.scheme))
        .order_by(Tier.scheme_id, Tier.level, Tier.number)
    )
    return list({(tier.scheme_id, tier.level): tier for tier in db.session.scalars(query)}.values())


def tiers_in_force(scheme_ids: list[int], day: date) -> list[Tier]:
    """As `list_tiers`, without those that are retired on the day."""
    return [tier for tier in list_tiers(scheme_ids) if not tier.is_retired(day)]


def find_tier(scheme_id: int, level: int) -> Tier | None:
    """The newest version of a tier."""
    query = select(Tier).where(Tier.scheme_id == scheme_id, Tier.level == level).options(joinedload(Tier.scheme))
    return db.session.scalar(query.order_by(Tier.number.desc()).limit(1))


def get_scheme(code: str) -> Scheme:
    """A scheme by its code. Raises NotFound."""
    scheme = db.session.scalar(select(Scheme).where(Scheme.code == code))
    if scheme is None:
        raise NotFound
    return scheme


def get_tier(tier_id: int) -> Tier:
    """A version of a tier with its scheme. Raises NotFound."""
    tier = db.session.scalar(select(Tier).where(Tier.id == tier_id).options(joinedload(Tier.scheme)))
    if tier is None:
        raise NotFound
    return tier


def scheme_for(person: Person, code: str) -> Scheme:
    """The scheme of a code, or, where the code names a group of schemes by product line ("field" for "field-home",
    "field-commercial" …), the one of the person's product line. Raises RuleBroken where there is none."""
    exact = db.session.scalar(select(Scheme).where(Scheme.code == code))
    if exact is not None:
        return exact
    if person.product_line is not None:
        by_line = db.session.scalar(select(Scheme).where(Scheme.code == f"{code}-{person.product_line}"))
        if by_line is not None:
            return by_line
    elif db.session.scalar(select(Scheme.id).where(Scheme.code.startswith(f"{code}-", autoescape=True)).limit(1)):
        raise RuleBroken(Refusal("scheme_needs_product_line", {"name": str(person.name), "code": code}))
    raise RuleBroken(Refusal("scheme_unknown", {"code": code}))


def schemes_open_to(person: Person, family: str) -> list[Scheme]:
    """The schemes of a person's job family, of their product line where they have one."""
    query = select(Scheme).where(Scheme.family == family).order_by(Scheme.id)
    if person.product_line is not None:
        query = query.where(Scheme.product_line.is_(None) | (Scheme.product_line == person.product_line))
    return list(db.session.scalars(query))
