"""Tables of trainers' grades: what each asks, in versions; who holds which, from when until when; what became of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.append_only import append_only
from lms.core.bilingual import Bilingual
from lms.core.db import Base
from lms.people.models import Person


@append_only
class TrainerGradeVersion(Base):
    """What one grade of trainer (1 junior, 2 intermediate, 3 senior) asks from a day on. The newest day that has come
    holds, and of one day what was said last.

    `rights`: what its holder may be given for a course (assist, teach, develop); `course_levels`: for courses of which levels
    (basic, intermediate, advanced; none named: all); `requirements` and `renewal` are written
    as those of a certification tier; `certification`: {"exams": [codes to choose from], "exam_min", "rubric": code, "lecture_min", "judges",
    "feedback_min", "feedback_least", "weights": {"exam", "lecture", "feedback"}, "pass"}.
    """

    __tablename__ = "trainer_grade_version"
    __table_args__ = (
        UniqueConstraint("level", "number"),
        CheckConstraint("level BETWEEN 1 AND 3", name="level"),
        CheckConstraint("validity_months > 0", name="validity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[int]
    number: Mapped[int]
    from_day: Mapped[date]
    title: Mapped[Bilingual]
    summary: Mapped[Bilingual]
    rights: Mapped[list[str]] = mapped_column(JSON)
    course_levels: Mapped[list[str]] = mapped_column(JSON)
    requirements: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    certification: Mapped[dict[str, Any]] = mapped_column(JSON)
    renewal: Mapped[dict[str, Any]] = mapped_column(JSON)
    validity_months: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


@append_only
class TrainerGrade(Base):
    """A grade held by a person for one period; a re-review makes a new row that `follows_id` the one before. `cycle` counts
    the re-reviews since the first award; `how`: award, renewal or import. `evidence` is what it was granted on."""

    __tablename__ = "trainer_grade"
    __table_args__ = (
        CheckConstraint("from_day <= until_day", name="days"),
        CheckConstraint("how IN ('award', 'renewal', 'import')", name="how"),
        Index(None, "person_id", "until_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("trainer_grade_version.id"), index=True)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("trainer_application.id"), unique=True)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("trainer_grade.id"), unique=True)
    cycle: Mapped[int] = mapped_column(default=0)
    how: Mapped[str] = mapped_column(String(20))
    from_day: Mapped[date]
    until_day: Mapped[date]
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    version: Mapped[TrainerGradeVersion] = relationship()
    events: Mapped[list[TrainerGradeEvent]] = relationship(order_by="TrainerGradeEvent.id")


@append_only
class TrainerGradeEvent(Base):
    """Something decided about a grade that is held: suspend, reinstate or withdraw, by whom and why."""

    __tablename__ = "trainer_grade_event"
    __table_args__ = (CheckConstraint("kind IN ('suspend', 'reinstate', 'withdraw')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    grade_id: Mapped[int] = mapped_column(ForeignKey("trainer_grade.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    effective_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]


@append_only
class TrainerReminder(Base):
    """That the holder of a grade was reminded of the re-review, so many days before the end."""

    __tablename__ = "trainer_reminder"

    grade_id: Mapped[int] = mapped_column(ForeignKey("trainer_grade.id"), primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sent_at: Mapped[datetime]
