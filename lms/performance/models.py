"""Tables of KPI cards: how scores are made, which months were closed, and the cards as they were then."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.bilingual import Bilingual
from lms.core.db import Base


class Scorecard(Base):
    """A way to measure people or units, known by its code; what it measures stands in its versions."""

    __tablename__ = "scorecard"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    position: Mapped[int] = mapped_column(default=0)


class ScorecardVersion(Base):
    """What a score card measures from a month on. Never changed: other weights or targets are a further version.

    `parts`: [{"code", "name": {"zh", "en"}, "weight", "lines": [{"measure", "weight", "target", "worst", "best"}]}];
    weights in per cent of the card and of the part. `measure` is a KPI's code, or "growth." and a growth measure.
    """

    __tablename__ = "scorecard_version"
    __table_args__ = (UniqueConstraint("scorecard_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecard.id"))
    number: Mapped[int]
    name: Mapped[Bilingual]
    meaning: Mapped[Bilingual]
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    from_month: Mapped[date]
    reason: Mapped[str] = mapped_column(Text, default="")
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    scorecard: Mapped[Scorecard] = relationship()


class ScorecardUse(Base):
    """That a job family, or units ("unit"), are measured by a card from a month on. The latest said holds."""

    __tablename__ = "scorecard_use"

    id: Mapped[int] = mapped_column(primary_key=True)
    audience: Mapped[str] = mapped_column(String(20))
    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecard.id"))
    from_month: Mapped[date]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class CardClosing(Base):
    """That a month was closed: every card was taken down. `finished_at` is set when the last one was."""

    __tablename__ = "card_closing"
    __table_args__ = (UniqueConstraint("month", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[date]
    number: Mapped[int]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    finished_at: Mapped[datetime | None]
    cards: Mapped[int] = mapped_column(default=0)


class CardReopening(Base):
    """That a closed month was opened again: who, when, and why. The cards taken down before stay."""

    __tablename__ = "card_reopening"

    id: Mapped[int] = mapped_column(primary_key=True)
    closing_id: Mapped[int] = mapped_column(ForeignKey("card_closing.id"), unique=True)
    reason: Mapped[str] = mapped_column(Text)
    reopened_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reopened_at: Mapped[datetime]


class CardSnapshot(Base):
    """One card as it was when its month was closed. Append-only.

    `figures`: measure to [value, n, low, high, what is wrong with it ("" for nothing), target]; with the version the whole
    card, its points and its sum follow from it. `score` and `coverage` are kept for lists and trends.
    """

    __tablename__ = "card_snapshot"
    __table_args__ = (
        UniqueConstraint("closing_id", "person_id"),
        UniqueConstraint("closing_id", "unit_id"),
        CheckConstraint("(person_id IS NULL) <> (unit_id IS NULL)", name="one_subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    closing_id: Mapped[int] = mapped_column(ForeignKey("card_closing.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("scorecard_version.id"))
    score: Mapped[float | None]
    coverage: Mapped[float]
    figures: Mapped[dict[str, list[Any]]] = mapped_column(JSON)
