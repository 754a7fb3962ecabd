"""Tables of written examinations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.models.bank import ItemVersion, Topic
from lms.core.append_only import append_only
from lms.core.bilingual import Bilingual
from lms.core.db import Base


class Blueprint(Base):
    """How an exam is drawn: so many items of each topic (and difficulty). A change makes a new version."""

    __tablename__ = "blueprint"
    __table_args__ = (UniqueConstraint("code", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    number: Mapped[int] = mapped_column(default=1)
    added_at: Mapped[datetime]

    parts: Mapped[list[BlueprintPart]] = relationship(order_by="BlueprintPart.position")


class BlueprintPart(Base):
    """`count` items of one topic, or of any topic of a pool; of the rest None means any. `skill` is an ability's code."""

    __tablename__ = "blueprint_part"
    __table_args__ = (
        UniqueConstraint("blueprint_id", "position"),
        CheckConstraint("topic_id IS NOT NULL OR pool IS NOT NULL", name="somewhere"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    blueprint_id: Mapped[int] = mapped_column(ForeignKey("blueprint.id"))
    position: Mapped[int]
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"))
    pool: Mapped[str | None] = mapped_column(String(60))
    skill: Mapped[str | None] = mapped_column(String(60))
    tier: Mapped[str | None] = mapped_column(String(20))
    difficulty: Mapped[int | None]
    product_line: Mapped[str | None] = mapped_column(String(20))
    count: Mapped[int]

    topic: Mapped[Topic | None] = relationship()


class Exam(Base):
    """A written examination that can be sat: blueprint, time, pass mark (per cent of the points), attempts."""

    __tablename__ = "exam"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[Bilingual]
    blueprint_id: Mapped[int] = mapped_column(ForeignKey("blueprint.id"))
    minutes: Mapped[int]
    pass_mark: Mapped[float]
    attempts_allowed: Mapped[int] = mapped_column(default=3)
    wait_hours: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None]

    blueprint: Mapped[Blueprint] = relationship()


class Attempt(Base):
    """One sitting. The deadline is fixed on the server at the start; `finished_at` never lies after it.

    `score` (points; of at most `points`) is set once all items are marked: while an essay waits, a finished attempt has
    none. `percent` follows.
    """

    __tablename__ = "attempt"
    __table_args__ = (Index(None, "person_id", "exam_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"), index=True)
    blueprint_id: Mapped[int] = mapped_column(ForeignKey("blueprint.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime]
    deadline: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]
    pass_mark: Mapped[float]
    score: Mapped[float | None]
    points: Mapped[float]
    passed: Mapped[bool | None]

    exam: Mapped[Exam] = relationship()
    items: Mapped[list[AttemptItem]] = relationship(order_by="AttemptItem.position", back_populates="attempt")

    @property
    def percent(self) -> float | None:
        """Score in per cent of the points, one decimal; None before marking."""
        return None if self.score is None else round(100 * self.score / self.points, 1)


class AttemptItem(Base):
    """One item of an attempt, with the order in which its options, things or areas were shown, and the points it gives at
    most. `score` is None until it is marked; an essay waits for somebody."""

    __tablename__ = "attempt_item"
    __table_args__ = (UniqueConstraint("attempt_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    position: Mapped[int]
    item_version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"), index=True)
    option_order: Mapped[list[int]] = mapped_column(JSON)
    points: Mapped[float] = mapped_column(default=1.0)
    score: Mapped[float | None]

    attempt: Mapped[Attempt] = relationship(back_populates="items")
    version: Mapped[ItemVersion] = relationship()


@append_only
class Response(Base):
    """One saved answer. Append-only: the last by `sequence` counts. `sequence` comes from the page and makes a repeat harmless."""

    __tablename__ = "response"
    __table_args__ = (UniqueConstraint("attempt_id", "position", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    position: Mapped[int]
    sequence: Mapped[int]
    answer: Mapped[Any] = mapped_column(JSON)
    saved_at: Mapped[datetime]
