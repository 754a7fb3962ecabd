"""Tables of career ladders."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.append_only import append_only
from lms.core.bilingual import Bilingual
from lms.core.db import Base


@append_only
class CareerLadder(Base):
    """One version of a ladder for a job family, on the "professional" or the "management" side. Written once; the newest
    version counts.

    `steps`, lowest first: [{"code", "title": {"zh", "en"}, "task": {"zh", "en"}, "criteria": [requirements]}]; criteria are those of
    certification (see `certificates.rules.requirement_kinds`) and those of `lms.performance.ladders.rules.OWN`.
    """

    __tablename__ = "career_ladder"
    __table_args__ = (UniqueConstraint("code", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    family: Mapped[str] = mapped_column(String(20))
    side: Mapped[str] = mapped_column(String(20))
    title: Mapped[Bilingual]
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    published_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime]
