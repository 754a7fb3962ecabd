"""Tables of marking by people: marks of essays, corrections of items after the exam, and appeals."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.append_only import append_only
from lms.core.db import Base


@append_only
class EssayMark(Base):
    """What one marker gave one answer. Append-only; nobody marks the same answer twice, so two markers are two people."""

    __tablename__ = "essay_mark"
    __table_args__ = (
        UniqueConstraint("attempt_id", "position", "marked_by"),
        UniqueConstraint("attempt_id", "position", "place"),
        CheckConstraint("place BETWEEN 1 AND 3", name="place"),
        CheckConstraint("points >= 0", name="points"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    position: Mapped[int]
    place: Mapped[int]
    """1 the first marker, 2 the second, 3 who settles it."""
    points: Mapped[float]
    comment: Mapped[str] = mapped_column(Text)
    rubric_id: Mapped[int | None] = mapped_column(ForeignKey("rubric.id"))
    ratings: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """The level of each criterion, where the answer is marked by a rubric; the points follow from them."""
    marked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    marked_at: Mapped[datetime]


@append_only
class Regrade(Base):
    """An item was found wrong after people had sat it, and what was decided: all get the points, another key, the
    corrected version, or it is left out. `correct` is the new key, `by_version_id` the corrected version."""

    __tablename__ = "regrade"
    __table_args__ = (
        CheckConstraint("way IN ('full', 'key', 'version', 'drop')", name="way"),
        CheckConstraint("(way = 'version') = (by_version_id IS NOT NULL)", name="by_version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"), index=True)
    way: Mapped[str] = mapped_column(String(10))
    correct: Mapped[list[int]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
    by_version_id: Mapped[int | None] = mapped_column(ForeignKey("item_version.id"))


@append_only
class RegradedAttempt(Base):
    """What a regrade, or an appeal that was upheld, changed in one attempt: before and after."""

    __tablename__ = "regraded_attempt"
    __table_args__ = (
        UniqueConstraint("regrade_id", "attempt_id"),
        CheckConstraint("(regrade_id IS NULL) != (appeal_id IS NULL)", name="one_cause"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    regrade_id: Mapped[int | None] = mapped_column(ForeignKey("regrade.id"))
    appeal_id: Mapped[int | None] = mapped_column(ForeignKey("appeal.id"), index=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Both: {"item", "item_points", "score", "points", "percent", "passed"}; a score is null while essays wait."""


class Appeal(Base):
    """A candidate asks that an answer be looked at again. Decided once, by somebody else than those who marked it."""

    __tablename__ = "appeal"
    __table_args__ = (
        UniqueConstraint("attempt_id", "position"),
        CheckConstraint("(decided_at IS NULL) = (upheld IS NULL)", name="decided"),
        CheckConstraint("decided_by IS NULL OR decided_by != made_by", name="somebody_else"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    position: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    upheld: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
