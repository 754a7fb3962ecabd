"""The table of reminders of certificates that run out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base


class CertificateReminder(Base):
    """That holder and supervisor were reminded of a certificate's last day, so many days ahead: each once."""

    __tablename__ = "certificate_reminder"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True)
    sent_at: Mapped[datetime]
