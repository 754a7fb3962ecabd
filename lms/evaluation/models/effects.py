"""Tables of effects on KPIs: estimates as they were computed, who signed for them, and roll-outs whose order was drawn.
Append-only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Base
from lms.kpis.models import Kpi


class EffectEstimate(Base):
    """What a training did to a KPI, as it was computed on a day: verdict, figures, and the whole report.

    `first_month` to `last_month` is the window that was looked at, within a unit and all below it or (`unit_id` None) the
    whole organisation. Figures are in `unit`, that of the KPI ("percentage_points" where the KPI is a percentage), and None where the
    verdict is a refusal or the method gives none. `method` is "staggered", "two_arms" or "series"; `timing` says what
    counted as the month of training: "scheduled" by a drawn roll-out, or "completed".
    """

    __tablename__ = "effect_estimate"
    __table_args__ = (
        CheckConstraint("subject_kind IN ('course', 'programme', 'certificate')", name="subject"),
        CheckConstraint("verdict IN ('effect', 'inconclusive', 'not robust', 'refused')", name="verdict"),
        CheckConstraint("method IN ('staggered', 'two_arms', 'series')", name="method"),
        CheckConstraint("timing IN ('scheduled', 'completed')", name="timing"),
        Index("ix_effect_estimate_subject", "subject_kind", "subject_code", "kpi_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_code: Mapped[str] = mapped_column(String(60))
    kpi_id: Mapped[int] = mapped_column(ForeignKey("kpi.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    roll_out_id: Mapped[int | None] = mapped_column(ForeignKey("roll_out.id"))
    first_month: Mapped[date]
    last_month: Mapped[date]
    as_of: Mapped[date]
    method: Mapped[str] = mapped_column(String(20))
    timing: Mapped[str] = mapped_column(String(20))
    verdict: Mapped[str] = mapped_column(String(20))
    unit: Mapped[str] = mapped_column(String(20))
    att: Mapped[float | None]
    se: Mapped[float | None]
    low: Mapped[float | None]
    high: Mapped[float | None]
    df: Mapped[float | None]
    people: Mapped[int]
    compared: Mapped[int]
    report: Mapped[dict[str, Any]] = mapped_column(JSON)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)
    limits: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    job_id: Mapped[int | None]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    kpi: Mapped[Kpi] = relationship()
    approval: Mapped[EffectApproval | None] = relationship(back_populates="estimate")

    @property
    def reasons(self) -> list[dict[str, Any]]:
        """Why the verdict is what it is: codes with their values."""
        return list(self.report.get("reasons", ()))


class EffectApproval(Base):
    """Somebody signed that an estimate may be used for a return. Never changed."""

    __tablename__ = "effect_approval"

    id: Mapped[int] = mapped_column(primary_key=True)
    estimate_id: Mapped[int] = mapped_column(ForeignKey("effect_estimate.id"), unique=True)
    reason: Mapped[str] = mapped_column(String(500))
    signed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime]

    estimate: Mapped[EffectEstimate] = relationship(back_populates="approval")


class RollOut(Base):
    """A training rolled out in waves whose order was drawn from `seed`, over people or whole units (`assigned`), within
    strata. `plan` keeps what was known before it began: the smallest effect that it will be able to show."""

    __tablename__ = "roll_out"
    __table_args__ = (
        CheckConstraint("assigned IN ('person', 'unit')", name="assigned"),
        CheckConstraint("subject_kind IN ('course', 'programme', 'certificate')", name="subject"),
        Index("ix_roll_out_subject", "subject_kind", "subject_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_code: Mapped[str] = mapped_column(String(60))
    kpi_id: Mapped[int] = mapped_column(ForeignKey("kpi.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    assigned: Mapped[str] = mapped_column(String(10))
    strata: Mapped[list[str]] = mapped_column(JSON)
    waves: Mapped[int]
    months_apart: Mapped[int] = mapped_column(default=1)
    first_month: Mapped[date]
    seed: Mapped[int] = mapped_column(BigInteger)
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    kpi: Mapped[Kpi] = relationship()
    places: Mapped[list[RollOutPlace]] = relationship(back_populates="roll_out")
    withdrawal: Mapped[RollOutWithdrawal | None] = relationship(back_populates="roll_out")


class RollOutPlace(Base):
    """A person's place in the drawn order. `unit_id` is the unit that was drawn, where whole units were; `stratum` the kind
    within which the person was dealt, as it was then."""

    __tablename__ = "roll_out_place"
    __table_args__ = (UniqueConstraint("roll_out_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    roll_out_id: Mapped[int] = mapped_column(ForeignKey("roll_out.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    stratum: Mapped[str | None] = mapped_column(String(200))
    wave: Mapped[int]
    month: Mapped[date]

    roll_out: Mapped[RollOut] = relationship(back_populates="places")


class RollOutWithdrawal(Base):
    """A drawn roll-out that does not take place. The draw stays on record, so that nobody can draw until it suits."""

    __tablename__ = "roll_out_withdrawal"

    id: Mapped[int] = mapped_column(primary_key=True)
    roll_out_id: Mapped[int] = mapped_column(ForeignKey("roll_out.id"), unique=True)
    reason: Mapped[str] = mapped_column(String(500))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    roll_out: Mapped[RollOut] = relationship(back_populates="withdrawal")
