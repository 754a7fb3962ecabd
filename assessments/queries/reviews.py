"""Reading where wordings stand on their way into exams."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import aliased

from assessments.models import Item, ItemReview, ItemVersion
from assessments.rules.reviewing import Standing
from lms.core.db import db
from lms.core.errors import NotFound
from lms.people.models import Person

LAST_VERDICT: Any = (
    select(ItemReview.approved)
    .where(ItemReview.item_version_id == ItemVersion.id)
    .order_by(ItemReview.id.desc())
    .limit(1)
    .correlate(ItemVersion)
    .scalar_subquery()
)


class Event(NamedTuple):
    """One step of a wording's way. `what`: "written", "approved", "returned" or "live"."""

    at: datetime
    what: str
    version: int
    name: Any
    comment: str


def get_version(version_id: int) -> ItemVersion:
    """A wording, locked while somebody decides on it."""
    version = db.session.scalar(select(ItemVersion).where(ItemVersion.id == version_id).with_for_update())
    if version is None:
        raise NotFound
    return version


def get_standing(version: ItemVersion) -> Standing:
    """The facts on a wording that the rules need."""
    newest = db.session.scalar(select(func.max(ItemVersion.number)).where(ItemVersion.item_id == version.item_id))
    verdict = db.session.scalar(
        select(ItemReview.approved)
        .where(ItemReview.item_version_id == version.id)
        .order_by(ItemReview.id.desc())
        .limit(1)
    )
    retired = db.session.scalar(select(Item.retired_at).where(Item.id == version.item_id)) is not None
    return Standing(version.added_by, verdict, version.live_at is not None, retired, version.number == newest)


def in_state(state: str) -> ColumnElement[bool]:
    """Narrows items joined to their newest wording to those that stand so."""
    open_draft = and_(Item.retired_at.is_(None), ItemVersion.live_at.is_(None))
    conditions: dict[str, ColumnElement[bool]] = {
        "retired": Item.retired_at.is_not(None),
        "live": and_(Item.retired_at.is_(None), ItemVersion.live_at.is_not(None)),
        "reviewed": and_(open_draft, LAST_VERDICT.is_(True)),
        "returned": and_(open_draft, LAST_VERDICT.is_(False)),
        "draft": and_(open_draft, LAST_VERDICT.is_(None)),
    }
    return conditions[state]


@dataclass(frozen=True)
class Reviews:
    """How many newest wordings wait for one reader: others' drafts, approved ones, their own that came back."""

    to_review: int
    approved: int
    returned: int


def count_reviews(person_id: int) -> Reviews:
    """What waits for somebody who keeps the bank."""
    newer = aliased(ItemVersion)
    is_newest = ~exists().where(newer.item_id == ItemVersion.item_id, newer.number > ItemVersion.number)
    query = (
        select(ItemVersion.added_by, LAST_VERDICT.label("approved"))
        .join(Item, Item.id == ItemVersion.item_id)
        .where(ItemVersion.live_at.is_(None), Item.retired_at.is_(None), is_newest)
    )
    found: Counter[tuple[bool, bool | None]] = Counter()
    for author_id, approved in db.session.execute(query):
        found[author_id == person_id, approved] += 1
    return Reviews(found[False, None], found[False, True] + found[True, True], found[True, False])


def list_events(versions: Sequence[ItemVersion]) -> list[Event]:
    """What was done with an item's wordings and by whom, newest first."""
    numbers = {version.id: version.number for version in versions}
    reviews = list(db.session.scalars(select(ItemReview).where(ItemReview.item_version_id.in_(numbers))))
    people = {version.added_by for version in versions} | {version.live_by for version in versions}
    people |= {review.reviewed_by for review in reviews}
    rows = db.session.scalars(select(Person).where(Person.id.in_(people - {None})))
    names = {person.id: person.name for person in rows}
    found = [Event(v.added_at, "written", v.number, names.get(v.added_by or 0, ""), "") for v in versions]
    found += [
        Event(v.live_at, "live", v.number, names.get(v.live_by or 0, ""), "") for v in versions if v.live_at is not None
    ]
    found += [
        Event(
            r.reviewed_at, "approved" if r.approved else "returned", numbers[r.item_version_id], names.get(r.reviewed_by, ""),
            r.comment,
        )
        for r in reviews
    ]  # fmt: skip
    order = ("written", "returned", "approved", "live")
    return sorted(found, key=lambda event: (event.at, event.version, order.index(event.what)), reverse=True)


def list_variants(item: Item) -> list[Item]:
    """The other items that say the same in another language, the original first."""
    family = item.variant_of_id or item.id
    query = select(Item).where((Item.id == family) | (Item.variant_of_id == family), Item.id != item.id)
    return list(db.session.scalars(query.order_by(Item.id)))
