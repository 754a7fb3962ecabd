"""Credentials as they were signed, and the lists that say which of them no longer hold."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.append_only import append_only
from lms.core.db import Base


class IssuedCredential(Base):
    """The credential of a certificate: its place in the status lists, drawn by lot and kept for ever, and the signed text.

    `salt` and `signed` are None once the person was erased.
    """

    __tablename__ = "issued_credential"
    __table_args__ = (UniqueConstraint("list_number", "list_index", name="uq_issued_credential_list_number"),)

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    list_number: Mapped[int]
    list_index: Mapped[int]
    salt: Mapped[str | None] = mapped_column(String(40))
    signed: Mapped[str | None] = mapped_column(Text)
    issued_at: Mapped[datetime]


class StatusListCopy(Base):
    """A status list as it was last signed: a copy of what the facts said when they were last looked at. `facts` changes with
    every decision and every new certificate."""

    __tablename__ = "status_list_copy"

    number: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20), primary_key=True)
    facts: Mapped[str] = mapped_column(String(80))
    signed: Mapped[str] = mapped_column(Text)
    signed_at: Mapped[datetime]
    checked_at: Mapped[datetime]


@append_only
class CertificateErasure(Base):
    """The holder's personal data were taken out of a certificate; number, tier, dates and status stay."""

    __tablename__ = "certificate_erasure"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    erased_at: Mapped[datetime]
    erased_by: Mapped[int | None]
