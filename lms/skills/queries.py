"""Reads of abilities, of the levels that are asked for, and of what measures them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, bindparam, select

from lms.core.among import among
from lms.core.db import db
from lms.core.errors import NotFound
from lms.skills.models import Ability, AbilityMeasure, RequiredLevel
from lms.skills.rules import Asked


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


def list_requirements(ability_ids: Collection[int] | None = None) -> list[Asked]:
    """Everything that was ever asked, in the order in which it was said."""
    r = RequiredLevel
    query = select(r.ability_id, r.post_id, r.family, r.tier, r.level, r.from_day).order_by(r.id)
    if ability_ids is not None:
        query = query.where(r.ability_id.in_(ability_ids))
    return [Asked(*row) for row in db.session.execute(query)]


@dataclass(frozen=True)
class Measure:
    """What passing something shows."""

    ability_id: int
    kind: str
    code: str
    level: int
    from_day: date
    id: int


def list_measures(today: date, ability_ids: Collection[int] | None = None) -> list[Measure]:
    """What shows which level on a day."""
    m = AbilityMeasure
    query = select(m.ability_id, m.kind, m.code, m.level, m.from_day, m.id).where(m.from_day <= today)
    if ability_ids is not None:
        query = query.where(m.ability_id.in_(ability_ids))
    return newest_measures(db.session.execute(query.order_by(m.from_day, m.id)))


def newest_measures(rows: Iterable[Any]) -> list[Measure]:
    """What counts of what was said, the oldest first, of what shows which level."""
    newest: dict[tuple[int, str, str], Measure] = {}
    for row in rows:
        newest[row[0], row[1], row[2]] = Measure(*row)
    return [one for one in newest.values() if one.level]


ASKED = select(
    RequiredLevel.ability_id, RequiredLevel.post_id, RequiredLevel.family, RequiredLevel.tier, RequiredLevel.level,
    RequiredLevel.from_day,
).order_by(RequiredLevel.id)  # fmt: skip
MEASURES = (
    select(
        AbilityMeasure.ability_id, AbilityMeasure.kind, AbilityMeasure.code, AbilityMeasure.level,
        AbilityMeasure.from_day, AbilityMeasure.id,
    )
    .where(AbilityMeasure.from_day <= bindparam("today", type_=Date), among(AbilityMeasure.ability_id, "abilities"))
    .order_by(AbilityMeasure.from_day, AbilityMeasure.id)
)  # fmt: skip
"""Everything that was ever asked, and what was said by `today` of what shows `abilities`: to be read with other records;
see `newest_measures`."""


def list_level_changes(ability_id: int, limit: int = 12) -> list[RequiredLevel]:
    """What was asked of whom from when on, the last said first."""
    query = select(RequiredLevel).where(RequiredLevel.ability_id == ability_id, RequiredLevel.set_by.is_not(None))
    return list(db.session.scalars(query.order_by(RequiredLevel.id.desc()).limit(limit)))
