"""Tables of training needs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.append_only import append_only
from lms.core.bilingual import Bilingual
from lms.core.db import Base
from lms.people.models import Unit


class TrainingNeed(Base):
    """That something is missing, with the evidence as it was when it was raised. `unit_id` None: the whole organisation.

    Whether it is accepted, declined or merged, its decisions say.
    """

    __tablename__ = "training_need"
    __table_args__ = (CheckConstraint("priority BETWEEN 1 AND 3", name="priority"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(20))
    alert_id: Mapped[int | None] = mapped_column(ForeignKey("alert.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[Bilingual]
    reason: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON)
    priority: Mapped[int]
    wished_by: Mapped[date]
    raised_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    raised_at: Mapped[datetime] = mapped_column(index=True)

    unit: Mapped[Unit | None] = relationship()
    decisions: Mapped[list[NeedDecision]] = relationship(
        order_by="NeedDecision.id", foreign_keys="NeedDecision.need_id"
    )  # fmt: skip


class NeedAbility(Base):
    """An ability that the need is about."""

    __tablename__ = "need_ability"

    need_id: Mapped[int] = mapped_column(ForeignKey("training_need.id"), primary_key=True)
    ability_id: Mapped[int] = mapped_column(ForeignKey("ability.id"), primary_key=True)


class NeedCourse(Base):
    """A course that is proposed to meet the need."""

    __tablename__ = "need_course"

    need_id: Mapped[int] = mapped_column(ForeignKey("training_need.id"), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)


class NeedPerson(Base):
    """Somebody whom the need concerns, with their own figure at the time (empty where only the unit counts)."""

    __tablename__ = "need_person"

    need_id: Mapped[int] = mapped_column(ForeignKey("training_need.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    figure: Mapped[dict[str, Any]] = mapped_column(JSON)


@append_only
class NeedDecision(Base):
    """What was decided about a need, by whom and why. The last one holds."""

    __tablename__ = "need_decision"
    __table_args__ = (CheckConstraint("kind IN ('accepted', 'declined', 'merged')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("training_need.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    into_id: Mapped[int | None] = mapped_column(ForeignKey("training_need.id"))
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
