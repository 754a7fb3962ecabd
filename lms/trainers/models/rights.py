"""Tables of the right to teach: by course and level, from a day on, and how it ended."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.models import Course
from lms.core.append_only import append_only
from lms.core.db import Base
from lms.people.models import Person


@append_only
class TeachingRight(Base):
    """What somebody may do for a course from a day on (until a day, where one is named): assist, teach, or develop it and
    train its trainers. It counts only while the person holds a grade that carries this level."""

    __tablename__ = "teaching_right"
    __table_args__ = (
        CheckConstraint("level IN ('assist', 'teach', 'develop')", name="level"),
        CheckConstraint("until_day IS NULL OR from_day <= until_day", name="days"),
        Index(None, "person_id", "course_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    level: Mapped[str] = mapped_column(String(20))
    from_day: Mapped[date]
    until_day: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    course: Mapped[Course] = relationship()
    end: Mapped[TeachingRightEnd | None] = relationship()


@append_only
class TeachingRightEnd(Base):
    """That a right was ended: the first day on which it no longer holds, by whom and why."""

    __tablename__ = "teaching_right_end"

    id: Mapped[int] = mapped_column(primary_key=True)
    right_id: Mapped[int] = mapped_column(ForeignKey("teaching_right.id"), unique=True)
    ended_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime]
