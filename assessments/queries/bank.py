"""Reading the question bank."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, func, literal, or_, select

from assessments.models import Item, ItemVersion, Topic
from assessments.queries.reviews import LAST_VERDICT, in_state
from assessments.rules.drawing import Candidate, Part
from assessments.rules.reviewing import STATES
from lms.core.among import among
from lms.core.db import db, read
from lms.core.errors import NotFound
from lms.core.paging import Page, page_of_rows

PAGE = 40


@dataclass(frozen=True)
class Filters:
    """What the list of items is narrowed to."""

    topic_id: int | None = None
    difficulty: int | None = None
    kind: str | None = None
    pool: str | None = None
    words: str = ""
    state: str | None = None
    skill: str | None = None
    tier: str | None = None
    product: str | None = None


def newest_of(query: Select[*tuple[Any, ...]], live: bool = False) -> Select[*tuple[Any, ...]]:
    """Join an item to its newest version; `live`: to the newest that exams draw."""
    last = select(ItemVersion.item_id, func.max(ItemVersion.number).label("number")).group_by(ItemVersion.item_id)
    newest = (last.where(ItemVersion.live_at.is_not(None)) if live else last).subquery()
    return query.join(newest, newest.c.item_id == Item.id).join(
        ItemVersion, (ItemVersion.item_id == Item.id) & (ItemVersion.number == newest.c.number)
    )


@cache
def _candidates(language: str, with_pools: bool) -> Select[*tuple[Any, ...]]:
    stem = ItemVersion.__table__.c.stem
    query = newest_of(
        select(
            ItemVersion.id, Item.topic_id, Item.difficulty, Item.product_line,
            func.coalesce(Item.variant_of_id, Item.id), Item.pool, Item.skill, Item.tier, Item.variant_of_id,
            stem[language].as_string() if language else literal(""),
        ).select_from(Item),
        live=True,
    )  # fmt: skip
    wanted = (
        or_(among(Item.topic_id, "topics"), among(Item.pool, "pools")) if with_pools else among(Item.topic_id, "topics")
    )
    return query.where(wanted, Item.retired_at.is_(None)).order_by(Item.id)


def list_candidates(topic_ids: Collection[int], language: str = "", pools: Collection[str] = ()) -> list[Candidate]:
    """Every item of these topics and pools that may be drawn, in its newest live version: of an item and its variants one,
    the one that has the language where it matters."""
    whole = {"pools": list(pools)} if pools else {}
    rows = read(_candidates(language, bool(pools)), topics=list(topic_ids), **whole).all()
    best: dict[int, tuple[tuple[bool, bool], Candidate]] = {}
    for version_id, topic_id, difficulty, product_line, family, pool, skill, tier, variant_of, said in rows:
        rank = (not said, variant_of is not None)
        if family not in best or rank < best[family][0]:
            best[family] = (rank, Candidate(version_id, topic_id, difficulty, product_line, family, pool, skill, tier))
    return [candidate for _rank, candidate in best.values()]


def list_candidates_of(parts: Sequence[Part], language: str = "") -> list[Candidate]:
    """Every item that may be drawn for these parts."""
    topics = {part.topic_id for part in parts if part.topic_id is not None}
    pools = {part.pool for part in parts if part.topic_id is None and part.pool is not None}
    return list_candidates(topics, language, pools)


def list_topics(pool: str | None = None) -> list[Topic]:
    """Topics of a pool, or of all pools."""
    query = select(Topic).order_by(Topic.pool, Topic.code)
    return list(db.session.scalars(query if pool is None else query.where(Topic.pool == pool)))


def count_by_topic() -> dict[int, dict[int, int]]:
    """How many items may be drawn: topic id → difficulty → count."""
    is_live = select(ItemVersion.id).where(ItemVersion.item_id == Item.id, ItemVersion.live_at.is_not(None)).exists()
    query = select(Item.topic_id, Item.difficulty, func.count()).where(
        Item.retired_at.is_(None), Item.variant_of_id.is_(None), is_live
    )
    counts: dict[int, dict[int, int]] = {}
    for topic_id, difficulty, count in db.session.execute(query.group_by(Item.topic_id, Item.difficulty)):
        counts.setdefault(topic_id, {})[difficulty] = count
    return counts


def list_items(filters: Filters, page: int) -> Page[Row[Any]]:
    """Items in their newest wording, narrowed by the filters."""
    query = newest_of(
        select(
            Item.id, Item.key, Item.pool, Item.difficulty, Item.product_line, Item.retired_at,
            ItemVersion.number, ItemVersion.kind, ItemVersion.stem, Topic.title.label("topic"), ItemVersion.live_at,
            LAST_VERDICT.label("approved"),
        ).select_from(Item)
    ).join(Topic, Topic.id == Item.topic_id)  # fmt: skip
    return page_of_rows(narrowed(query, filters).order_by(Item.pool, Item.key), page, PAGE)


def narrowed(query: Select[*tuple[Any, ...]], filters: Filters) -> Select[*tuple[Any, ...]]:
    """The items that fit the filters."""
    if filters.topic_id:
        query = query.where(Item.topic_id == filters.topic_id)
    if filters.difficulty:
        query = query.where(Item.difficulty == filters.difficulty)
    if filters.kind:
        query = query.where(ItemVersion.kind == filters.kind)
    if filters.state in STATES:
        query = query.where(in_state(filters.state))
    for column, wanted in (
        (Item.skill, filters.skill),
        (Item.tier, filters.tier),
        (Item.product_line, filters.product),
    ):
        if wanted:
            query = query.where(column == wanted)
    if filters.pool:
        query = query.where(Item.pool == filters.pool)
    if filters.words:
        query = query.where(_says(filters.words))
    return query


def _says(words: str) -> Any:
    stem = ItemVersion.__table__.c.stem
    either = [
        db.cast(stem[language].as_string(), db.Text).icontains(words, autoescape=True) for language in ("zh", "en")
    ]
    return either[0] | either[1] | Item.key.icontains(words, autoescape=True)


def get_item(item_id: int) -> Item:
    """An item with its topic."""
    item = db.session.get(Item, item_id)
    if item is None:
        raise NotFound
    return item


def list_versions(item_id: int) -> list[ItemVersion]:
    """The wordings of an item, newest first."""
    query = select(ItemVersion).where(ItemVersion.item_id == item_id).order_by(ItemVersion.number.desc())
    return list(db.session.scalars(query))


def list_pools() -> list[str]:
    """The pools that hold items."""
    return list(db.session.scalars(select(Topic.pool).distinct().order_by(Topic.pool)))


def get_figure(version_id: int) -> int:
    """The file of a wording's figure."""
    file_id = db.session.scalar(select(ItemVersion.figure_file_id).where(ItemVersion.id == version_id))
    if file_id is None:
        raise NotFound
    return file_id
