"""The organisation's keys: what certificates are sealed with, and what credentials and status lists are signed with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base


class SigningKey(Base):
    """One key. The newest of a purpose is in use; older ones stay, without their private half, so that what was signed
    with them can be checked for ever.

    `public` is a PEM chain, the key's own certificate first ("authority", "seal"), or a multibase key ("credential").
    `wrapped` is the private half, encrypted; None where it was destroyed or lies in a hardware token.
    """

    __tablename__ = "signing_key"
    __table_args__ = (Index("ix_signing_key_purpose_id", "purpose", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    kid: Mapped[str] = mapped_column(String(80), unique=True)
    source: Mapped[str] = mapped_column(String(20))
    public: Mapped[str] = mapped_column(Text)
    wrapped: Mapped[str | None] = mapped_column(Text)
    secret_mark: Mapped[str | None] = mapped_column(String(16))
    made_at: Mapped[datetime]
    made_by: Mapped[int | None]
