"""Tables of trainers' ratings as they were worked out from questionnaires. Each run stays, so that what was shown can be shown again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.append_only import append_only
from lms.core.db import Base


@append_only
class TrainerRatingRun(Base):
    """The ratings of a span of days put through the model; `model`: its figures and remarks."""

    __tablename__ = "trainer_rating_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    from_day: Mapped[date]
    until_day: Mapped[date]
    answers: Mapped[int]
    model: Mapped[dict[str, Any]] = mapped_column(JSON)
    worked_out_at: Mapped[datetime]


@append_only
class TrainerRating(Base):
    """One trainer in a run: never with fewer people than the floor of anonymity. `levels`: what their courses came to at levels 2
    to 4, each with its figures or why it cannot be told."""

    __tablename__ = "trainer_rating"
    __table_args__ = (Index(None, "person_id", "run_id"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("trainer_rating_run.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    n: Mapped[int]
    raw_mean: Mapped[float]
    adjusted_mean: Mapped[float | None]
    low: Mapped[float | None]
    high: Mapped[float | None]
    weight: Mapped[float | None]
    verdict: Mapped[str] = mapped_column(String(20))
    why: Mapped[str | None] = mapped_column(String(40))
    levels: Mapped[dict[str, Any]] = mapped_column(JSON)
