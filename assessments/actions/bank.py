"""Importing items: first a plan that changes nothing, then all of it or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from assessments.actions.wordings import Pictures, new_version, reference_faults, sort_item
from assessments.formats import Left, Reading
from assessments.formats.pictures import picture_type
from assessments.models import Item, Topic
from assessments.queries.imports import KnownItem, body_content, known_items, known_topics
from assessments.rules.bodies import Body
from assessments.rules.items import Fault, ItemDraft, Words, item_faults
from lms.core import audit
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import RuleBroken
from lms.core.rules import Refusal


@dataclass(frozen=True)
class Change:
    """An item that is new, or differs from what the bank holds. `reworded`: its text, options or key differ, so it gets a version."""

    draft: ItemDraft
    pool: str
    known: KnownItem | None
    reworded: bool


@dataclass
class ImportPlan:
    """What an import would do. Nothing may be loaded while there are faults."""

    read: int = 0
    added: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: list[ItemDraft] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    skipped: list[tuple[ItemDraft, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    topics: dict[tuple[str, str], Words] = field(default_factory=dict)
    renamed: list[str] = field(default_factory=list)
    figures: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def unchanged(self) -> int:
        """How many the bank holds already, just so."""
        return len(self.same)

    @property
    def loadable(self) -> bool:
        """Is everything in order?"""
        return not self.faults

    def counts(self) -> dict[str, int]:
        """The numbers that people and programs are told."""
        return {
            "read": self.read,
            "imported": len(self.added) if self.loadable else 0,
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "skipped": len(self.skipped) + len(self.left) + len(self.same),
            "topics_renamed": len(self.renamed),
            "faults": len(self.faults),
        }

    @property
    def does_something(self) -> bool:
        """Would the bank be another afterwards?"""
        return bool(self.added or self.changed or self.renamed)


def plan_import(readings: Sequence[Reading], figures: Mapping[str, bytes], pool: str | None = None) -> ImportPlan:
    """Compare what files say with the bank. `figures`: file name in small letters → content, beside those that came in the
    files; `pool` overrides the files' own."""
    figures = {**figures, **{name: content for reading in readings for name, content in reading.figures.items()}}
    plan = ImportPlan(figures=figures)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in figures.items()}
    types = {name: picture_type(content) for name, content in figures.items()}
    for reading in readings:
        plan.faults += reading.faults
        plan.left += reading.left
        plan.warnings += reading.warnings
        plan.read += (
            len(reading.drafts)
            + len(reading.left)
            + len({fault.place for fault in reading.faults if fault.place.number or fault.place.line > 1})
        )
    seen: dict[tuple[str, str], ItemDraft] = {}
    known_by_pool = {own: known_items(own) for own in {pool or reading.pool for reading in readings}}
    variants: dict[str, dict[str, str | None]] = {
        own: {key: known.variant_of for key, known in items.items()} for own, items in known_by_pool.items()
    }
    for reading in readings:
        variants[pool or reading.pool] |= {draft.key: draft.language_of for draft in reading.drafts}
    for reading in readings:
        own = pool or reading.pool
        for draft in reading.drafts:
            faults = item_faults(draft) + _figure_faults(draft, types) + reference_faults(draft, variants[own])
            before = seen.setdefault((own, draft.key), draft)
            if before is not draft and draft.key:
                if _content(before, hashes) == _content(draft, hashes) and before.topic == draft.topic:
                    plan.skipped.append((draft, "same_twice"))
                    continue
                faults.append(Fault(draft.place, "key", "key_in_file_twice", {"key": draft.key}))
            if faults:
                plan.faults += faults
                continue
            _place(plan, draft, own, known_by_pool[own].get(draft.key), hashes)
    for place, topic in known_topics({own for own, _code in plan.topics}).items():
        if place in plan.topics and _title(plan.topics[place], topic.title) != topic.title:
            plan.renamed.append(topic.code)
    return plan


def _title(words: Words, before: Bilingual) -> Bilingual:
    """A topic's title by a file; what the file does not say stays."""
    return Bilingual(words.zh or before.zh, words.en or before.en)


def _place(plan: ImportPlan, draft: ItemDraft, pool: str, known: KnownItem | None, hashes: Mapping[str, str]) -> None:
    if known is not None and known.retired:
        plan.skipped.append((draft, "retired"))
        return
    if draft.topic_title or (pool, draft.topic) not in plan.topics:
        plan.topics[pool, draft.topic] = draft.topic_title
    if known is None:
        plan.added.append(Change(draft, pool, None, True))
        return
    reworded = known.content != _content(draft, hashes)
    moved = (known.topic, known.difficulty, known.tier, known.product_line, known.skill, known.variant_of) != (
        draft.topic, draft.difficulty, draft.tier, draft.product_line, draft.skill, draft.language_of,
    )  # fmt: skip
    if reworded or moved:
        plan.changed.append(Change(draft, pool, known, reworded))
    else:
        plan.same.append(draft)


def _content(draft: ItemDraft, hashes: Mapping[str, str]) -> tuple[Any, ...]:
    """What makes a wording: the same tuple as `KnownItem.content`."""
    options = tuple((option.zh, option.en) for option in draft.options)
    texts = tuple((words.zh, words.en) for words in (draft.stem, draft.feedback, draft.source))
    figure = hashes.get(draft.figure.casefold(), "") if draft.figure else ""
    named = {name: hashes.get(name.casefold(), "") for name in draft.figures}
    return (
        draft.kind,
        texts,
        options,
        tuple(draft.correct),
        draft.keep_order,
        figure,
        body_content(Body.of(draft), named),
    )


def _figure_faults(draft: ItemDraft, types: Mapping[str, str | None]) -> list[Fault]:
    found = []
    for field_name, original in [("figure", draft.figure), *(("figures", name) for name in draft.figures)]:
        if original and (name := original.casefold()) not in types:
            found.append(Fault(draft.place, field_name, "figure_missing", {"name": original[:60]}))
        elif original and types[name] is None:
            found.append(Fault(draft.place, field_name, "figure_not_a_picture", {"name": original[:60]}))
    return found


def load_import(
    plan: ImportPlan, *, sources: Sequence[str], actor: Actor, at: datetime, as_drafts: bool = False
) -> None:
    """Write a plan. RuleBroken while it has faults. `sources` names the files for the audit trail; `as_drafts`: what is new
    or reworded waits for a review, else exams may draw it at once."""
    if not plan.loadable:
        raise RuleBroken(Refusal("import_has_faults", {"faults": len(plan.faults)}))
    topics = _settle_topics(plan)
    pictures = Pictures(plan.figures)
    written = [
        (change, _write(change, topics[change.pool, change.draft.topic], pictures, not as_drafts, actor, at))
        for change in [*plan.added, *plan.changed]
    ]
    db.session.flush()
    _link_variants(written)
    db.session.flush()
    if plan.does_something:
        audit.record(
            "bank.imported", "bank", ",".join(sorted({pool for pool, _code in plan.topics}))[:60],
            actor=actor, at=at, files=list(sources), as_drafts=as_drafts, **plan.counts(),
        )  # fmt: skip


def _settle_topics(plan: ImportPlan) -> dict[tuple[str, str], Topic]:
    """Topics of the plan, made or renamed where the files say so."""
    known = known_topics({pool for pool, _code in plan.topics})
    for place, words in plan.topics.items():
        topic = known.get(place)
        if topic is None:
            pool, code = place
            title = Bilingual(words.zh or words.en or code, words.en or words.zh or code)
            known[place] = topic = Topic(pool=pool, code=code, title=title)
            db.session.add(topic)
        elif _title(words, topic.title) != topic.title:
            topic.title = _title(words, topic.title)
    db.session.flush()
    return known


def _write(change: Change, topic: Topic, pictures: Pictures, live: bool, actor: Actor, at: datetime) -> Item:
    draft = change.draft
    item = (
        db.session.get_one(Item, change.known.id)
        if change.known
        else Item(pool=change.pool, key=draft.key, added_at=at)
    )
    sort_item(item, draft, topic.id)
    if change.known is None:
        db.session.add(item)
    if change.reworded:
        number = change.known.number + 1 if change.known else 1
        new_version(item, draft, number=number, pictures=pictures, live=live, actor=actor, at=at)
    return item


def _link_variants(written: Sequence[tuple[Change, Item]]) -> None:
    """Tie each variant to the item that it says in another language; a file that says nothing unties."""
    for change, item in written:
        wanted = select(Item.id).where(Item.pool == change.pool, Item.key == change.draft.language_of)
        item.variant_of_id = db.session.scalar(wanted) if change.draft.language_of else None
