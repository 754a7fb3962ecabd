"""Reads of the abilities behind a KPI."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.kpis.models import KpiAbility
from lms.skills.models import Ability


@dataclass(frozen=True)
class AbilityBehind:
    """An ability that moves a KPI: how strongly, and why."""

    id: int
    code: str
    name: Bilingual
    weight: int
    why: Bilingual


def abilities_behind(kpi_id: int) -> list[AbilityBehind]:
    """The abilities behind a KPI, the weightiest first."""
    query = (
        select(Ability.id, Ability.code, Ability.name, KpiAbility.weight, KpiAbility.why)
        .join(KpiAbility, KpiAbility.ability_id == Ability.id)
        .where(KpiAbility.kpi_id == kpi_id, Ability.retired_at.is_(None))
        .order_by(KpiAbility.weight.desc(), Ability.position)
    )
    return [AbilityBehind(*row) for row in db.session.execute(query)]


def links_of(ability_ids: Collection[int]) -> list[KpiAbility]:
    """The KPIs that abilities stand behind, the weightiest first."""
    query = select(KpiAbility).where(KpiAbility.ability_id.in_(ability_ids))
    return list(db.session.scalars(query.order_by(KpiAbility.weight.desc(), KpiAbility.kpi_id)))
