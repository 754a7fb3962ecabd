"""Tables of costs and returns: ledgers, hourly rates, cases with their versions, who signed and who was told. Append-only."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.bilingual import Bilingual
from lms.core.db import Base

SUBJECTS = ("course", "programme", "plan")


class CostEntry(Base):
    """One cost of a course, a programme or a plan without sessions. Amounts are kept in hundredths, so that sums are exact.

    A correction is an entry that `reverses_id` another with the opposite amount, and a new one. `origin` names the records
    that an entry was proposed from, so that the same hours are never booked twice.
    """

    __tablename__ = "cost_entry"
    __table_args__ = (
        CheckConstraint("subject_kind IN ('course', 'programme', 'plan')", name="subject"),
        CheckConstraint("stage IN ('planned', 'actual')", name="stage"),
        CheckConstraint("until_day IS NULL OR until_day >= from_day", name="days"),
        CheckConstraint("spread_over IS NULL OR (spread_over > 0 AND spread_used BETWEEN 0 AND spread_over)", name="spread"),
        Index(None, "subject_kind", "subject_code", "stage"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_code: Mapped[str] = mapped_column(String(60))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    category: Mapped[str] = mapped_column(String(30))
    stage: Mapped[str] = mapped_column(String(10))
    hundredths: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    from_day: Mapped[date]
    until_day: Mapped[date | None]
    name: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(String(200), default="")
    document: Mapped[str] = mapped_column(String(200), default="")
    spread_over: Mapped[int | None]
    spread_used: Mapped[int | None]
    minutes: Mapped[int | None]
    rate_id: Mapped[int | None] = mapped_column(ForeignKey("hourly_rate.id"))
    origin: Mapped[str | None] = mapped_column(String(200), unique=True)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("cost_entry.id"), unique=True)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    @property
    def amount(self) -> Decimal:
        """The whole amount."""
        return Decimal(self.hundredths) / 100

    @property
    def share(self) -> Decimal:
        """The part that this training bears."""
        if self.spread_over is None or self.spread_used is None:
            return Decimal(1)
        return Decimal(self.spread_used) / Decimal(self.spread_over)


class HourlyRate(Base):
    """What an hour of somebody's time costs with everything on top, from a day on, for a post and a grade (None: any).
    Of the rates that fit somebody, the most particular counts, and of those the newest."""

    __tablename__ = "hourly_rate"
    __table_args__ = (CheckConstraint("hundredths >= 0", name="amount"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    grade: Mapped[str | None] = mapped_column(String(20))
    hundredths: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    from_day: Mapped[date]
    source: Mapped[str] = mapped_column(String(200))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    @property
    def rate(self) -> Decimal:
        """An hour's money."""
        return Decimal(self.hundredths) / 100


class CostImport(Base):
    """A workbook of costs that was uploaded, and when it was loaded."""

    __tablename__ = "cost_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]
    loaded_at: Mapped[datetime | None]


class RoiCase(Base):
    """Whether one training was worth it. What is known stands in its versions."""

    __tablename__ = "roi_case"
    __table_args__ = (CheckConstraint("subject_kind IN ('course', 'programme', 'plan')", name="subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_code: Mapped[str] = mapped_column(String(60))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[Bilingual]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    versions: Mapped[list[RoiVersion]] = relationship(order_by="RoiVersion.number", back_populates="case")
    told: Mapped[list[RoiTold]] = relationship(order_by="RoiTold.told_on")


class RoiVersion(Base):
    """A case as it stood when it was saved, in the form of a case file (docs/evaluation.md): a forecast from before the
    training or the result after it. Numbers in `content` are texts, so that none is rounded."""

    __tablename__ = "roi_version"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        CheckConstraint("stage IN ('forecast', 'result')", name="stage"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("roi_case.id"))
    number: Mapped[int]
    stage: Mapped[str] = mapped_column(String(10))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    case: Mapped[RoiCase] = relationship(back_populates="versions")
    override: Mapped[RoiOverride | None] = relationship(back_populates="version")


class RoiOverride(Base):
    """Somebody else than the author signed that a version may count more than the first year."""

    __tablename__ = "roi_override"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("roi_version.id"), unique=True)
    reason: Mapped[str] = mapped_column(String(500))
    signed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime]

    version: Mapped[RoiVersion] = relationship(back_populates="override")


class RoiTold(Base):
    """Who was told of the result, and when."""

    __tablename__ = "roi_told"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("roi_case.id"), index=True)
    who: Mapped[str] = mapped_column(String(200))
    told_on: Mapped[date]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
