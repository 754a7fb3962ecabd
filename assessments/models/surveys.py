"""Tables of who was asked and of what was answered. For an anonymous questionnaire nothing leads from one to the other."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Date, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.models.questionnaires import QuestionnaireVersion
from lms.core.db import Base


class SurveyInvitation(Base):
    """That a person is asked: by which version, about whom, in which role, in which context (("course_version", 12)).

    `asked_once` names all of this in one text, so that nobody is asked twice for the same thing. `aims` are those of the
    context at the time: [{"code", "zh", "en"}]. `answered_at` is None for an anonymous questionnaire, which keeps the day only.
    """

    __tablename__ = "survey_invitation"
    __table_args__ = (
        Index("ix_survey_invitation_context", "context_kind", "context_id", "questionnaire_id"),
        Index("ix_survey_invitation_respondent", "respondent_id", "answered_on", "declined_at"),
        CheckConstraint("NOT anonymous OR answered_at IS NULL", name="day_only"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    respondent_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    about_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    context_kind: Mapped[str] = mapped_column(String(40))
    context_id: Mapped[int]
    asked_once: Mapped[str] = mapped_column(String(160), unique=True)
    aims: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    anonymous: Mapped[bool]
    opens_on: Mapped[date]
    due_on: Mapped[date]
    closes_on: Mapped[date]
    invited_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    opened_on: Mapped[date | None]
    reminders: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None]
    answered_on: Mapped[date | None]
    answered_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    decline_reason: Mapped[str] = mapped_column(Text, default="")

    version: Mapped[QuestionnaireVersion] = relationship()


class SurveyAnswer(Base):
    """The answer to one question; a question left out has a row without a value.

    Anonymous answers have no invitation, hence no person. Their number is drawn by lot and those of one person are not
    tied together. `batch` stays None until at least as many have come together as may be shown; then all of them get
    the same number and the same month, and only then are they part of any result. `about_id` is somebody whom the
    answer is about, never whoever answered an anonymous one.
    """

    __tablename__ = "survey_answer"
    __table_args__ = (
        Index("ix_survey_answer_context", "context_kind", "context_id", "version_id"),
        CheckConstraint("invitation_id IS NULL OR (batch IS NULL AND month IS NULL)", name="named_or_batched"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("survey_invitation.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    about_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    context_kind: Mapped[str] = mapped_column(String(40))
    context_id: Mapped[int]
    item: Mapped[str] = mapped_column(String(100))
    number: Mapped[float | None] = mapped_column(Float)
    choices: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    text: Mapped[str | None] = mapped_column(Text)
    batch: Mapped[int | None]
    month: Mapped[date | None] = mapped_column(Date)

    def values(self) -> dict[str, Any]:
        """The columns that an answer is made of anew."""
        return {c.key: getattr(self, c.key) for c in self.__table__.columns if c.key != "id"}
