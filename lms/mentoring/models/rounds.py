"""Tables of pairing a whole intake: what the wishes weigh, and the rounds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.bilingual import Bilingual
from lms.core.db import Base


class PairingWeights(Base):
    """One version of which limits are hard, what each wish weighs, and how much the load is spread. Append-only; the last
    holds for new rounds."""

    __tablename__ = "pairing_weights"

    id: Mapped[int] = mapped_column(primary_key=True)
    weights: Mapped[dict[str, float]] = mapped_column(JSON)
    limits: Mapped[dict[str, bool]] = mapped_column(JSON)
    balance: Mapped[float]
    reason: Mapped[str] = mapped_column(Text)
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


class PairingRound(Base):
    """A proposal of mentors for some people at once: a draft that is solved again after each pin, ban or loosened limit;
    published, it stays as it is. `result` is what the solver answered, with its reasons."""

    __tablename__ = "pairing_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[Bilingual]
    cohort_id: Mapped[int | None]
    """The intake, where the people come from one; intakes belong to a higher package."""
    wanted: Mapped[list[list[Any]]] = mapped_column(JSON)
    """[mentee id, kind]"""
    weights_id: Mapped[int] = mapped_column(ForeignKey("pairing_weights.id"))
    loosened: Mapped[list[str]] = mapped_column(JSON)
    pins: Mapped[list[list[Any]]] = mapped_column(JSON)
    """[mentee id, mentor id, kind, reason]"""
    bans: Mapped[list[list[Any]]] = mapped_column(JSON)
    """[mentee id, mentor id, reason]; the reason is in both languages where nobody typed it."""
    result: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    solved_at: Mapped[datetime]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None]
    discarded_at: Mapped[datetime | None]
