"""The table of schemes that are being written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base


class SchemeDraft(Base):
    """A scheme that is being written, in the shape of its file (see `certificates.rules.schemes`). Publishing makes versions
    of the tiers that changed, and removes it."""

    __tablename__ = "scheme_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime]
