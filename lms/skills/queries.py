"""Reads of abilities."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from lms.core.db import db
from lms.core.errors import NotFound
from lms.skills.models import Ability


def list_abilities(ids: Collection[int] | None = None) -> list[Ability]:
    """Abilities in use in their order, or those with some ids."""
    query = select(Ability).order_by(Ability.position, Ability.code)
    query = query.where(Ability.retired_at.is_(None)) if ids is None else query.where(Ability.id.in_(ids))
    return list(db.session.scalars(query))


def ids_of(codes: Collection[str]) -> dict[str, int]:
    """The ids of abilities by code; codes that nobody knows are missing."""
    rows = db.session.execute(select(Ability.code, Ability.id).where(Ability.code.in_(codes)))
    return {row.code: row.id for row in rows}


def get_ability(code: str) -> Ability:
    """An ability in use by its code. Raises NotFound."""
    query = select(Ability).where(Ability.code == code, Ability.retired_at.is_(None))
    found = db.session.scalars(query).first()
    if found is None:
        raise NotFound
    return found
