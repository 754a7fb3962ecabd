"""What decides which items a paper gets: the exam's limit and forms, what a person has seen, how often items were shown."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, select
from sqlalchemy.orm import selectinload

from assessments.models import (
    Attempt,
    AttemptForm,
    AttemptItem,
    ExamDrawing,
    ExamForm,
    ExamFormItem,
    FormSet,
    Item,
    ItemVersion,
    Topic,
)
from assessments.rules.exposure import Use
from lms.core.among import among
from lms.core.db import db, read

WINDOW = 90
"""Over how many days the limit counts where nobody said so."""


@dataclass(frozen=True)
class DrawingTerms:
    """How an exam's papers are drawn: the limit, its window, and the forms that are given out."""

    exposure_percent: int | None = None
    exposure_days: int = WINDOW
    form_set_id: int | None = None


_last = select(func.max(ExamDrawing.id)).where(ExamDrawing.exam_id == bindparam("exam_id")).scalar_subquery()
_LIMIT = select(ExamDrawing.exposure_percent, ExamDrawing.exposure_days).where(ExamDrawing.id == _last)
_SET = select(func.max(FormSet.id)).where(
    FormSet.exam_id == bindparam("exam_id"),
    FormSet.blueprint_id == bindparam("blueprint_id"),
    FormSet.ended_at.is_(None),
)
_family = func.coalesce(Item.variant_of_id, Item.id)
_SEEN = (
    select(_family)
    .distinct()
    .select_from(Attempt)
    .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
    .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
    .join(Item, Item.id == ItemVersion.item_id)
    .where(Attempt.person_id == bindparam("person_id"))
)
_window = and_(Attempt.exam_id == bindparam("exam_id"), Attempt.started_at >= bindparam("since"))
_ATTEMPTS = select(func.count()).select_from(Attempt).where(_window)
_USED = (
    select(_family, func.count())
    .select_from(Attempt)
    .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
    .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
    .join(Item, Item.id == ItemVersion.item_id)
    .where(_window)
    .group_by(_family)
)
_FORMS = (
    select(ExamForm.id, func.count(Attempt.id))
    .outerjoin(AttemptForm, AttemptForm.form_id == ExamForm.id)
    .outerjoin(Attempt, and_(Attempt.id == AttemptForm.attempt_id, Attempt.person_id == bindparam("person_id")))
    .where(ExamForm.form_set_id == bindparam("form_set_id"))
    .group_by(ExamForm.id)
    .order_by(ExamForm.id)
)
_FORM_ITEMS = select(ExamFormItem.item_id).where(ExamFormItem.form_id == bindparam("form_id"))
_EXPECTED_POINTS = select(ItemVersion.id, ItemVersion.body).where(among(ItemVersion.id, "versions"))


def find_drawing(exam_id: int, blueprint_id: int) -> DrawingTerms:
    """How an exam's papers are drawn now."""
    percent, days = read(_LIMIT, exam_id=exam_id).one_or_none() or (None, WINDOW)
    return DrawingTerms(percent, days, read(_SET, exam_id=exam_id, blueprint_id=blueprint_id).scalar())


def list_seen(person_id: int) -> set[int]:
    """The items that a person was ever shown in an attempt; a variant counts as its item."""
    return set(read(_SEEN, person_id=person_id).scalars())


def use_of(exam_id: int, terms: DrawingTerms, at: datetime) -> Use:
    """How often items stood in the attempts of the exam's window."""
    since = at - timedelta(days=terms.exposure_days)
    attempts = read(_ATTEMPTS, exam_id=exam_id, since=since).scalar() or 0
    by_item = dict(read(_USED, exam_id=exam_id, since=since).all())
    return Use(attempts, by_item, terms.exposure_percent)


def count_forms_had(form_set_id: int, person_id: int) -> dict[int, int]:
    """How often a person had each form: form id → attempts."""
    return dict(read(_FORMS, form_set_id=form_set_id, person_id=person_id).all())


def list_form_items(form_id: int) -> set[int]:
    """The items of a form."""
    return set(read(_FORM_ITEMS, form_id=form_id).scalars())


def find_form_set(exam_id: int, blueprint_id: int) -> FormSet | None:
    """The forms that are given out now, with their items."""
    set_id = read(_SET, exam_id=exam_id, blueprint_id=blueprint_id).scalar()
    whole = selectinload(FormSet.forms).selectinload(ExamForm.items)
    return None if set_id is None else db.session.get(FormSet, set_id, options=(whole,))


def count_attempts_by_form(form_set_id: int) -> dict[int, int]:
    """How many attempts were given each form."""
    query = (
        select(AttemptForm.form_id, func.count())
        .join(ExamForm, ExamForm.id == AttemptForm.form_id)
        .where(ExamForm.form_set_id == form_set_id)
        .group_by(AttemptForm.form_id)
    )
    return dict(db.session.execute(query).all())


def list_points(version_ids: Collection[int]) -> dict[int, float]:
    """How many points wordings give."""
    return {
        version_id: (body or {}).get("points", 1.0)
        for version_id, body in read(_EXPECTED_POINTS, versions=list(version_ids))
    }


def list_item_names(item_ids: Collection[int]) -> dict[int, Row[*tuple[Any, ...]]]:
    """Key, topic and difficulty of items, and whether exams may draw them."""
    query: Select[*tuple[Any, ...]] = select(Item.id, Item.key, Item.difficulty, Item.retired_at, Topic.title).join(
        Topic, Topic.id == Item.topic_id
    )
    return {row.id: row for row in db.session.execute(query.where(Item.id.in_(list(item_ids))))}
