"""What an import compares files with."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from assessments.models import Item, ItemVersion, Topic
from assessments.queries.bank import newest_of
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.files import StoredFile


@dataclass(frozen=True)
class KnownItem:
    """An item of the bank, as comparable as a draft: `content` is what makes its newest wording."""

    id: int
    topic: str
    difficulty: int
    tier: str
    product_line: str | None
    retired: bool
    number: int
    content: tuple[Any, ...]


def known_items(pool: str) -> dict[str, KnownItem]:
    """The items of a pool by key."""
    query = newest_of(
        select(
            Item.key, Item.id, Topic.code, Item.difficulty, Item.tier, Item.product_line, Item.retired_at, ItemVersion.number,
            ItemVersion.kind, ItemVersion.stem, ItemVersion.feedback, ItemVersion.source, ItemVersion.options,
            ItemVersion.correct, ItemVersion.keep_order, StoredFile.sha256,
        ).select_from(Item)
    )  # fmt: skip
    query = query.join(Topic, Topic.id == Item.topic_id).outerjoin(
        StoredFile, StoredFile.id == ItemVersion.figure_file_id
    )
    known = {}
    for row in db.session.execute(query.where(Item.pool == pool)):
        key, item_id, topic, difficulty, tier, product_line, retired_at, number, *wording = row
        known[key] = KnownItem(
            item_id, topic, difficulty, tier, product_line, retired_at is not None, number, _content(*wording)
        )
    return known


def _content(
    kind: str, stem: Bilingual, feedback: Bilingual, source: Bilingual, options: list[Any], correct: list[int],
    keep_order: bool, figure: str | None,
) -> tuple[Any, ...]:  # fmt: skip
    texts = tuple((words.zh, words.en) for words in (stem, feedback, source))
    shown = tuple((option.get("zh", ""), option.get("en", "")) for option in options)
    return kind, texts, shown, tuple(correct), keep_order, figure or ""


def known_topics(pools: Collection[str]) -> dict[tuple[str, str], Topic]:
    """The topics of these pools."""
    return {(topic.pool, topic.code): topic for topic in db.session.scalars(select(Topic).where(Topic.pool.in_(pools)))}
