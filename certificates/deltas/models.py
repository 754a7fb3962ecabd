"""Tables of calls for a short exam on what changed in a product or a course."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.models import CourseVersion
from lms.core.append_only import append_only
from lms.core.bilingual import Bilingual
from lms.core.db import Base


@append_only
class DeltaCall(Base):
    """A product or a course changed, so whoever holds a certificate of this scheme, level and product line (each open where
    it is None) passes a short exam by `due_on`; `course_version_id` is the course's version that brought it about. Whoever misses it is only warned ("warn"), or the certificate is suspended
    from the day after until the exam is passed ("suspend"). Append-only; it ends by a `DeltaCallEnd`."""

    __tablename__ = "delta_call"
    __table_args__ = (
        CheckConstraint("consequence IN ('warn', 'suspend')", name="consequence"),
        CheckConstraint("scheme_id IS NOT NULL OR product_line IS NOT NULL", name="of_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[Bilingual]
    scheme_id: Mapped[int | None] = mapped_column(ForeignKey("scheme.id"))
    level: Mapped[int | None]
    product_line: Mapped[str | None] = mapped_column(String(20))
    course_version_id: Mapped[int | None] = mapped_column(ForeignKey("course_version.id"))
    exam_code: Mapped[str] = mapped_column(String(60))
    why: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    consequence: Mapped[str] = mapped_column(String(20))
    called_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    called_at: Mapped[datetime]

    end: Mapped[DeltaCallEnd | None] = relationship()
    course_version: Mapped[CourseVersion | None] = relationship()


@append_only
class DeltaCallEnd(Base):
    """That a call was ended before everybody had answered it, and why. Append-only."""

    __tablename__ = "delta_call_end"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("delta_call.id"), unique=True)
    reason: Mapped[str] = mapped_column(Text)
    ended_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime]


class DeltaReminder(Base):
    """That somebody was reminded of a call, so many days ahead: each once."""

    __tablename__ = "delta_reminder"

    call_id: Mapped[int] = mapped_column(ForeignKey("delta_call.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True)
    sent_at: Mapped[datetime]
