"""Tables of applications for a tier or a renewal, and what was decided about each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certificates.models import Certificate, Tier
from lms.core.append_only import append_only
from lms.core.db import Base


@append_only
class TierApplication(Base):
    """Somebody asks for a tier ("award") or for the renewal of a certificate ("renewal"). `tier_id` is the version of the
    tier by which it is decided. Append-only; what became of it stands in its decisions."""

    __tablename__ = "tier_application"
    __table_args__ = (
        Index(None, "person_id", "tier_id"),
        CheckConstraint("kind <> 'renewal' OR certificate_id IS NOT NULL", name="renews_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    tier_id: Mapped[int] = mapped_column(ForeignKey("tier.id"))
    kind: Mapped[str] = mapped_column(String(20))
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"), index=True)
    applied_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    applied_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text)

    tier: Mapped[Tier] = relationship()
    certificate: Mapped[Certificate | None] = relationship()
    decisions: Mapped[list[ApplicationDecision]] = relationship(order_by="ApplicationDecision.id")


@append_only
class ApplicationDecision(Base):
    """What was decided about an application: "award", "renew", "refuse", "take_back" (by whoever applied) or "reopen" (on
    appeal). `certificate_id` is the certificate that came of it. Append-only; the latest one holds."""

    __tablename__ = "application_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("tier_application.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    impartial: Mapped[bool]
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    decided_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
