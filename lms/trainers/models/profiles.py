"""Tables of who a trainer is: the profile, how those who know them rate them as a speaker, when they are away."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.append_only import append_only
from lms.core.bilingual import Bilingual
from lms.core.db import Base
from lms.people.models import Person


@append_only
class TrainerProfile(Base):
    """What a trainer says of themselves and how much they can take on. The last one counts. `most_hours`: of teaching in a
    month; 0: no bound."""

    __tablename__ = "trainer_profile"
    __table_args__ = (CheckConstraint("most_hours BETWEEN 0 AND 300", name="most_hours"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    bio: Mapped[Bilingual | None]
    languages: Mapped[list[str]] = mapped_column(JSON)
    product_lines: Mapped[list[str]] = mapped_column(JSON)
    most_hours: Mapped[int]
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


class TrainerAbsence(Base):
    """Days on which a trainer cannot teach, both included. `ended_on`: the first day on which they can again, where that is
    sooner; the same as `from_day`: entered by mistake."""

    __tablename__ = "trainer_absence"
    __table_args__ = (
        CheckConstraint("from_day <= until_day", name="days"),
        CheckConstraint("kind IN ('leave', 'sick', 'travel', 'other')", name="kind"),
        Index(None, "person_id", "until_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    from_day: Mapped[date]
    until_day: Mapped[date]
    kind: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text)
    entered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]
    ended_on: Mapped[date | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


@append_only
class TrainerSuitability(Base):
    """How somebody who knows a person rates how well they speak and whether they like to teach, 1 to 5. Of one rater the
    last counts."""

    __tablename__ = "trainer_suitability"
    __table_args__ = (
        CheckConstraint("speaking BETWEEN 1 AND 5 AND willing BETWEEN 1 AND 5", name="one_to_five"),
        CheckConstraint("rated_by <> person_id", name="rated_by_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    speaking: Mapped[int]
    willing: Mapped[int]
    comment: Mapped[str] = mapped_column(Text)
    rated_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    rated_at: Mapped[datetime]
