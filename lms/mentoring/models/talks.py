"""Tables of coaching talks by GROW, their next steps, and who agreed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Base
from lms.people.models import Person


class CoachingTalk(Base):
    """A talk by GROW: goal, reality, options, will. It may be changed until both have agreed. `course_code`: a talk that
    follows up a course."""

    __tablename__ = "coaching_talk"
    __table_args__ = (
        Index(None, "mentee_id", "held_on"),
        CheckConstraint("mentee_id <> mentor_id", name="two_people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    mentor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    held_on: Mapped[date]
    course_code: Mapped[str | None] = mapped_column(String(60))
    goal: Mapped[str] = mapped_column(Text)
    reality: Mapped[str] = mapped_column(Text)
    options: Mapped[str] = mapped_column(Text)
    will: Mapped[str] = mapped_column(Text)
    written_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]

    mentee: Mapped[Person] = relationship(foreign_keys=[mentee_id])
    mentor: Mapped[Person] = relationship(foreign_keys=[mentor_id])
    steps: Mapped[list[CoachingStep]] = relationship(order_by="CoachingStep.due_on, CoachingStep.id")
    agreements: Mapped[list[CoachingAgreement]] = relationship(order_by="CoachingAgreement.agreed_at")


class CoachingStep(Base):
    """A next step: what, by whom (mentee or mentor), until when."""

    __tablename__ = "coaching_step"
    __table_args__ = (CheckConstraint("doer IN ('mentee', 'mentor')", name="doer"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("coaching_talk.id"), index=True)
    text: Mapped[str] = mapped_column(String(300))
    doer: Mapped[str] = mapped_column(String(10))
    due_on: Mapped[date] = mapped_column(index=True)
    done_on: Mapped[date | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class CoachingAgreement(Base):
    """That one of the two agreed to the talk as it is written."""

    __tablename__ = "coaching_agreement"

    talk_id: Mapped[int] = mapped_column(ForeignKey("coaching_talk.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    agreed_at: Mapped[datetime]


AGREED = (
    select(func.count()).where(CoachingAgreement.talk_id == CoachingTalk.id).correlate(CoachingTalk).scalar_subquery()
    >= 2
)
"""The condition that both have agreed to a talk: only then is it counted."""
