"""The table of pledges signed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.append_only import append_only
from lms.core.bilingual import Bilingual
from lms.core.db import Base


@append_only
class PledgeSignature(Base):
    """That a person signed a pledge. `digest` stands for its very words (see `pledge_code`), which are kept as they were
    read, in the `language` in which the person read them."""

    __tablename__ = "pledge_signature"
    __table_args__ = (Index(None, "person_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    digest: Mapped[str] = mapped_column(String(64))
    text: Mapped[Bilingual]
    language: Mapped[str] = mapped_column(String(5))
    tier_id: Mapped[int | None] = mapped_column(ForeignKey("tier.id"))
    signed_at: Mapped[datetime]
