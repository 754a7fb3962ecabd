"""The table of abilities."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.bilingual import Bilingual
from lms.core.db import Base


class Ability(Base):
    """Something that people must be able to do. `family` is a job family or "all"; `layer` one of the three of A3."""

    __tablename__ = "ability"
    __table_args__ = (CheckConstraint("layer IN ('basic', 'advanced', 'expert')", name="layer"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[Bilingual]
    meaning: Mapped[Bilingual]
    family: Mapped[str] = mapped_column(String(20))
    layer: Mapped[str] = mapped_column(String(10))
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None]
