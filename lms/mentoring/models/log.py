"""Tables of the growth log: entries, photos, answers, drafts, and when somebody works."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Base


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
    work_orders: Mapped[str] = mapped_column(String(200), default="", server_default="")

    replies: Mapped[list[LogReply]] = relationship(order_by="LogReply.id")
    photos: Mapped[list[LogPhoto]] = relationship(order_by="LogPhoto.id")


class LogReply(Base):
    """A mentor's answer to an entry; the entry counts as reviewed from then on."""

    __tablename__ = "log_reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("log_entry.id"), index=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]


class LogPhoto(Base):
    """A photo of an entry, drawn anew, without location. Kept as long as the entry."""

    __tablename__ = "log_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("log_entry.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    width: Mapped[int]
    height: Mapped[int]


class LogDraft(Base):
    """What somebody has begun to write today and not yet handed in; nobody else reads it."""

    __tablename__ = "log_draft"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    day: Mapped[date]
    texts: Mapped[dict[str, str]] = mapped_column(JSON)
    saved_at: Mapped[datetime]


class LogReminder(Base):
    """That somebody was reminded of a day's entry: once a day, never twice."""

    __tablename__ = "log_reminder"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    sent_at: Mapped[datetime]


class WorkRhythm(Base):
    """In which shift somebody works and on which days of the week they rest (0 = Monday), from a day on. Append-only: the
    newest day that has come holds, and of one day what was said last."""

    __tablename__ = "work_rhythm"
    __table_args__ = (Index(None, "person_id", "from_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    shift: Mapped[str] = mapped_column(String(20))
    rest_days: Mapped[list[int]] = mapped_column(JSON)
    from_day: Mapped[date]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]
