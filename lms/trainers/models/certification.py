"""Tables of a trainer's certification: the application, the trial lecture with its judges, the decision."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.models import Rubric
from lms.core.append_only import append_only
from lms.core.db import Base
from lms.people.models import Person
from lms.trainers.models.grades import TrainerGradeVersion


@append_only
class TrainerApplication(Base):
    """That somebody asks for a grade, or for its re-review, by one version of what it asks. `kind`: award or renewal.
    `exam_code`: the exam of the bank that is the subject test, in what the person wants to teach."""

    __tablename__ = "trainer_application"
    __table_args__ = (
        CheckConstraint("kind IN ('award', 'renewal')", name="kind"),
        UniqueConstraint("id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("trainer_grade_version.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    exam_code: Mapped[str | None] = mapped_column(String(60))
    words: Mapped[str] = mapped_column(Text)
    applied_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    applied_at: Mapped[datetime]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    version: Mapped[TrainerGradeVersion] = relationship()
    lectures: Mapped[list[TrialLecture]] = relationship(order_by="TrialLecture.id")
    decision: Mapped[TrainerDecision | None] = relationship()


@append_only
class TrainerDecision(Base):
    """How an application ended: granted or refused by somebody entitled, or taken back by whoever had applied. `figures`
    keeps the marks of that day and what they came to."""

    __tablename__ = "trainer_decision"
    __table_args__ = (CheckConstraint("kind IN ('granted', 'refused', 'taken_back')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("trainer_application.id"), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    decided_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]


class TrialLecture(Base):
    """A lecture on trial: when, where, on what, by which version of a rubric. The last one that was not called off counts.
    The candidate stands here too, so that the database itself can refuse a candidate among the judges."""

    __tablename__ = "trial_lecture"
    __table_args__ = (
        ForeignKeyConstraint(
            ["application_id", "candidate_id"],
            ["trainer_application.id", "trainer_application.person_id"],
            name="fk_trial_lecture_application",
        ),
        UniqueConstraint("id", "candidate_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(index=True)
    candidate_id: Mapped[int]
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubric.id"), index=True)
    starts_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(200))
    topic: Mapped[str] = mapped_column(String(200))
    planned_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    planned_at: Mapped[datetime]
    called_off_at: Mapped[datetime | None]
    called_off_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    called_off_reason: Mapped[str] = mapped_column(Text, default="")

    application: Mapped[TrainerApplication] = relationship(overlaps="lectures")
    rubric: Mapped[Rubric] = relationship()
    judges: Mapped[list[TrialJudge]] = relationship(order_by="TrialJudge.id")


@append_only
class TrialJudge(Base):
    """Somebody who was asked to judge a trial lecture, alone: neither the candidate nor one of their supervisors."""

    __tablename__ = "trial_judge"
    __table_args__ = (
        ForeignKeyConstraint(
            ["lecture_id", "candidate_id"],
            ["trial_lecture.id", "trial_lecture.candidate_id"],
            name="fk_trial_judge_lecture",
        ),
        UniqueConstraint("lecture_id", "judge_id"),
        CheckConstraint("judge_id <> candidate_id", name="not_the_candidate"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lecture_id: Mapped[int]
    candidate_id: Mapped[int]
    judge_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]

    judge: Mapped[Person] = relationship(foreign_keys=[judge_id])
    release: Mapped[TrialJudgeRelease | None] = relationship()
    judgement: Mapped[TrialJudgement | None] = relationship()


@append_only
class TrialJudgeRelease(Base):
    """That a judge who has not judged need not, and why."""

    __tablename__ = "trial_judge_release"

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("trial_judge.id"), unique=True)
    reason: Mapped[str] = mapped_column(Text)
    released_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    released_at: Mapped[datetime]


@append_only
class TrialJudgement(Base):
    """What one judge made of a trial lecture, once and alone. `ratings` maps the rubric's criteria to points."""

    __tablename__ = "trial_judgement"
    __table_args__ = (
        ForeignKeyConstraint(
            ["lecture_id", "judge_id"],
            ["trial_judge.lecture_id", "trial_judge.judge_id"],
            name="fk_trial_judgement_judge",
        ),
        UniqueConstraint("lecture_id", "judge_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lecture_id: Mapped[int]
    judge_id: Mapped[int]
    ratings: Mapped[dict[str, int]] = mapped_column(JSON)
    percent: Mapped[float]
    failed_musts: Mapped[list[str]] = mapped_column(JSON)
    comment: Mapped[str] = mapped_column(Text)
    judged_at: Mapped[datetime]
