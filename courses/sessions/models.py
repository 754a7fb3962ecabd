"""Tables of sessions: rooms, days, trainers, sign-ups, what was changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.models import CourseVersion
from lms.core.append_only import append_only
from lms.core.bilingual import Bilingual
from lms.core.db import Base
from lms.people.models import Person, Unit


class Room(Base):
    """A place to teach in. `zone` is the time zone of the site (None: the organisation's)."""

    __tablename__ = "room"
    __table_args__ = (CheckConstraint("seats > 0", name="seats"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[Bilingual]
    site: Mapped[Bilingual]
    equipment: Mapped[Bilingual]
    seats: Mapped[int]
    zone: Mapped[str | None] = mapped_column(String(60))
    added_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class CourseSession(Base):
    """A dated delivery of a version of a course. Its state is read from its days, `cancelled_at` and `ended_at`."""

    __tablename__ = "course_session"
    __table_args__ = (CheckConstraint("seats > 0", name="seats"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    course_version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    """Who organises it: managers of this unit and of those above look after it."""
    title: Mapped[Bilingual | None]
    kind: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(5))
    product_line: Mapped[str | None] = mapped_column(String(20))
    seats: Mapped[int]
    link: Mapped[str | None] = mapped_column(String(500))
    note: Mapped[str] = mapped_column(Text, default="")
    apply_until: Mapped[datetime | None]
    needs_approval: Mapped[bool] = mapped_column(default=False)
    invited_only: Mapped[bool] = mapped_column(default=False)
    remind_days: Mapped[list[int]] = mapped_column(JSON)
    """How many days before its first day people are reminded."""
    series: Mapped[str | None] = mapped_column(String(32), index=True)
    """The same for sessions that were copied from one another."""
    planned_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    planned_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    ended_at: Mapped[datetime | None] = mapped_column(index=True)

    version: Mapped[CourseVersion] = relationship()
    unit: Mapped[Unit] = relationship()
    days: Mapped[list[SessionDay]] = relationship(order_by="SessionDay.starts_at", back_populates="session")


class SessionDay(Base):
    """One sitting of a session, in UTC. `zone` is the time zone in which it was planned and is shown. A day that is changed
    keeps its row; one that was taken off the plan has `dropped_at` and counts nowhere."""

    __tablename__ = "session_day"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="lasts"), Index(None, "starts_at", "ends_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("course_session.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(String(60))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"), index=True)
    dropped_at: Mapped[datetime | None]

    session: Mapped[CourseSession] = relationship(back_populates="days")
    room: Mapped[Room | None] = relationship()


class SessionTrainer(Base):
    """Who teaches a session, as "lead" or "co". Whoever was replaced has `removed_at`."""

    __tablename__ = "session_trainer"
    __table_args__ = (
        Index(
            "uq_session_trainer_present", "session_id", "person_id", unique=True,
            sqlite_where=text("removed_at IS NULL"), postgresql_where=text("removed_at IS NULL"),
        ),
        Index(None, "person_id", "removed_at"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("course_session.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(10))
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    removed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[datetime | None]
    removed_reason: Mapped[str] = mapped_column(Text, default="")

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Booking(Base):
    """That a room or a trainer is taken for a time. The database lets no two of the same room, or of the same trainer,
    overlap (see docs/decisions/008-double-booking.md). What is cancelled or moved gives its rows back."""

    __tablename__ = "booking"
    __table_args__ = (
        CheckConstraint("(room_id IS NULL) <> (person_id IS NULL)", name="one_thing"),
        CheckConstraint("ends_at > starts_at", name="lasts"),
        Index(None, "room_id", "ends_at"),
        Index(None, "person_id", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_day_id: Mapped[int] = mapped_column(ForeignKey("session_day.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class SessionMaterial(Base):
    """A file or a link for those who take part."""

    __tablename__ = "session_material"
    __table_args__ = (CheckConstraint("(file_id IS NULL) <> (url IS NULL)", name="file_or_link"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("course_session.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    url: Mapped[str | None] = mapped_column(String(500))
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


@append_only
class SignUp(Base):
    """One step of a person's sign-up to a session; the last of a person holds (see `courses.sessions.rules.signups`).

    `queued_at` is the moment that counts for the waiting list: it goes along from step to step and from a cancelled session
    to the one that people are moved to, so that nobody loses their place.
    """

    __tablename__ = "sign_up"
    __table_args__ = (Index(None, "session_id", "person_id", "id"), Index(None, "person_id", "session_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("course_session.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    step: Mapped[str] = mapped_column(String(20))
    queued_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text, default="")
    other_session_id: Mapped[int | None] = mapped_column(ForeignKey("course_session.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


@append_only
class SessionChange(Base):
    """What was changed on a session: for each part what was and what is, as the notices said it."""

    __tablename__ = "session_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("course_session.id"), index=True)
    parts: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class TeachingAsk(Base):
    """That somebody was asked to teach a session in the place of another; the first who says yes takes it."""

    __tablename__ = "teaching_ask"
    __table_args__ = (
        UniqueConstraint("session_id", "instead_of_id", "person_id"),
        Index(None, "person_id", "answered_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("course_session.id"))
    instead_of_id: Mapped[int] = mapped_column(ForeignKey("session_trainer.id"))
    """The appointment that is to be taken over."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    takes: Mapped[bool | None]


@append_only
class SessionReminder(Base):
    """That those who take part were reminded, so many days before; once each."""

    __tablename__ = "session_reminder"

    session_id: Mapped[int] = mapped_column(ForeignKey("course_session.id"), primary_key=True)
    days_before: Mapped[int] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    """The beginning that was told: a session that is put off is reminded of anew."""
    sent_at: Mapped[datetime]
