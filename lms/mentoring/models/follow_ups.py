"""Tables of coaching talks that are asked for after a course."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.append_only import append_only
from lms.core.db import Base


@append_only
class FollowUpTerms(Base):
    """So many days after completing a course a coaching talk follows it up; the last row of a course holds. `days` None: none
    is asked for any more."""

    __tablename__ = "follow_up_terms"
    __table_args__ = (CheckConstraint("days BETWEEN 0 AND 365", name="days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_code: Mapped[str] = mapped_column(String(60), index=True)
    days: Mapped[int | None]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


@append_only
class FollowUpAsk(Base):
    """That a mentor was asked for such a talk: once for each time that a mentee completed the course. It is answered by a talk
    about the course on that day or later."""

    __tablename__ = "follow_up_ask"
    __table_args__ = (UniqueConstraint("mentee_id", "course_code", "completed_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    mentor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    course_code: Mapped[str] = mapped_column(String(60))
    completed_on: Mapped[date]
    asked_at: Mapped[datetime]
