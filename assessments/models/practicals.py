"""Tables of practical tasks, their sign-offs, and practical examinations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.append_only import append_only
from lms.core.bilingual import Bilingual
from lms.core.db import Base


class PracticalTask(Base):
    """An on-the-job task. A change makes a new version (same code, next number).

    `steps`: [{"key", "must", "zh", "en", "criterion": {"zh", "en"}}], the criterion (when it counts as met) optional;
    `required`: how many sign-offs in each mode ({"observe": 1, "assist": 1, "independent": 2}); `people`: by how many
    different signers, for the modes where one is not enough; `countersign`: the modes in which a sign-off counts only
    when a second person has signed it too.
    """

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
    people: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, server_default=text("'{}'"))
    countersign: Mapped[list[str]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    added_at: Mapped[datetime]


@append_only
class SignOff(Base):
    """A mentor's signed judgement of one performance of a task: passed or returned. Never changed, only revoked.

    `mode` is observe, assist or independent; `results` maps step keys to met, not_met or not_seen, `notes` to what was
    said about that step; `task_id` is the version of the task by which it was judged. `signed_at` is the server's time
    of arrival. A sign-off made without network also keeps `device_at`, the time by the telephone's clock when it was
    signed, and `device_off`, by how many seconds that clock was ahead of the server's when it was sent.
    """

    __tablename__ = "sign_off"
    __table_args__ = (
        Index(None, "learner_id", "task_id"),
        UniqueConstraint("signer_id", "form_token"),
        UniqueConstraint("id", "signer_id", "learner_id"),  # what a countersignature refers to
        CheckConstraint("signer_id <> learner_id", name="signed_by_another"),
    )

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
    notes: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default=text("'{}'"))
    device_at: Mapped[datetime | None]
    device_off: Mapped[int | None]

    task: Mapped[PracticalTask] = relationship()
    photos: Mapped[list[SignOffPhoto]] = relationship(order_by="SignOffPhoto.id")
    revocation: Mapped[SignOffRevocation | None] = relationship()
    countersignatures: Mapped[list[Countersignature]] = relationship(order_by="Countersignature.id")


@append_only
class SignOffPhoto(Base):
    """A photo that stands behind a sign-off, re-encoded, without location; `step` is the key of the step it shows."""

    __tablename__ = "sign_off_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    sign_off_id: Mapped[int] = mapped_column(ForeignKey("sign_off.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    width: Mapped[int]
    height: Mapped[int]
    step: Mapped[str | None] = mapped_column(String(60))


@append_only
class SignOffRevocation(Base):
    """That a sign-off was taken back, by whom and why."""

    __tablename__ = "sign_off_revocation"

    id: Mapped[int] = mapped_column(primary_key=True)
    sign_off_id: Mapped[int] = mapped_column(ForeignKey("sign_off.id"), unique=True)
    revoked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    revoked_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)


@append_only
class Countersignature(Base):
    """What a second person made of a sign-off: agreed, or sent back with what is wrong. Never changed, only withdrawn.

    Signer and learner stand here too, tied to those of the sign-off, so that the database itself can refuse a second
    signature by the same hand. `capacity` is why this person may: mentor, assessor or supervisor.
    """

    __tablename__ = "countersignature"
    __table_args__ = (
        ForeignKeyConstraint(
            ["sign_off_id", "signer_id", "learner_id"],
            ["sign_off.id", "sign_off.signer_id", "sign_off.learner_id"],
            name="fk_countersignature_sign_off",
        ),
        UniqueConstraint("countersigner_id", "form_token"),
        CheckConstraint("countersigner_id <> signer_id", name="second_person"),
        CheckConstraint("countersigner_id <> learner_id", name="not_the_learner"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sign_off_id: Mapped[int] = mapped_column(index=True)
    signer_id: Mapped[int]
    learner_id: Mapped[int]
    countersigner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    capacity: Mapped[str] = mapped_column(String(20))
    agreed: Mapped[bool]
    comment: Mapped[str] = mapped_column(Text)
    signed_at: Mapped[datetime]
    form_token: Mapped[str] = mapped_column(String(40))

    withdrawal: Mapped[CountersignatureWithdrawal | None] = relationship()


@append_only
class CountersignatureWithdrawal(Base):
    """That a countersignature was taken back, by whom and why."""

    __tablename__ = "countersignature_withdrawal"

    id: Mapped[int] = mapped_column(primary_key=True)
    countersignature_id: Mapped[int] = mapped_column(ForeignKey("countersignature.id"), unique=True)
    withdrawn_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime]
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
    assessors: Mapped[int] = mapped_column(default=1, server_default="1")
    """So many rate each alone; with more than one they agree on the result, or a further one settles it."""
    added_at: Mapped[datetime]


@append_only
class PracticalExam(Base):
    """One practical examination, rated by an assessor who is neither mentor nor trainer of the candidate. Never changed.

    `ratings` maps criterion keys to points; `percent` is the weighted result."""

    __tablename__ = "practical_exam"
    __table_args__ = (
        Index(None, "learner_id", "rubric_id"),
        UniqueConstraint("assessor_id", "form_token"),
        CheckConstraint("assessor_id <> learner_id", name="examined_by_another"),
    )

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
