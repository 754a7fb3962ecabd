"""What an import compares files with."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from assessments.models import Item, ItemVersion, Topic
from assessments.queries.bank import newest_of
from assessments.rules.bodies import Body
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
    skill: str
    variant_of: str
    retired: bool
    number: int
    content: tuple[Any, ...]


def known_items(pool: str) -> dict[str, KnownItem]:
    """The items of a pool by key."""
    original = aliased(Item)
    query = newest_of(
        select(
            Item.key, Item.id, Topic.code, Item.difficulty, Item.tier, Item.product_line, Item.retired_at, ItemVersion.number,
            ItemVersion.kind, ItemVersion.stem, ItemVersion.feedback, ItemVersion.source, ItemVersion.options,
            ItemVersion.correct, ItemVersion.keep_order, StoredFile.sha256, ItemVersion.body, Item.skill, original.key,
        ).select_from(Item)
    )  # fmt: skip
    query = query.join(Topic, Topic.id == Item.topic_id).outerjoin(
        StoredFile, StoredFile.id == ItemVersion.figure_file_id
    )
    rows = db.session.execute(
        query.outerjoin(original, original.id == Item.variant_of_id).where(Item.pool == pool)
    ).all()
    hashes = _hashes({file_id for row in rows for file_id in (row.body.get("figures") or {}).values()})
    known = {}
    for row in rows:
        key, item_id, topic, difficulty, tier, product_line, retired_at, number, *wording, raw, skill, variant_of = row
        body = Body.read(raw)
        named = {name: hashes.get(file_id, "") for name, file_id in body.figures.items()}
        known[key] = KnownItem(
            item_id, topic, difficulty, tier, product_line, skill or "", variant_of or "", retired_at is not None, number,
            (*_content(*wording), body_content(body, named)),
        )  # fmt: skip
    return known


def _hashes(file_ids: Collection[int]) -> dict[int, str]:
    if not file_ids:
        return {}
    query = select(StoredFile.id, StoredFile.sha256).where(StoredFile.id.in_(file_ids))
    return {row.id: row.sha256 for row in db.session.execute(query)}


def body_content(body: Body, named: Mapping[str, str]) -> str:
    """A body in a form that can be compared, its pictures by their content."""
    told = replace(body, figures={}, aspect=1.0).as_json()
    return json.dumps({**told, "figures": dict(named)}, sort_keys=True, ensure_ascii=False)


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
