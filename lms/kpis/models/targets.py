"""The table of targets. Append-only: a change is a new row, and of the rows of one scope that cover a month the newest counts."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.bilingual import Bilingual
from lms.core.db import Base


class Target(Base):
    """What a figure is to reach, in whose hands, for whom and when.

    The scope is a unit with all below it (None: the organisation), a post (None: every post) and a stage of development
    (None: every stage; see `lms.kpis.rules.targets`). Without a value the target of that scope is given up from then on.
    """

    __tablename__ = "kpi_target"
    __table_args__ = (
        CheckConstraint("stage IN ('newcomer', 'growing', 'settled')", name="stage"),
        CheckConstraint("until_month IS NULL OR until_month >= from_month", name="months"),
        Index(None, "kpi_id", "from_month"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kpi_id: Mapped[int] = mapped_column(ForeignKey("kpi.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    stage: Mapped[str | None] = mapped_column(String(20))
    statement: Mapped[Bilingual]
    value: Mapped[float | None]
    from_month: Mapped[date]
    until_month: Mapped[date | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
