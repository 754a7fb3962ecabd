"""Tables of who accompanies whom, and of what the mentor said of the mentee in figures."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.append_only import append_only
from lms.core.db import Base
from lms.people.models import Person


class Pairing(Base):
    """A mentor is appointed for a mentee, as technical or culture mentor, for a time. `covers_id`: stands in for that
    pairing's mentor, who is away. `handover`: what the mentor before passes on, for whoever comes after to read."""

    __tablename__ = "pairing"
    __table_args__ = (Index(None, "mentor_id", "ended_on"), Index(None, "mentee_id", "ended_on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    mentor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(20))
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    appointed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    covers_id: Mapped[int | None] = mapped_column(ForeignKey("pairing.id"))
    handover: Mapped[str] = mapped_column(Text, default="", server_default="")

    mentee: Mapped[Person] = relationship(foreign_keys=[mentee_id])
    mentor: Mapped[Person] = relationship(foreign_keys=[mentor_id])

    @property
    def until(self) -> date | None:
        """The day up to which it is said to last: of one who stands in the last day, of others that of the release."""
        if self.covers_id is None or self.ended_on is None:
            return self.ended_on
        return max(self.started_on, self.ended_on - timedelta(days=1))

    @property
    def is_called_off(self) -> bool:
        """Was it to be a stand-in, and ended before a day of it had passed?"""
        return self.covers_id is not None and self.ended_on is not None and self.ended_on <= self.started_on


@append_only
class MentorRating(Base):
    """A mentor's rating of a mentee for one programme enrolment: dimension to 1–5. `percent` is the mean on 0–100. Append-only; the last counts."""

    __tablename__ = "mentor_rating"
    __table_args__ = (Index(None, "mentee_id", "rated_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    mentor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    ratings: Mapped[dict[str, int]] = mapped_column(JSON)
    percent: Mapped[float]
    comment: Mapped[str] = mapped_column(Text)
    rated_at: Mapped[datetime]
