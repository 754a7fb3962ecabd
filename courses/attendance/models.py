"""Tables of attendance: what a course asks, the secret of each day, who was there, why somebody was not."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.append_only import append_only
from lms.core.db import Base

_BY_CODE = text("how = 'code'")


@append_only
class AttendanceTerms(Base):
    """What a course asks of those who attend its sessions (`rules.presence.Terms`). The newest row of a course holds for
    sessions that end from then on."""

    __tablename__ = "attendance_terms"
    __table_args__ = (CheckConstraint("least_percent BETWEEN 1 AND 100", name="least_percent"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    least_percent: Mapped[int]
    grace_minutes: Mapped[int]
    walk_ins: Mapped[bool]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


class AttendanceDoor(Base):
    """That attendance of a day is taken by code, and the secret from which its codes come. It never leaves the server."""

    __tablename__ = "attendance_door"

    session_day_id: Mapped[int] = mapped_column(ForeignKey("session_day.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(64))
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]


@append_only
class Attendance(Base):
    """What was noted about one person on one day of a session; the last note holds, whoever corrects writes another.

    `how`: "code", "list", "walk_in" (let in without a sign-up), "left" (left, by the code) or "absent". `came_at` None: from the beginning; `left_at` None:
    to the end. `noted_by` is the person themselves or who keeps the list. `token` is what a list kept without network calls
    its note, so that it counts once however often it is sent; `device_at` is the moment on that device.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        CheckConstraint("how IN ('code', 'list', 'walk_in', 'left', 'absent')", name="how"),
        Index(None, "session_day_id", "person_id", "id"),
        Index(None, "person_id", "session_day_id"),
        Index(
            "uq_attendance_code_once", "session_day_id", "person_id", unique=True, sqlite_where=_BY_CODE,
            postgresql_where=_BY_CODE,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    session_day_id: Mapped[int] = mapped_column(ForeignKey("session_day.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    how: Mapped[str] = mapped_column(String(10))
    came_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    noted_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text, default="")
    token: Mapped[str | None] = mapped_column(String(60), unique=True)
    device_at: Mapped[datetime | None]


@append_only
class AbsenceReason(Base):
    """Why somebody who had a seat was not there, by themselves or by who keeps the list; the last one holds."""

    __tablename__ = "absence_reason"
    __table_args__ = (Index(None, "session_id", "person_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("course_session.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    given_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime]


class WrongGuess(Base):
    """Somebody gave a code or an address that does not exist: counted for a while, to slow down guessing."""

    __tablename__ = "wrong_guess"
    __table_args__ = (Index(None, "place", "who", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(String(20))
    who: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]
