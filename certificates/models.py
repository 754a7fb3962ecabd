"""Tables of certification: schemes, tiers, certificates and what became of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false, select, text
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from lms.core.append_only import append_only
from lms.core.bilingual import Bilingual
from lms.core.db import Base


class Scheme(Base):
    """A certification scheme for one job family and, where set, one product line. `title` names the scheme on pages,
    `certificate_title` and `field_of_work` (where there is none: after-sales service) stand on the paper."""

    __tablename__ = "scheme"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[Bilingual]
    certificate_title: Mapped[Bilingual]
    field_of_work: Mapped[Bilingual | None]
    family: Mapped[str] = mapped_column(String(20))
    product_line: Mapped[str | None] = mapped_column(String(20))

    tiers: Mapped[list[Tier]] = relationship(order_by="Tier.level", back_populates="scheme")


@append_only
class TierRetirement(Base):
    """That a tier of a scheme is awarded and renewed no more, in no version, from `from_day` on; where that is None, that it
    is taken up again. Append-only; the latest one holds."""

    __tablename__ = "tier_retirement"
    __table_args__ = (Index(None, "scheme_id", "level"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"))
    level: Mapped[int]
    from_day: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]


class Tier(Base):
    """One tier of a scheme in one version: what it demands and how long its certificate is valid.

    `requirements`: a list of mappings by `kind` (see `certificates.rules.requirement_kinds` and docs/certification.md), of
    which all must be met: {"kind": "exam", "code": …, "min": 80, "months": 24}, {"kind": "course", "code": …, "version_from": 2},
    {"kind": "kpi", "kpi": "csat", "op": ">=", "value": 95, "months_running": 3, "least_n": 10} …; groups are
    {"kind": "all" | "any", "of": […]} and {"kind": "at_least", "n": 2, "of": […]}. `unlocks`: see `certificates.rules.unlocks`.
    `retired_from`: the first day on which it is awarded and renewed no more, by the latest `TierRetirement`; else None.
    """

    __tablename__ = "tier"
    __table_args__ = (UniqueConstraint("scheme_id", "level", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"))
    level: Mapped[int] = mapped_column()
    number: Mapped[int] = mapped_column(default=1)
    code: Mapped[str] = mapped_column(String(20))
    title: Mapped[Bilingual]
    knowledge: Mapped[Bilingual]
    skill: Mapped[Bilingual]
    examination: Mapped[Bilingual]
    requirements: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    validity_months: Mapped[int]
    renewal: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default=text("'{}'"))
    unlocks: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default=text("'{}'"))
    published_at: Mapped[datetime]
    retired_from: Mapped[date | None] = column_property(
        select(TierRetirement.from_day)
        .where(TierRetirement.scheme_id == scheme_id, TierRetirement.level == level)
        .order_by(TierRetirement.id.desc())
        .limit(1)
        .correlate_except(TierRetirement)
        .scalar_subquery()
    )

    scheme: Mapped[Scheme] = relationship(back_populates="tiers")

    def is_retired(self, day: date) -> bool:
        """Is it awarded and renewed no more on a day?"""
        return self.retired_from is not None and self.retired_from <= day


class Certificate(Base):
    """A tier awarded to a person for one period. What stands on the paper is kept as it was on the day of issue (`face`).

    `code` is the random part of the public address. Status is computed from the dates and the decisions. `tier_id` is the
    version of the tier, with its rule of renewal, under which the period was earned; `follows_id` the period or the paper
    that this one continues, `cycle` how often it was renewed, `how` "award", "renewal", "reissue" or "import".
    `grace_until` is the last day of grace after `expires_on`, in which it still counts as valid where `grace_counts`.
    """

    __tablename__ = "certificate"
    __table_args__ = (Index(None, "person_id", "tier_id"), Index(None, "follows_id", "issued_on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    tier_id: Mapped[int] = mapped_column(ForeignKey("tier.id"), index=True)
    issued_on: Mapped[date] = mapped_column(index=True)
    expires_on: Mapped[date] = mapped_column(index=True)
    awarded_at: Mapped[datetime]
    awarded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    face: Mapped[dict[str, Any]] = mapped_column(JSON)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    cycle: Mapped[int] = mapped_column(default=0, server_default="0")
    how: Mapped[str] = mapped_column(String(20), default="award", server_default="award")
    grace_until: Mapped[date | None]
    grace_counts: Mapped[bool] = mapped_column(default=False, server_default=false())

    tier: Mapped[Tier] = relationship()
    decisions: Mapped[list[CertificateDecision]] = relationship(order_by="CertificateDecision.id")
    followers: Mapped[list[Certificate]] = relationship(
        primaryjoin="Certificate.id == foreign(remote(Certificate.follows_id))",
        order_by="Certificate.issued_on",
        viewonly=True,
    )


@append_only
class CertificateDecision(Base):
    """Something decided about a certificate after the award: "suspend", "reinstate", "withdraw" or, on appeal, "restore".
    Whoever decided declared to be `impartial`. Append-only."""

    __tablename__ = "certificate_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    decided_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
    effective_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    impartial: Mapped[bool] = mapped_column(default=False, server_default=false())


class CertificatePaper(Base):
    """One PDF made of a certificate: `sha256` addresses it in the file store, `recipe` says from what it was made. Kept
    for ever, so that a file somebody shows can be told from one that was changed."""

    __tablename__ = "certificate_paper"
    __table_args__ = (UniqueConstraint("certificate_id", "recipe"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"))
    recipe: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    made_at: Mapped[datetime]


class MissedCheck(Base):
    """Somebody asked for a code that does not exist: counted by address, to slow down guessing."""

    __tablename__ = "missed_check"
    __table_args__ = (Index(None, "address", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]


class NumberSeries(Base):
    """The last number given in a series (one a year), so that certificate numbers have no gaps and no doubles."""

    __tablename__ = "number_series"

    series: Mapped[str] = mapped_column(String(40), primary_key=True)
    last: Mapped[int]
