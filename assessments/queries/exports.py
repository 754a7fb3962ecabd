"""Items of the bank as drafts again, to be written into files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from assessments.models import Item, ItemVersion, Topic
from assessments.queries.bank import Filters, narrowed, newest_of
from assessments.rules.bodies import Body
from assessments.rules.items import PICTURE, ItemDraft, Place, Words
from lms.core.db import db
from lms.core.files import StoredFile


@dataclass
class Selection:
    """Drafts with the pictures that they name: name in small letters → file. `pools`: where they come from."""

    drafts: list[ItemDraft] = field(default_factory=list)
    pictures: dict[str, int] = field(default_factory=dict)
    pools: set[str] = field(default_factory=set)

    def named(self, name: str, file_id: int) -> str:
        """The name of a picture in the file; two pictures of one name are told apart."""
        if self.pictures.setdefault(name.casefold(), file_id) == file_id:
            return name
        path = PurePath(name)
        other = f"{path.stem}-{hashlib.sha256(str(file_id).encode()).hexdigest()[:8]}{path.suffix}"
        self.pictures[other.casefold()] = file_id
        return other


def count_by_pool(filters: Filters) -> dict[str, int]:
    """How many items an export of these filters would hold, by pool."""
    query = narrowed(newest_of(select(Item.pool, func.count()).select_from(Item)), filters)
    rows = db.session.execute(query.where(Item.retired_at.is_(None)).group_by(Item.pool))
    return {row[0]: row[1] for row in rows}


def list_selection(filters: Filters, *, topic: str | None = None) -> Selection:
    """The items that fit the filters, in their newest wording and not retired, by topic and number."""
    original = aliased(Item)
    query = newest_of(select(Item, ItemVersion, Topic, StoredFile.name, original.key).select_from(Item))
    query = query.join(Topic, Topic.id == Item.topic_id).outerjoin(
        StoredFile, StoredFile.id == ItemVersion.figure_file_id
    )
    query = narrowed(query.outerjoin(original, original.id == Item.variant_of_id), filters).where(
        Item.retired_at.is_(None)
    )
    if topic is not None:
        query = query.where(Topic.code == topic)
    found = Selection()
    # An item stands before its variants, so that a file can be read from the top.
    order = (Item.pool, Item.variant_of_id.is_not(None), Topic.code, Item.key)
    for item, version, about, figure, variant_of in db.session.execute(query.order_by(*order)):
        found.pools.add(item.pool)
        found.drafts.append(_draft(found, item, version, about, figure, variant_of))
    return found


def _draft(
    found: Selection, item: Item, version: ItemVersion, topic: Topic, figure: str | None, variant_of: str | None
) -> ItemDraft:
    body = Body.read(version.body)
    renamed = {name: found.named(name, file_id) for name, file_id in body.figures.items()}

    def words(raw: Mapping[str, Any] | Words) -> Words:
        said = raw.as_dict() if isinstance(raw, Words) else raw
        return Words(*(_renamed(said.get(tag) or "", renamed) for tag in ("zh", "en")))

    draft = ItemDraft(
        place=Place(""), key=item.key, topic=topic.code, topic_title=Words(topic.title.zh, topic.title.en), kind=version.kind,
        stem=words(Words(version.stem.zh, version.stem.en)), options=tuple(words(option) for option in version.options),
        correct=tuple(version.correct), difficulty=item.difficulty, tier=item.tier, product_line=item.product_line,
        keep_order=version.keep_order, feedback=words(Words(version.feedback.zh, version.feedback.en)),
        source=Words(version.source.zh, version.source.en), answers=body.answers,
        pairs=tuple((words(left), words(right)) for left, right in body.pairs), distractors=tuple(map(words, body.distractors)),
        rubric=body.rubric, model_answer=words(body.model_answer), spots=body.spots, fractions=body.fractions, partial=body.partial,
        option_feedback=tuple(map(words, body.option_feedback)), figures=tuple(renamed.values()), skill=item.skill or "",
        language_of=variant_of or "", points=body.points,
    )  # fmt: skip
    if version.figure_file_id is not None and figure:
        draft = replace(draft, figure=found.named(figure, version.figure_file_id))
    return draft


def _renamed(text: str, names: Mapping[str, str]) -> str:
    return PICTURE.sub(lambda m: m[0].replace(f"({m[1]})", f"({names.get(m[1], m[1])})"), text)
