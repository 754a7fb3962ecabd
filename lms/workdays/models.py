"""The table of days that are decided otherwise than the public calendar has them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.append_only import append_only
from lms.core.db import Base
from lms.people.models import Unit


@append_only
class DayDecision(Base):
    """That work is done on a day, or is not, in a unit and below it (None: everywhere). `works` None: what was said there is
    taken back, so that the units above and the public calendar count again. The last word of the nearest unit counts."""

    __tablename__ = "day_decision"
    __table_args__ = (Index(None, "unit_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    day: Mapped[date]
    works: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(Text)
    set_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]

    unit: Mapped[Unit | None] = relationship()
