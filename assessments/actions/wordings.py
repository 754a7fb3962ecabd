"""Writing one wording of an item, whoever brings it: an import, or a person at the page."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from assessments.formats.pictures import picture_type
from assessments.models import Item, ItemVersion, Rubric
from assessments.rules.bodies import Body
from assessments.rules.items import Fault, ItemDraft
from lms.core import files
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.skills.queries import ids_of


@dataclass
class Pictures:
    """The pictures that drafts name: new ones by their content, kept ones by their file. Names in small letters."""

    contents: Mapping[str, bytes] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)

    def file_of(self, name: str, actor: Actor, at: datetime) -> int:
        """The file of a picture; a new one is stored, once."""
        key = name.casefold()
        if key not in self.kept:
            content = self.contents[key]
            media = picture_type(content) or "application/octet-stream"
            self.kept[key] = files.save(content, name=name, content_type=media, actor=actor, at=at).id
        return self.kept[key]

    def aspect_of(self, name: str) -> float:
        """Height of a picture divided by its width."""
        from PIL import Image

        key = name.casefold()
        content = self.contents[key] if key in self.contents else files.read(self.kept[key])[1]
        with Image.open(io.BytesIO(content)) as picture:
            return picture.height / picture.width


def new_version(
    item: Item, draft: ItemDraft, *, number: int, pictures: Pictures, live: bool, actor: Actor, at: datetime
) -> ItemVersion:
    """A version of a sound draft, added to the session. `live`: exams may draw it at once."""
    version = wording_of(draft, number=number, pictures=pictures, live=live, actor=actor, at=at)
    version.item = item
    db.session.add(version)
    return version


def wording_of(
    draft: ItemDraft, *, number: int, pictures: Pictures, live: bool, actor: Actor, at: datetime
) -> ItemVersion:
    """The version that a sound draft would be, with its pictures stored, but of no item yet."""
    named = {name: pictures.file_of(name, actor, at) for name in draft.figures}
    return ItemVersion(
        number=number,
        kind=draft.kind,
        stem=Bilingual(**draft.stem.as_dict()),
        options=[option.as_dict() for option in draft.options],
        correct=list(draft.correct),
        keep_order=draft.keep_order,
        feedback=Bilingual(**draft.feedback.as_dict()),
        source=Bilingual(**draft.source.as_dict()),
        figure_file_id=pictures.file_of(draft.figure, actor, at) if draft.figure else None,
        body=Body.of(draft, named, pictures.aspect_of(draft.figure) if draft.spots else 1.0).as_json(),
        added_at=at,
        added_by=actor.id,
        live_at=at if live else None,
        live_by=actor.id if live else None,
    )


def said_by(version: ItemVersion) -> tuple[Any, ...]:
    """All that a wording says and how it is marked: two that are alike need no second version."""
    return (
        version.kind, version.stem, version.options, version.correct, version.keep_order, version.feedback, version.source,
        version.figure_file_id, version.body,
    )  # fmt: skip


def sort_item(item: Item, draft: ItemDraft, topic_id: int) -> None:
    """Put an item where a draft says it belongs: topic, difficulty, tier, product line, ability."""
    item.topic_id, item.tier, item.product_line = topic_id, draft.tier, draft.product_line
    item.difficulty, item.skill = draft.difficulty or 0, draft.skill or None


def reference_faults(draft: ItemDraft, variants: Mapping[str, str | None]) -> list[Fault]:
    """What a draft names that is not there: rubric, ability, the item of which it is a variant.

    `variants`: key of every item that is or will be in the pool → the key of the item that it is itself a variant of.
    """
    found = []
    if draft.rubric and db.session.scalar(select(Rubric.id).where(Rubric.code == draft.rubric).limit(1)) is None:
        found.append(Fault(draft.place, "rubric", "rubric_unknown", {"code": draft.rubric[:60]}))
    if draft.skill and not ids_of([draft.skill]):
        found.append(Fault(draft.place, "skill", "skill_unknown", {"code": draft.skill[:60]}))
    if draft.language_of and draft.language_of != draft.key:
        if draft.language_of not in variants:
            found.append(Fault(draft.place, "language_of", "variant_unknown", {"key": draft.language_of[:60]}))
        elif variants[draft.language_of]:
            found.append(Fault(draft.place, "language_of", "variant_of_variant", {"key": draft.language_of[:60]}))
    return found
