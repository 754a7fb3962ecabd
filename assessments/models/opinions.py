"""Tables of practical examinations that several assessors rate, each alone, and of who was asked to."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.models.practicals import Rubric
from lms.core.append_only import append_only
from lms.core.db import Base


@append_only
class PracticalOpinion(Base):
    """One assessor's ratings of an examination whose rubric wants more than one. Together they come to a `PracticalExam` of
    the same learner, rubric and day. `failed`: a criterion that must be met was not."""

    __tablename__ = "practical_opinion"
    __table_args__ = (
        UniqueConstraint("learner_id", "rubric_id", "held_on", "assessor_id"),
        UniqueConstraint("assessor_id", "form_token"),
        CheckConstraint("assessor_id <> learner_id", name="rated_by_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubric.id"), index=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    assessor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    held_on: Mapped[date]
    signed_at: Mapped[datetime]
    ratings: Mapped[dict[str, int]] = mapped_column(JSON)
    percent: Mapped[float]
    failed: Mapped[bool]
    settles: Mapped[bool] = mapped_column(default=False)
    """Given because the first ones differ too much."""
    comment: Mapped[str] = mapped_column(Text)
    form_token: Mapped[str] = mapped_column(String(40))

    rubric: Mapped[Rubric] = relationship()


@append_only
class AssessorAsk(Base):
    """That somebody was asked to rate such an examination too, or told that nobody does. `kind`: "rate" or "escalated"."""

    __tablename__ = "assessor_ask"
    __table_args__ = (
        UniqueConstraint("learner_id", "rubric_id", "held_on", "person_id", "place"),
        CheckConstraint("kind IN ('rate', 'escalated')", name="kind"),
        Index(None, "person_id", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubric.id"), index=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    held_on: Mapped[date]
    place: Mapped[int]
    """Which assessor is wanted: 2, or 3 where the first two differ too much."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(10))
    asked_at: Mapped[datetime]
