"""The table of monthly readings: sums that add up over months and subjects, so that any period is a sum of rows."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base


class Reading(Base):
    """What a KPI's orders of one month add up to for one subject.

    `n` orders counted (those of the denominator); `total` the sum of the numerator; `base` the sum of the denominator
    (n for shares and means); `squares` the sum of squared values; `logs` and `log_squares` those of ln(1 + value), for
    medians, and for rates the sums of numerator × denominator and of denominator²; `median` of the month's values, which
    does not add up and is shown for single months only.

    The key is all the order there is: an index on months would double what writing costs, so a month is found through the
    subjects that may have it.
    """

    __tablename__ = "reading"
    __table_args__ = {"sqlite_with_rowid": False}

    kpi_id: Mapped[int] = mapped_column(ForeignKey("kpi.id"), primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("kpi_subject.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    n: Mapped[int]
    total: Mapped[float]
    base: Mapped[float]
    squares: Mapped[float] = mapped_column(default=0.0)
    logs: Mapped[float] = mapped_column(default=0.0)
    log_squares: Mapped[float] = mapped_column(default=0.0)
    median: Mapped[float | None]
