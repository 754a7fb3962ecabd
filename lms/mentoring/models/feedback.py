"""Tables of what mentees say about a mentor in confidence, and of what a mentor is thanked for."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base


class MentorFeedbackGiven(Base):
    """That a mentee has rated a mentor: once for each. What was said stands elsewhere, without a way back to the person."""

    __tablename__ = "mentor_feedback_given"
    __table_args__ = (UniqueConstraint("mentor_id", "mentee_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    mentee_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    month: Mapped[date]


class MentorFeedback(Base):
    """One mentee's rating of a mentor, without the mentee: question to 1–5. `key` is random, so that no order tells who
    came first; `batch` counts the threes, of which only full ones are shown."""

    __tablename__ = "mentor_feedback"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    batch: Mapped[int]
    ratings: Mapped[dict[str, int]] = mapped_column(JSON)


class MentorCredit(Base):
    """Something a mentor is thanked for, perhaps with points that count for rewards. Append-only; a negative entry takes
    points back."""

    __tablename__ = "mentor_credit"

    id: Mapped[int] = mapped_column(primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    points: Mapped[float]
    reason: Mapped[str] = mapped_column(Text)
    given_on: Mapped[date]
    given_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime]
