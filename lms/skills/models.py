"""Tables of abilities, of the levels that are asked for, and of what measures them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
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


class RequiredLevel(Base):
    """The level of an ability that is asked of a job family, or of one post, from a tier of certification upwards and
    from a day on. Append-only: the newest day that has come holds, and of one day what was said last. Level 0: none."""

    __tablename__ = "required_level"
    __table_args__ = (
        CheckConstraint("(post_id IS NULL) <> (family IS NULL)", name="post_or_family"),
        CheckConstraint("level BETWEEN 0 AND 4", name="level"),
        CheckConstraint("tier BETWEEN 0 AND 9", name="tier"),
        Index(None, "ability_id", "from_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ability_id: Mapped[int] = mapped_column(ForeignKey("ability.id"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    family: Mapped[str | None] = mapped_column(String(20))
    tier: Mapped[int]
    level: Mapped[int]
    from_day: Mapped[date]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


class AbilityMeasure(Base):
    """That passing an exam, a practical task or a practical examination shows a level of an ability, from a day on.
    Append-only, as required levels are. `code` is what the kind is known by; level 0: it no longer shows anything."""

    __tablename__ = "ability_measure"
    __table_args__ = (
        CheckConstraint("kind IN ('exam', 'task', 'rubric')", name="kind"),
        CheckConstraint("level BETWEEN 0 AND 3", name="level"),
        Index(None, "ability_id", "from_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ability_id: Mapped[int] = mapped_column(ForeignKey("ability.id"))
    kind: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(60))
    level: Mapped[int]
    from_day: Mapped[date]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]
