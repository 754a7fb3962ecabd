"""Tables of alerts: the rules in their versions, what was raised, and everything that happened to it since."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.bilingual import Bilingual
from lms.core.db import Base
from lms.kpis.models.definitions import Kpi
from lms.kpis.models.loads import Subject


class AlertRule(Base):
    """A rule by which figures are watched, known by its code; what it says stands in its versions."""

    __tablename__ = "alert_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    retired_at: Mapped[datetime | None]

    versions: Mapped[list[AlertRuleVersion]] = relationship(
        order_by="AlertRuleVersion.number", back_populates="rule"
    )  # fmt: skip


class AlertRuleVersion(Base):
    """What a rule says from a moment on; the words are those of `lms.kpis.rules.alerts.Terms`. `bound` is its limit.

    `level` names whose figures are watched: all together, each unit, team, product or technician.
    """

    __tablename__ = "alert_rule_version"
    __table_args__ = (
        UniqueConstraint("rule_id", "number"),
        CheckConstraint("kind IN ('threshold', 'trend', 'control')", name="kind"),
        CheckConstraint("level IN ('all', 'unit', 'team', 'product', 'technician')", name="level"),
        CheckConstraint("period IN ('day', 'month')", name="period"),
        CheckConstraint("measure IN ('value', 'count')", name="measure"),
        CheckConstraint("side IN ('above', 'below')", name="side"),
        CheckConstraint("colour IN ('blue', 'yellow', 'red')", name="colour"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("alert_rule.id"))
    number: Mapped[int]
    name: Mapped[Bilingual]
    advice: Mapped[Bilingual]
    kpi_id: Mapped[int] = mapped_column(ForeignKey("kpi.id"))
    level: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(12))
    period: Mapped[str] = mapped_column(String(6))
    measure: Mapped[str] = mapped_column(String(6))
    side: Mapped[str] = mapped_column(String(6))
    bound: Mapped[float | None]
    periods: Mapped[int] = mapped_column(default=1)
    colour: Mapped[str] = mapped_column(String(8))
    worse_after: Mapped[int | None]
    worse_colour: Mapped[str | None] = mapped_column(String(8))
    margin: Mapped[float] = mapped_column(default=0)
    clear_after: Mapped[int] = mapped_column(default=1)
    least_sample: Mapped[int | None]
    certain: Mapped[bool] = mapped_column(default=False)
    escalate_after_days: Mapped[int | None]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    rule: Mapped[AlertRule] = relationship(back_populates="versions")
    kpi: Mapped[Kpi] = relationship()


class Alert(Base):
    """A figure that a rule spoke up about. Whether it is open, and how serious, its events say."""

    __tablename__ = "alert"
    __table_args__ = (Index(None, "rule_id", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("alert_rule.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("alert_rule_version.id"))
    kpi_id: Mapped[int] = mapped_column(ForeignKey("kpi.id"), index=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("kpi_subject.id"), index=True)
    began_on: Mapped[date]
    raised_at: Mapped[datetime] = mapped_column(index=True)

    rule: Mapped[AlertRule] = relationship()
    version: Mapped[AlertRuleVersion] = relationship()
    subject: Mapped[Subject] = relationship()
    events: Mapped[list[AlertEvent]] = relationship(order_by="AlertEvent.id", back_populates="alert")


class AlertEvent(Base):
    """Something that happened to an alert. `colour` where it was raised or became worse, `owner_id` where it got an owner,
    `period_on` the day or month whose figure it was about."""

    __tablename__ = "alert_event"
    __table_args__ = (
        Index(None, "alert_id", "kind"),
        CheckConstraint(
            "kind IN ('raised', 'worsened', 'continued', 'assigned', 'acknowledged', 'commented', 'escalated', 'cleared',"
            " 'closed')",
            name="kind",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"))
    kind: Mapped[str] = mapped_column(String(14))
    colour: Mapped[str | None] = mapped_column(String(8))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    period_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    alert: Mapped[Alert] = relationship(back_populates="events")


class DailyReading(Base):
    """What a KPI's orders of one day add up to, for rules that look at days. The sums are those of `reading`; kept only
    for the KPIs that such a rule watches, and for the last two years."""

    __tablename__ = "daily_reading"
    __table_args__ = {"sqlite_with_rowid": False}

    kpi_id: Mapped[int] = mapped_column(ForeignKey("kpi.id"), primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("kpi_subject.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    n: Mapped[int]
    total: Mapped[float]
    base: Mapped[float]
    squares: Mapped[float] = mapped_column(default=0)
    logs: Mapped[float] = mapped_column(default=0)
    log_squares: Mapped[float] = mapped_column(default=0)
