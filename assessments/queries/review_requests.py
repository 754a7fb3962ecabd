"""Who was asked by name to review which wording, and who may be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, bindparam, exists, select
from sqlalchemy.orm import aliased

from assessments.models import Item, ItemReviewRequest, ItemVersion
from assessments.queries.cut_scores import list_proposed_judges
from assessments.queries.reviews import LAST_VERDICT
from lms.core.db import db
from lms.core.errors import NotFound
from lms.people.models import Person

_NEWER = aliased(ItemVersion)
TO_REVIEW: Select[int, str] = (
    select(ItemVersion.id, Item.key)
    .join(Item, Item.id == ItemVersion.item_id)
    .join(ItemReviewRequest, ItemReviewRequest.item_version_id == ItemVersion.id)
    .where(ItemReviewRequest.reviewer_id == bindparam("person_id"), Item.retired_at.is_(None))
    .where(ItemVersion.live_at.is_(None), LAST_VERDICT.is_(None))
    .where(~exists().where(_NEWER.item_id == ItemVersion.item_id, _NEWER.number > ItemVersion.number))
    .order_by(ItemReviewRequest.id)
)
"""The wordings that wait for somebody who was asked: version and key of the item, the first asked first."""


def list_reviewers(version: ItemVersion, today: date) -> list[Person]:
    """Who may be asked: assessors, trainers and training managers who are here, other than the author and whoever was asked."""
    asked = {person.id for person in list_asked(version.id)}
    return [
        person
        for person in list_proposed_judges(today)
        if person.id != version.added_by and person.id not in asked and (person.left_on is None or person.left_on >= today)
    ]  # fmt: skip


def list_asked(version_id: int) -> Sequence[Person]:
    """Who was asked to review a wording, in order."""
    query = select(Person).join(ItemReviewRequest, ItemReviewRequest.reviewer_id == Person.id)
    return db.session.scalars(
        query.where(ItemReviewRequest.item_version_id == version_id).order_by(ItemReviewRequest.id)
    ).all()


def was_asked(version_id: int, person_id: int) -> bool:
    """Whether somebody was asked to review a wording."""
    return bool(db.session.scalar(select(_asked(person_id, ItemReviewRequest.item_version_id == version_id))))


def get_asked(version_id: int, person_id: int) -> ItemVersion:
    """A wording that somebody was asked to review. Raises NotFound, also where it was somebody else."""
    query = select(ItemVersion).where(ItemVersion.id == version_id)
    found = db.session.scalar(query.where(_asked(person_id, ItemReviewRequest.item_version_id == ItemVersion.id)))
    if found is None:
        raise NotFound
    return found


def _asked(person_id: int, which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(ItemReviewRequest.reviewer_id == person_id, which)
