"""Tables of what KPIs mean: definitions, whose change is a new version from a month on, and the working time they count."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.bilingual import Bilingual
from lms.core.db import Base


class Kpi(Base):
    """A figure that service is measured by, known by its code."""

    __tablename__ = "kpi"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None]

    versions: Mapped[list[KpiVersion]] = relationship(order_by="KpiVersion.number", back_populates="kpi")


class KpiVersion(Base):
    """What the figure means from a month on.

    kind: "share" numerator orders of denominator orders; "mean" or "median" of `numerator` (a number) over the orders of
    `denominator` (a condition); "nps" promoters less detractors of a 0–10 score; "count" orders of `numerator`;
    "rate" sum of `numerator` over sum of `denominator`. Expressions are those of `lms.kpis.rules.expressions`.
    """

    __tablename__ = "kpi_version"
    __table_args__ = (
        UniqueConstraint("kpi_id", "number"),
        CheckConstraint("kind IN ('share', 'mean', 'median', 'nps', 'count', 'rate')", name="kind"),
        CheckConstraint("direction IN ('up', 'down', 'none')", name="direction"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kpi_id: Mapped[int] = mapped_column(ForeignKey("kpi.id"))
    number: Mapped[int]
    name: Mapped[Bilingual]
    meaning: Mapped[Bilingual]
    kind: Mapped[str] = mapped_column(String(10))
    numerator: Mapped[str] = mapped_column(String(500))
    denominator: Mapped[str] = mapped_column(String(500))
    exclusions: Mapped[str] = mapped_column(String(500), default="")
    window_days: Mapped[int | None]
    unit: Mapped[str] = mapped_column(String(20))
    digits: Mapped[int] = mapped_column(default=1)
    direction: Mapped[str] = mapped_column(String(5))
    least_sample: Mapped[int] = mapped_column(default=10)
    money_per_unit: Mapped[float | None]
    money_currency: Mapped[str] = mapped_column(String(3), default="CNY")
    money_source: Mapped[Bilingual]
    money_confidence: Mapped[float | None]
    from_month: Mapped[date]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    kpi: Mapped[Kpi] = relationship(back_populates="versions")


class WorkCalendar(Base):
    """A working-time calendar as its TOML text (see `lms.kpis.rules.working_time`): in force from the day it names, or always."""

    __tablename__ = "work_calendar"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
