"""Tables of practical tasks, their sign-offs, and practical examinations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.bilingual import Bilingual
from lms.core.db import Base


class PracticalTask(Base):
    """An on-the-job task. `steps`: [{"key", "must", "zh", "en"}]; `required`: how many sign-offs in each mode
    ({"observe": 1, "assist": 1, "independent": 2}). A change makes a new version (same code, next number)."""

    __tablename__ = "practical_task"
    __table_args__ = (UniqueConstraint("code", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    number: Mapped[int] = mapped_column(default=1)
    family: Mapped[str] = mapped_column(String(20))
    product_line: Mapped[str | None] = mapped_column(String(20))
    title: Mapped[Bilingual]
    summary: Mapped[Bilingual]
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    required: Mapped[dict[str, int]] = mapped_column(JSON)
    added_at: Mapped[datetime]


class SignOff(Base):
    """A mentor's signed judgement of one performance of a task: passed or returned. Never changed, only revoked.

    `mode` is observe, assist or independent; `results` maps step keys to met, not_met or not_seen.
    """

    __tablename__ = "sign_off"
    __table_args__ = (Index(None, "learner_id", "task_id"), UniqueConstraint("signer_id", "form_token"))

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("practical_task.id"), index=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    signer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    mode: Mapped[str] = mapped_column(String(20))
    passed: Mapped[bool]
    results: Mapped[dict[str, str]] = mapped_column(JSON)
    comment: Mapped[str] = mapped_column(Text)
    work_order: Mapped[str] = mapped_column(String(60))
    performed_on: Mapped[date]
    signed_at: Mapped[datetime]
    form_token: Mapped[str] = mapped_column(String(40))

    task: Mapped[PracticalTask] = relationship()
    photos: Mapped[list[SignOffPhoto]] = relationship(order_by="SignOffPhoto.id")
    revocation: Mapped[SignOffRevocation | None] = relationship()


class SignOffPhoto(Base):
    """A photo that stands behind a sign-off, re-encoded, without location."""

    __tablename__ = "sign_off_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    sign_off_id: Mapped[int] = mapped_column(ForeignKey("sign_off.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    width: Mapped[int]
    height: Mapped[int]


class SignOffRevocation(Base):
    """That a sign-off was taken back, by whom and why."""

    __tablename__ = "sign_off_revocation"

    id: Mapped[int] = mapped_column(primary_key=True)
    sign_off_id: Mapped[int] = mapped_column(ForeignKey("sign_off.id"), unique=True)
    revoked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    revoked_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)


class Rubric(Base):
    """How a practical examination is rated. `criteria`: [{"key", "weight", "must", "title": {zh, en}, "levels": [{"points", "zh", "en"}]}]."""

    __tablename__ = "rubric"
    __table_args__ = (UniqueConstraint("code", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    number: Mapped[int] = mapped_column(default=1)
    title: Mapped[Bilingual]
    scenario: Mapped[Bilingual]
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    pass_mark: Mapped[float]
    added_at: Mapped[datetime]


class PracticalExam(Base):
    """One practical examination, rated by an assessor who is neither mentor nor trainer of the candidate. Never changed.

    `ratings` maps criterion keys to points; `percent` is the weighted result."""

    __tablename__ = "practical_exam"
    __table_args__ = (Index(None, "learner_id", "rubric_id"), UniqueConstraint("assessor_id", "form_token"))

    id: Mapped[int] = mapped_column(primary_key=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubric.id"), index=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    assessor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    held_on: Mapped[date]
    signed_at: Mapped[datetime]
    ratings: Mapped[dict[str, int]] = mapped_column(JSON)
    percent: Mapped[float]
    passed: Mapped[bool]
    comment: Mapped[str] = mapped_column(Text)
    form_token: Mapped[str] = mapped_column(String(40))

    rubric: Mapped[Rubric] = relationship()
