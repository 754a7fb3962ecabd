"""Tables of what changes in a running programme: drafts of templates, moves, pauses, the mentor's agreement, enrolment by rule."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.append_only import append_only
from lms.core.bilingual import Bilingual
from lms.core.db import Base
from lms.onboarding.models import Programme
from lms.people.models import Post, Unit


class ProgrammeDraft(Base):
    """A programme that is being written, in the shape of a track's file (see `tracks/`). Publishing makes a version of it and
    removes it."""

    __tablename__ = "programme_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime]


class Pause(Base):
    """Days on which somebody's programme rests, both included; `last_day` None while nobody knows how long."""

    __tablename__ = "programme_pause"
    __table_args__ = (CheckConstraint("last_day IS NULL OR last_day >= first_day", name="forward"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    entered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


@append_only
class IntakeMove(Base):
    """That an intake was moved to another first day."""

    __tablename__ = "intake_move"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    from_day: Mapped[date]
    to_day: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    moved_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    moved_at: Mapped[datetime]


@append_only
class VersionMove(Base):
    """That an enrolment was moved to another version of its programme. `stage_code`: the stage under way then, which does
    not end before that day."""

    __tablename__ = "version_move"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    from_version_id: Mapped[int] = mapped_column(ForeignKey("programme_version.id"))
    to_version_id: Mapped[int] = mapped_column(ForeignKey("programme_version.id"))
    stage_code: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    moved_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    moved_at: Mapped[datetime]


@append_only
class StageAgreement(Base):
    """What a mentor said about going on from a stage; the last word counts."""

    __tablename__ = "stage_agreement"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"))
    agrees: Mapped[bool]
    comment: Mapped[str] = mapped_column(Text)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime]


class EnrolmentRule(Base):
    """Who is enrolled by itself: people of a post (None: of the programme's family) in a unit and below it, hired from a day
    on. They join an intake of the programme there that starts within `join_days`, or one is opened `lead_days` after."""

    __tablename__ = "enrolment_rule"
    __table_args__ = (CheckConstraint("lead_days >= 0 AND join_days >= 0", name="not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[Bilingual]
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    hired_from: Mapped[date]
    lead_days: Mapped[int]
    join_days: Mapped[int]
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]

    programme: Mapped[Programme] = relationship()
    post: Mapped[Post | None] = relationship()
    unit: Mapped[Unit] = relationship()
