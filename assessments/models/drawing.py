"""Tables of how an exam's papers are drawn: the limit on how often an item is shown, and equivalent forms."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.append_only import append_only
from lms.core.db import Base


@append_only
class ExamDrawing(Base):
    """In at most `exposure_percent` of the attempts of the last `exposure_days` days an item is shown; None: no limit.
    A change is a new row: the last one counts."""

    __tablename__ = "exam_drawing"
    __table_args__ = (
        CheckConstraint("exposure_percent BETWEEN 1 AND 100", name="exposure_percent"),
        CheckConstraint("exposure_days BETWEEN 1 AND 3650", name="exposure_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"), index=True)
    exposure_percent: Mapped[int | None]
    exposure_days: Mapped[int]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


class FormSet(Base):
    """Forms of an exam that count as equal, drawn together by one seed for one version of its blueprint. Given up by dating
    `ended_at`; used while the exam keeps that blueprint."""

    __tablename__ = "form_set"

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"), index=True)
    blueprint_id: Mapped[int] = mapped_column(ForeignKey("blueprint.id"))
    seed: Mapped[int] = mapped_column(BigInteger)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]

    forms: Mapped[list[ExamForm]] = relationship(order_by="ExamForm.number")


@append_only
class ExamForm(Base):
    """One form: the share of points that people are expected to reach in it, in per cent."""

    __tablename__ = "exam_form"
    __table_args__ = (UniqueConstraint("form_set_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    form_set_id: Mapped[int] = mapped_column(ForeignKey("form_set.id"))
    number: Mapped[int]
    expected_percent: Mapped[float]

    items: Mapped[list[ExamFormItem]] = relationship(order_by="ExamFormItem.position")


@append_only
class ExamFormItem(Base):
    """An item of a form; whoever gets the form sees its newest live wording. `expected` is its expected facility."""

    __tablename__ = "exam_form_item"
    __table_args__ = (UniqueConstraint("form_id", "item_id"),)

    form_id: Mapped[int] = mapped_column(ForeignKey("exam_form.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    expected: Mapped[float]


@append_only
class AttemptForm(Base):
    """Which form an attempt was given."""

    __tablename__ = "attempt_form"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("exam_form.id"), index=True)
