"""Tables of how good items and exams proved to be: figures worked out from attempts, dated and never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.append_only import append_only
from lms.core.db import Base


@append_only
class StatisticsRun(Base):
    """The figures of an exam as they were worked out at a moment; the newest of each basis counts.

    `basis` says which attempts count: each person's first, or all. `figures` are those of `rules.quality.drawn`.
    """

    __tablename__ = "statistics_run"
    __table_args__ = (CheckConstraint("basis IN ('first', 'all')", name="basis"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"), index=True)
    basis: Mapped[str] = mapped_column(String(10))
    computed_at: Mapped[datetime]
    n: Mapped[int]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)


@append_only
class ItemStatistic(Base):
    """The figures of one wording of an item in such a run."""

    __tablename__ = "item_statistic"
    __table_args__ = (UniqueConstraint("run_id", "item_version_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("statistics_run.id"))
    item_version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"), index=True)
    n: Mapped[int]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
