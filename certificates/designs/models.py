"""Tables of the designs of papers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.append_only import append_only
from lms.core.bilingual import Bilingual
from lms.core.db import Base


class PaperDesign(Base):
    """One version of a design; published, it never changes again, since papers were made from it. `content`: {"languages":
    "both", "texts": {slot: {"zh", "en"}}, "signatories": [{"name", "post", "picture"}], "logo": …, "seal": …}, pictures by
    the hash under which the file store has them."""

    __tablename__ = "paper_design"
    __table_args__ = (UniqueConstraint("code", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    layout: Mapped[str] = mapped_column(String(20))
    name: Mapped[Bilingual]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    drafted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    drafted_at: Mapped[datetime]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None]


@append_only
class PaperDesignChoice(Base):
    """From when on papers of a layout are issued in a design; the latest choice counts."""

    __tablename__ = "paper_design_choice"

    id: Mapped[int] = mapped_column(primary_key=True)
    layout: Mapped[str] = mapped_column(String(20), index=True)
    design_id: Mapped[int] = mapped_column(ForeignKey("paper_design.id"))
    chosen_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    chosen_at: Mapped[datetime]
