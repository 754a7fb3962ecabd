"""Tables of personal development plans."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.append_only import append_only
from lms.core.bilingual import Bilingual
from lms.core.db import Base
from lms.people.models import Person


class DevelopmentPlan(Base):
    """What one person wants to reach, in three phases counted from `starts_on`. `occasion`: why it was opened."""

    __tablename__ = "development_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    starts_on: Mapped[date]
    occasion: Mapped[Bilingual]
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    goals: Mapped[list[PlanGoal]] = relationship(order_by="(PlanGoal.phase, PlanGoal.due_on, PlanGoal.id)")


class PlanGoal(Base):
    """One goal: what, by which measure, until when. One that is given up stays on record with the reason."""

    __tablename__ = "plan_goal"
    __table_args__ = (CheckConstraint("phase BETWEEN 1 AND 3", name="phase"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("development_plan.id"), index=True)
    phase: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    measure: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    added_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    dropped_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    dropped_at: Mapped[datetime | None]
    dropped_why: Mapped[str] = mapped_column(Text, default="")


@append_only
class PlanAgreement(Base):
    """That the person ("person") or the supervisor ("supervisor") agrees to the goals as they stood at that moment."""

    __tablename__ = "plan_agreement"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("development_plan.id"), index=True)
    side: Mapped[str] = mapped_column(String(10))
    agreed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    agreed_at: Mapped[datetime]


@append_only
class PlanReview(Base):
    """A talk over the plan, each quarter: how each goal stands ({"goal": id, "state": "on_way"…}), and what was said."""

    __tablename__ = "plan_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("development_plan.id"), index=True)
    held_on: Mapped[date]
    states: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    summary: Mapped[str] = mapped_column(Text)
    held_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]
