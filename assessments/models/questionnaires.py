"""Tables of questionnaires: what is asked, in versions that never change once they are published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.bilingual import Bilingual
from lms.core.db import Base


class Questionnaire(Base):
    """A questionnaire by its code; `level` is the level of evaluation that it serves (1 reaction, 2 learning, 3 behaviour)."""

    __tablename__ = "questionnaire"
    __table_args__ = (CheckConstraint("level BETWEEN 1 AND 3", name="level"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    level: Mapped[int]
    added_at: Mapped[datetime]

    versions: Mapped[list[QuestionnaireVersion]] = relationship(
        order_by="QuestionnaireVersion.number", back_populates="questionnaire"
    )
    draft: Mapped[QuestionnaireDraft | None] = relationship()


class QuestionnaireVersion(Base):
    """One published state. `items` holds each question with the points of its scale, as `rules.surveys.items` reads it."""

    __tablename__ = "questionnaire_version"
    __table_args__ = (UniqueConstraint("questionnaire_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"))
    number: Mapped[int]
    title: Mapped[Bilingual]
    intro: Mapped[Bilingual]
    anonymous: Mapped[bool]
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    published_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime]

    questionnaire: Mapped[Questionnaire] = relationship(back_populates="versions")


class QuestionnaireDraft(Base):
    """What is being written; publishing it makes a version and takes the draft away. Nobody is asked by a draft."""

    __tablename__ = "questionnaire_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"), unique=True)
    title: Mapped[Bilingual]
    intro: Mapped[Bilingual]
    anonymous: Mapped[bool]
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime]
