"""Writing items at the page, and the way from a draft into exams and out of them."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from sqlalchemy import select

from assessments.actions.wordings import Pictures, new_version, said_by, sort_item, wording_of
from assessments.models import Item, ItemReview, ItemVersion
from assessments.queries.reviews import get_standing, get_version
from assessments.rules.items import ItemDraft
from assessments.rules.reviewing import live_refusals, review_refusals
from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import RuleBroken
from lms.core.notices import notify
from lms.core.rules import Refusal
from lms.people.models import Person
from lms.people.notices import recipient_of


def add_item(*, draft: ItemDraft, pool: str, topic_id: int, pictures: Pictures, actor: Actor, at: datetime) -> Item:
    """A new item as a draft. The draft is sound (see `authoring_faults`); RuleBroken where its key is taken."""
    if db.session.scalar(select(Item.id).where(Item.pool == pool, Item.key == draft.key)) is not None:
        raise RuleBroken(Refusal("item_key_taken", {"key": draft.key}))
    item = Item(pool=pool, key=draft.key, added_at=at, variant_of_id=_original(pool, draft))
    sort_item(item, draft, topic_id)
    db.session.add(item)
    new_version(item, draft, number=1, pictures=pictures, live=False, actor=actor, at=at)
    db.session.flush()
    audit.record("item.added", "item", item.id, actor=actor, at=at, key=draft.key, kind=draft.kind)
    return item


def change_item(*, item: Item, draft: ItemDraft, topic_id: int, pictures: Pictures, actor: Actor, at: datetime) -> str:
    """Another wording of an item, as a draft: attempts keep theirs, and exams draw the last live one until this is.

    Gives what was changed: `"wording"`; `"place"` where only topic, tier and the like differ, which needs neither a
    version nor a review; `""` where nothing does.
    """
    last = db.session.scalars(
        select(ItemVersion).where(ItemVersion.item_id == item.id).order_by(ItemVersion.number.desc()).limit(1)
    ).one()
    original = _original(item.pool, draft)
    version = wording_of(draft, number=last.number + 1, pictures=pictures, live=False, actor=actor, at=at)
    sort_item(item, draft, topic_id)
    item.variant_of_id = original
    changed = "wording" if said_by(version) != said_by(last) else "place" if db.session.is_modified(item) else ""
    if changed == "wording":
        version.item = item
        db.session.add(version)
    db.session.flush()
    if changed:
        number = version.number if changed == "wording" else last.number
        audit.record("item.changed", "item", item.id, actor=actor, at=at, key=item.key, version=number)
    return changed


def _original(pool: str, draft: ItemDraft) -> int | None:
    if not draft.language_of:
        return None
    return db.session.scalar(select(Item.id).where(Item.pool == pool, Item.key == draft.language_of))


def review_wording(*, version_id: int, approved: bool, comment: str, actor: Actor, at: datetime) -> None:
    """Say of somebody else's wording that it is good, or return it with the reason."""
    version = get_version(version_id)
    if refusals := review_refusals(get_standing(version), actor.id, approved, comment):
        raise RuleBroken(*refusals)
    db.session.add(
        ItemReview(
            item_version_id=version.id, approved=approved, comment=comment.strip(), reviewed_by=actor.id, reviewed_at=at
        )
    )
    db.session.flush()
    audit.record(
        "item.reviewed", "item", version.item_id, actor=actor, at=at, version=version.number, approved=approved,
        comment=comment.strip(),
    )  # fmt: skip
    author = db.session.get(Person, version.added_by) if version.added_by else None
    if author is not None and author.left_on is None:
        link = url_for("assessments.bank_item", item_id=version.item_id)
        kind = "item_approved" if approved else "item_returned"
        notify(recipient_of(author), kind, link=link, at=at, key=version.item.key)


def put_live(*, version_id: int, actor: Actor, at: datetime) -> None:
    """Let exams draw a wording that somebody other than its author has approved."""
    version = get_version(version_id)
    if refusals := live_refusals(get_standing(version)):
        raise RuleBroken(*refusals)
    version.live_at, version.live_by = at, actor.id
    db.session.flush()
    audit.record("item.live", "item", version.item_id, actor=actor, at=at, version=version.number)


def retire_item(*, item: Item, actor: Actor, at: datetime) -> None:
    """Take an item out of the exams to come; twice changes nothing."""
    if item.retired_at is None:
        item.retired_at = at
        db.session.flush()
        audit.record("item.retired", "item", item.id, actor=actor, at=at, key=item.key)


def bring_back(*, item: Item, actor: Actor, at: datetime) -> None:
    """Take an item's retirement back: its live wording may be drawn again."""
    if item.retired_at is not None:
        item.retired_at = None
        db.session.flush()
        audit.record("item.brought_back", "item", item.id, actor=actor, at=at, key=item.key)
