"""Tables of onboarding: programmes and their versions, intakes, enrolments, what was passed and decided."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.append_only import append_only
from lms.core.bilingual import Bilingual
from lms.core.db import Base
from lms.people.models import Person


class Programme(Base):
    """An onboarding track (technician, agent); its stages stand in its versions."""

    __tablename__ = "programme"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[Bilingual]
    family: Mapped[str] = mapped_column(String(20))


class ProgrammeVersion(Base):
    """One state of a programme. `weights` in per cent, e.g. {"theory": 40, "practical": 40, "mentor": 20}; `minimums` per part;
    `tier_code`/`scheme_code` name what passing awards; `extension_days` the default length of an extension; `policy` what
    else is ruled (see `rules.policy`)."""

    __tablename__ = "programme_version"
    __table_args__ = (UniqueConstraint("programme_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    number: Mapped[int]
    published_at: Mapped[datetime]
    weights: Mapped[dict[str, float]] = mapped_column(JSON)
    minimums: Mapped[dict[str, float]] = mapped_column(JSON)
    pass_mark: Mapped[float]
    extension_days: Mapped[int]
    policy: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    scheme_code: Mapped[str | None] = mapped_column(String(60))
    tier_level: Mapped[int | None]

    programme: Mapped[Programme] = relationship()
    stages: Mapped[list[Stage]] = relationship(order_by="Stage.position", back_populates="version")


class Stage(Base):
    """One stage, `days` long as planned, in the days that its version counts. To leave it, `need` of its conditions must
    hold (None: all); `groups` are conditions made of several contents: [{"code", "need", "title"}]."""

    __tablename__ = "stage"
    __table_args__ = (UniqueConstraint("version_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("programme_version.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    title: Mapped[Bilingual]
    purpose: Mapped[Bilingual]
    days: Mapped[int]
    need: Mapped[int | None]
    groups: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    version: Mapped[ProgrammeVersion] = relationship(back_populates="stages")
    contents: Mapped[list[StageContent]] = relationship(order_by="StageContent.position", back_populates="stage")


class StageContent(Base):
    """One thing to do in a stage. `kind`: course (ref = course code), exam (exam code), practical (task code),
    practical_exam (rubric code), attendance (course code, or "@" and a kind of session; at least `minimum` of them), log (at least `minimum` entries), mentor_rating, agreement (the mentor's), days (at least
    `minimum` in the stage). `minimum` is the mark or number needed. `part` names the weight it counts for in the result
    (theory, practical, mentor), `group_code` the group of its stage to which it belongs, or None."""

    __tablename__ = "stage_content"
    __table_args__ = (UniqueConstraint("stage_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    ref: Mapped[str] = mapped_column(String(60))
    minimum: Mapped[float | None]
    part: Mapped[str | None] = mapped_column(String(20))
    group_code: Mapped[str | None] = mapped_column(String(40))

    stage: Mapped[Stage] = relationship(back_populates="contents")


class Cohort(Base):
    """An intake: people who start a programme together."""

    __tablename__ = "cohort"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[Bilingual]
    version_id: Mapped[int] = mapped_column(ForeignKey("programme_version.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    starts_on: Mapped[date]
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]

    version: Mapped[ProgrammeVersion] = relationship()


class Enrolment(Base):
    """One learner in one programme, on the version that was current when they started or to which they were moved since.
    `counts_from`: results from this day on count; None: from the intake's opening or first day."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("cohort_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("programme_version.id"))
    starts_on: Mapped[date]
    counts_from: Mapped[date | None]
    enrolled_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
    cohort: Mapped[Cohort] = relationship()
    version: Mapped[ProgrammeVersion] = relationship()
    passages: Mapped[list[StagePassage]] = relationship(order_by="StagePassage.passed_at")
    extensions: Mapped[list[StageExtension]] = relationship(order_by="StageExtension.id")
    outcomes: Mapped[list[Outcome]] = relationship(order_by="Outcome.id")


@append_only
class StagePassage(Base):
    """That a learner passed a stage's gate, and on what evidence."""

    __tablename__ = "stage_passage"
    __table_args__ = (UniqueConstraint("enrolment_id", "stage_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"), index=True)
    passed_at: Mapped[datetime]
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


@append_only
class StageExtension(Base):
    """That a stage was extended by some days: a decision that somebody signed. Results from before do not count again.
    `repeats`: the whole stage is done once more, whatever was reached."""

    __tablename__ = "stage_extension"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"))
    days: Mapped[int]
    repeats: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text)
    signed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime]


@append_only
class Outcome(Base):
    """How a programme ended: "on_duty", "other_post", "ended" (the probation), "left" or "transferred". `result` keeps the figure and its
    parts as they were, and of a stage that was not finished (`unfinished`) how far it had come."""

    __tablename__ = "outcome"
    __table_args__ = (Index(None, "kind", "decided_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    result: Mapped[dict[str, Any]] = mapped_column(JSON)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
