"""Tables of who may accompany others: criteria, appointments, rests, what a mentor can offer, how suited they are."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Base
from lms.people.models import Person


class MentorCriteria(Base):
    """What is asked of mentors of one kind from a day on; 0 or no course: not asked. Append-only: the newest day that has
    come holds, and of one day what was said last."""

    __tablename__ = "mentor_criteria"
    __table_args__ = (
        CheckConstraint("kind IN ('technical', 'culture')", name="kind"),
        CheckConstraint("tier BETWEEN 0 AND 9", name="tier"),
        CheckConstraint("years >= 0 AND raters >= 0 AND term_months > 0", name="not_negative"),
        Index(None, "kind", "from_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    from_day: Mapped[date]
    tier: Mapped[int]
    years: Mapped[float]
    least_rating: Mapped[float]
    """Of communication and of patience, from 1 to 5; 0: not asked."""
    raters: Mapped[int]
    """How many must have rated."""
    course_code: Mapped[str | None] = mapped_column(String(60))
    term_months: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


class MentorAppointment(Base):
    """Somebody is appointed as a mentor until a day; a renewal is a new one. `facts` keeps which criteria were met on the
    day of appointment, `exception` why it was made all the same. `ended_on`: retired before the term was over."""

    __tablename__ = "mentor_appointment"
    __table_args__ = (Index(None, "person_id", "from_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    technical: Mapped[bool]
    culture: Mapped[bool]
    from_day: Mapped[date]
    until_day: Mapped[date]
    renews_id: Mapped[int | None] = mapped_column(ForeignKey("mentor_appointment.id"))
    exception: Mapped[str] = mapped_column(Text)
    facts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    appointed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    appointed_at: Mapped[datetime]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(Text, default="")

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class MentorRest(Base):
    """A mentor takes no new mentees for a time. `until_day` is the last day, where it is known; `ended_on`: back sooner."""

    __tablename__ = "mentor_rest"
    __table_args__ = (Index(None, "person_id", "from_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    from_day: Mapped[date]
    until_day: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]
    ended_on: Mapped[date | None]


class MentorProfile(Base):
    """What a mentor can offer: how many mentees, which product lines, languages, shift and abilities. Append-only; the
    last counts."""

    __tablename__ = "mentor_profile"
    __table_args__ = (CheckConstraint("capacity BETWEEN 0 AND 12", name="capacity"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    capacity: Mapped[int]
    product_lines: Mapped[list[str]] = mapped_column(JSON)
    languages: Mapped[list[str]] = mapped_column(JSON)
    shift: Mapped[str] = mapped_column(String(20))
    abilities: Mapped[list[str]] = mapped_column(JSON)
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


class MentorSuitability(Base):
    """How somebody who knows a person rates their communication and patience, 1 to 5. Append-only; of one rater the last
    counts."""

    __tablename__ = "mentor_suitability"
    __table_args__ = (
        CheckConstraint("communication BETWEEN 1 AND 5 AND patience BETWEEN 1 AND 5", name="one_to_five"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    communication: Mapped[int]
    patience: Mapped[int]
    comment: Mapped[str] = mapped_column(Text)
    rated_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    rated_at: Mapped[datetime]
