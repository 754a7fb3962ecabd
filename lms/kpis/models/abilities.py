"""The table that says which abilities stand behind a KPI."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.bilingual import Bilingual
from lms.core.db import Base


class KpiAbility(Base):
    """An ability that moves a KPI: how strongly (1 somewhat, 2 clearly, 3 above all) and why."""

    __tablename__ = "kpi_ability"
    __table_args__ = (CheckConstraint("weight BETWEEN 1 AND 3", name="weight"),)

    kpi_id: Mapped[int] = mapped_column(ForeignKey("kpi.id"), primary_key=True)
    ability_id: Mapped[int] = mapped_column(ForeignKey("ability.id"), primary_key=True)
    weight: Mapped[int]
    why: Mapped[Bilingual]
