"""Tables of evaluation plans, of who was asked when, and of signed verdicts. Append-only: what is newest holds."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Base
from lms.kpis.models import Kpi


class EvaluationPlan(Base):
    """One version of how a course or a programme is evaluated. The newest holds for everything that is not asked yet.

    `levels` are those that are looked at, `rounds` who is asked what and when (`rules.planning.Round`). `exam_before` and
    `exam_after` are codes of exams; the same code twice means the first attempt against the last. `rubric` is the code of the one
    by which people are rated in practice before and after. After `retention_weeks` whoever sat the exam after is asked to sit one
    like it again. `kpi_id` is the one KPI that was declared before the effect was computed.
    """

    __tablename__ = "evaluation_plan"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_code", "number"),
        CheckConstraint("subject_kind IN ('course', 'programme')", name="subject"),
        CheckConstraint("depth IN ('skills', 'conduct', 'whole')", name="depth"),
        CheckConstraint("retention_weeks BETWEEN 1 AND 52", name="retention_weeks"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_code: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    depth: Mapped[str] = mapped_column(String(20))
    levels: Mapped[list[int]] = mapped_column(JSON)
    rounds: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    exam_before: Mapped[str | None] = mapped_column(String(60))
    exam_after: Mapped[str | None] = mapped_column(String(60))
    rubric: Mapped[str | None] = mapped_column(String(60))
    retention_weeks: Mapped[int | None]
    kpi_id: Mapped[int | None] = mapped_column(ForeignKey("kpi.id"))
    reason: Mapped[str] = mapped_column(Text)
    published_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime]

    kpi: Mapped[Kpi | None] = relationship()


class EvaluationWave(Base):
    """One asking of a level among those who finished the same thing: a version of a course or of a programme. It is the
    context of its invitations, so that a second look at behaviour is not taken for the first.

    `intake` is the code of an intake that is large enough to be told from the others; "" stands for everybody else.
    """

    __tablename__ = "evaluation_wave"
    __table_args__ = (
        UniqueConstraint("origin_kind", "origin_id", "level", "days", "intake"),
        Index("ix_evaluation_wave_subject", "subject_kind", "subject_code"),
        CheckConstraint("origin_kind IN ('course_version', 'programme_version')", name="origin"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_code: Mapped[str] = mapped_column(String(60))
    origin_kind: Mapped[str] = mapped_column(String(20))
    origin_id: Mapped[int]
    level: Mapped[int]
    days: Mapped[int]
    intake: Mapped[str] = mapped_column(String(40), default="")


class EvaluationTask(Base):
    """That the questionnaires of a wave went out for somebody who finished. `missing` names whom there was none of: codes of
    roles, or of questionnaires that are not published."""

    __tablename__ = "evaluation_task"
    __table_args__ = (UniqueConstraint("wave_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("evaluation_wave.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("evaluation_plan.id"))
    finished_on: Mapped[date]
    due_on: Mapped[date]
    asked: Mapped[int]
    missing: Mapped[list[str]] = mapped_column(JSON)
    made_at: Mapped[datetime]


class RetentionTest(Base):
    """That somebody who finished is asked, weeks later, to sit an exam drawn like the one after: once for each training. Their first
    attempt begun from `made_at` on counts, and only as what they still know."""

    __tablename__ = "retention_test"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_code", "person_id"),
        Index("ix_retention_test_person_id", "person_id", "exam_id"),
        CheckConstraint("subject_kind IN ('course', 'programme')", name="subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_code: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"), index=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("evaluation_plan.id"))
    finished_on: Mapped[date]
    opens_on: Mapped[date]
    due_on: Mapped[date]
    closes_on: Mapped[date]
    made_at: Mapped[datetime]
    reminders: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None]


class EvaluationVerdict(Base):
    """What was decided about a training, by whom and why, with the levels as they were. The newest holds.

    `steps` says what is done next, `note` is for the authors of the next version; `need_id` is the training need that came
    of it.
    """

    __tablename__ = "evaluation_verdict"
    __table_args__ = (
        Index("ix_evaluation_verdict_subject", "subject_kind", "subject_code"),
        CheckConstraint("verdict IN ('expand', 'adjust', 'retire', 'cannot_tell')", name="verdict"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_code: Mapped[str] = mapped_column(String(60))
    verdict: Mapped[str] = mapped_column(String(20))
    proposed: Mapped[str] = mapped_column(String(20))
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    steps: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    need_id: Mapped[int | None] = mapped_column(ForeignKey("training_need.id"), index=True)
    signed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime]
