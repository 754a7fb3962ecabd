"""Tables of fees. What was set, prepared or approved is never changed; money is kept in hundredths, so that sums are exact."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.append_only import append_only
from lms.core.bilingual import Bilingual
from lms.core.db import Base
from lms.people.models import Person

_APPROVED = text("kind = 'approved'")


@append_only
class FeeRules(Base):
    """What an hour of teaching is worth from a day on, in the shape of `lms.trainers.fees.rules`. The newest day that has come
    holds, and of one day what was set last."""

    __tablename__ = "fee_rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    from_day: Mapped[date] = mapped_column(index=True)
    currency: Mapped[str] = mapped_column(String(3))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


@append_only
class FeeRun(Base):
    """A month's fees as somebody prepared them. `month` is its first day; of several the last number holds."""

    __tablename__ = "fee_run"
    __table_args__ = (UniqueConstraint("month", "number"), UniqueConstraint("id", "month", "prepared_by"))

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[date]
    number: Mapped[int]
    note: Mapped[str] = mapped_column(Text)
    prepared_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    prepared_at: Mapped[datetime]

    decision: Mapped[FeeDecision | None] = relationship(foreign_keys="FeeDecision.run_id")


@append_only
class FeeDecision(Base):
    """A prepared month was approved, which closes it for good, or sent back: never by whoever prepared it."""

    __tablename__ = "fee_decision"
    __table_args__ = (
        ForeignKeyConstraint(
            ["run_id", "month", "prepared_by"], ["fee_run.id", "fee_run.month", "fee_run.prepared_by"],
            name="fk_fee_decision_run",
        ),
        CheckConstraint("kind IN ('approved', 'returned')", name="kind"),
        CheckConstraint("decided_by <> prepared_by", name="four_eyes"),
        Index("uq_fee_decision_closed", "month", unique=True, sqlite_where=_APPROVED, postgresql_where=_APPROVED),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(unique=True)
    month: Mapped[date]
    prepared_by: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]


@append_only
class FeeLine(Base):
    """One day of one session taught by one trainer, as it was worked out: what it is paid, or why it is not.

    `kind`: "taught", "correction" (of a day of a closed month: the difference to what was paid) or "extra" (entered by hand).
    `why`: codes of what stands against a fee; `basis`: the figures that the amount is made of, as texts; `preparation_minutes`: to the
    minute, `prepared` exactly.
    """

    __tablename__ = "fee_line"
    __table_args__ = (
        CheckConstraint("kind IN ('taught', 'correction', 'extra')", name="kind"),
        Index(None, "run_id", "person_id"),
        Index(None, "session_day_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("fee_run.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    day: Mapped[date]
    session_day_id: Mapped[int | None] = mapped_column(ForeignKey("session_day.id"))
    session_number: Mapped[str] = mapped_column(String(20))
    course_code: Mapped[str] = mapped_column(String(60))
    title: Mapped[Bilingual]
    role: Mapped[str] = mapped_column(String(10))
    grade: Mapped[int]
    minutes: Mapped[int]
    preparation_minutes: Mapped[int]
    rules_id: Mapped[int | None] = mapped_column(ForeignKey("fee_rules.id"))
    rate_hundredths: Mapped[int | None] = mapped_column(BigInteger)
    hundredths: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    why: Mapped[list[str]] = mapped_column(JSON)
    basis: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text, default="")

    person: Mapped[Person] = relationship()

    @property
    def amount(self) -> Decimal:
        """What the line comes to."""
        return Decimal(self.hundredths) / 100

    @property
    def prepared(self) -> Decimal:
        """Minutes of preparing, exactly as they were reckoned."""
        return Decimal(self.basis.get("prepared", self.preparation_minutes))

    @property
    def rate(self) -> Decimal | None:
        """What an hour is worth."""
        return None if self.rate_hundredths is None else Decimal(self.rate_hundredths) / 100

    @property
    def paid_rate(self) -> Decimal | None:
        """The rate by which the line is paid: none where nothing is due, so that no rate stands beside hours that come to nought."""
        return None if self.why else self.rate


@append_only
class FeeExtra(Base):
    """Something paid, or taken off, by hand in a month that is not closed, with its reason; approved with the month. What was entered
    wrongly is taken back by an entry of the opposite amount that `reverses_id` it: neither of the two counts."""

    __tablename__ = "fee_extra"

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    hundredths: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    reason: Mapped[str] = mapped_column(Text)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("fee_extra.id"), unique=True)
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


@append_only
class TrainerCredit(Base):
    """Points towards promotion, by the rule in force. `origin` names what they were given for, so that nothing counts twice."""

    __tablename__ = "trainer_credit"
    __table_args__ = (Index(None, "person_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    day: Mapped[date]
    kind: Mapped[str] = mapped_column(String(20))
    points: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    origin: Mapped[str] = mapped_column(String(120), unique=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("fee_run.id"), index=True)
    given_at: Mapped[datetime]


@append_only
class TrainerHonour(Base):
    """The trainer of a year: who, with the figures of everybody by which it came out and the rule that was applied."""

    __tablename__ = "trainer_honour"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    named_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    named_at: Mapped[datetime]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


@append_only
class FundEntry(Base):
    """Money that came into the development fund of trainers (above nought) or went out of it (below). A mistake is taken back by
    an entry that `reverses_id` it. `person_id`: whose development it paid for."""

    __tablename__ = "fund_entry"
    __table_args__ = (CheckConstraint("hundredths <> 0", name="amount"), Index(None, "currency", "day"))

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    hundredths: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    purpose: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    origin: Mapped[str | None] = mapped_column(String(120), unique=True)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("fund_entry.id"), unique=True)
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]

    @property
    def amount(self) -> Decimal:
        """What the entry comes to."""
        return Decimal(self.hundredths) / 100
