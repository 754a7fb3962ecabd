"""Tables of mentoring: who accompanies whom, the growth log, ratings."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Base
from lms.people.models import Person


class Pairing(Base):
    """A mentor is appointed for a mentee, as technical or culture mentor, for a time."""

    __tablename__ = "pairing"
    __table_args__ = (Index(None, "mentor_id", "ended_on"), Index(None, "mentee_id", "ended_on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    mentor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(20))
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    appointed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")

    mentee: Mapped[Person] = relationship(foreign_keys=[mentee_id])
    mentor: Mapped[Person] = relationship(foreign_keys=[mentor_id])


class LogEntry(Base):
    """A mentee's entry in the growth log for one day: today's cases, improvement ideas, what I learned."""

    __tablename__ = "log_entry"
    __table_args__ = (UniqueConstraint("person_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    day: Mapped[date]
    cases: Mapped[str] = mapped_column(Text)
    ideas: Mapped[str] = mapped_column(Text)
    learned: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]

    replies: Mapped[list[LogReply]] = relationship(order_by="LogReply.id")


class LogReply(Base):
    """A mentor's answer to an entry; the entry counts as reviewed from then on."""

    __tablename__ = "log_reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("log_entry.id"), index=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]


class MentorRating(Base):
    """A mentor's rating of a mentee for one programme enrolment: dimension to 1–5. `percent` is the mean on 0–100. Append-only; the last counts."""

    __tablename__ = "mentor_rating"
    __table_args__ = (Index(None, "mentee_id", "rated_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    mentor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    ratings: Mapped[dict[str, int]] = mapped_column(JSON)
    percent: Mapped[float]
    comment: Mapped[str] = mapped_column(Text)
    rated_at: Mapped[datetime]
