"""The table of 360° rounds. Who is asked, and what they said, stands with the questionnaires."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Base
from lms.people.models import Person


class FeedbackRound(Base):
    """One person is rated by themselves, their supervisor, peers and mentees. `abilities` are those asked about, as they
    were on that day: [{"code", "zh", "en"}]; `supervisor_id` reads the report with the person."""

    __tablename__ = "feedback_round"
    __table_args__ = (CheckConstraint("person_id <> supervisor_id", name="two_people"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    supervisor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    abilities: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    opens_on: Mapped[date]
    due_on: Mapped[date]
    closes_on: Mapped[date]
    opened_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    supervisor: Mapped[Person] = relationship(foreign_keys=[supervisor_id])
