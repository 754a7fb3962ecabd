"""Tables of the question bank."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.append_only import append_only
from lms.core.bilingual import Bilingual
from lms.core.db import Base


class Topic(Base):
    """What an item is about; blueprints draw by topic. `pool` groups topics of one bank (e.g. one licence pool)."""

    __tablename__ = "topic"
    __table_args__ = (UniqueConstraint("pool", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pool: Mapped[str] = mapped_column(String(60))
    code: Mapped[str] = mapped_column(String(60))
    title: Mapped[Bilingual]


class Item(Base):
    """One question, known by its key within a pool. Its text stands in its versions.

    `skill` is the code of an ability; `variant_of_id` the item that this one says in another language.
    """

    __tablename__ = "item"
    __table_args__ = (UniqueConstraint("pool", "key"), Index(None, "topic_id", "retired_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    pool: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(60))
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    difficulty: Mapped[int]
    tier: Mapped[str] = mapped_column(String(20))
    product_line: Mapped[str | None] = mapped_column(String(20))
    skill: Mapped[str | None] = mapped_column(String(60))
    variant_of_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), index=True)
    added_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

    topic: Mapped[Topic] = relationship()
    versions: Mapped[list[ItemVersion]] = relationship(order_by="ItemVersion.number", back_populates="item")


class ItemVersion(Base):
    """One wording of an item. `options` is a list of {"zh", "en"}, of things to order in the right order; `correct` the
    indexes that are right; `body` what the other kinds need (see `rules.bodies`). Exams draw the newest that is live."""

    __tablename__ = "item_version"
    __table_args__ = (
        UniqueConstraint("item_id", "number"),
        CheckConstraint(
            "kind IN ('single', 'multiple', 'true_false', 'numeric', 'short', 'matching', 'ordering', 'essay', 'hot_spot')",
            name="kind",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    stem: Mapped[Bilingual]
    options: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    correct: Mapped[list[int]] = mapped_column(JSON)
    keep_order: Mapped[bool] = mapped_column(default=False)
    feedback: Mapped[Bilingual]
    source: Mapped[Bilingual]
    figure_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    body: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    added_at: Mapped[datetime]
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    live_at: Mapped[datetime | None]
    live_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    item: Mapped[Item] = relationship(back_populates="versions")


@append_only
class ItemReview(Base):
    """What somebody other than the author said of a wording. Append-only: the last one counts."""

    __tablename__ = "item_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"), index=True)
    approved: Mapped[bool]
    comment: Mapped[str] = mapped_column(Text)
    reviewed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reviewed_at: Mapped[datetime]


@append_only
class ItemReviewRequest(Base):
    """That somebody was asked by name to review a wording. They see this wording with its key, and nothing else of the bank."""

    __tablename__ = "item_review_request"
    __table_args__ = (UniqueConstraint("item_version_id", "reviewer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
