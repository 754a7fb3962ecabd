"""Reading what was marked anew after exams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from assessments.models import Attempt, AttemptItem, Exam, Item, ItemVersion, Regrade, RegradedAttempt
from assessments.rules.bodies import Body
from assessments.rules.corrections import Wording, is_comparable
from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound
from lms.people.models import Person
from lms.people.queries.scope import within_reach
from lms.people.session import User


@dataclass(frozen=True)
class Sat:
    """One wording of an item, and how many finished attempts held it."""

    version: ItemVersion
    item: Item
    attempts: int
    corrected: ItemVersion | None = None
    """The version that exams draw now, where it is a later one that asks for the same."""


def get_version(version_id: int) -> Sat:
    """A wording by its id."""
    version = db.session.get(ItemVersion, version_id)
    if version is None:
        raise NotFound
    count = (
        select(func.count())
        .select_from(AttemptItem)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .where(AttemptItem.item_version_id == version_id, Attempt.finished_at.is_not(None))
    )
    return Sat(version, version.item, db.session.scalar(count) or 0, find_corrected(version))


def wording_of(version: ItemVersion) -> Wording:
    """A version as the rules on corrections read it."""
    return Wording.of(version.kind, version.options, Body.read(version.body), version.figure_file_id)


def find_corrected(version: ItemVersion) -> ItemVersion | None:
    """The version that exams draw now, where it is later than this one and an answer to this one can be marked by it."""
    query = (
        select(ItemVersion)
        .where(ItemVersion.item_id == version.item_id, ItemVersion.live_at.is_not(None))
        .order_by(ItemVersion.number.desc())
        .limit(1)
    )
    live = db.session.scalar(query)
    if live is None or live.number <= version.number:
        return None
    return live if is_comparable(wording_of(version), wording_of(live)) else None


def count_sat(item_id: int) -> dict[int, int]:
    """How many finished attempts held each wording of an item; wordings that nobody has sat are left out."""
    query = (
        select(ItemVersion.id, func.count().label("held"))
        .join(AttemptItem, AttemptItem.item_version_id == ItemVersion.id)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .where(ItemVersion.item_id == item_id, Attempt.finished_at.is_not(None))
        .group_by(ItemVersion.id)
    )
    return {row.id: row.held for row in db.session.execute(query)}


def list_regrades(version_id: int) -> Sequence[Regrade]:
    """What was decided about a wording, newest first."""
    query = select(Regrade).where(Regrade.item_version_id == version_id).order_by(Regrade.id.desc())
    return db.session.scalars(query).all()


@dataclass(frozen=True)
class Changed:
    """One attempt before and after; the name only where the reader may see the person."""

    name: Bilingual | None
    exam: Bilingual
    before: dict[str, Any]
    after: dict[str, Any]


def get_regraded(user: User, regrade_id: int) -> list[Changed]:
    """The attempts that one regrade changed."""
    query = (
        select(
            Person.name_zh, Person.name_latin, within_reach(user, Permission.SEE_PEOPLE).label("seen"), Exam.title,
            RegradedAttempt.before, RegradedAttempt.after,
        )
        .join(Attempt, Attempt.id == RegradedAttempt.attempt_id)
        .join(Exam, Exam.id == Attempt.exam_id)
        .join(Person, Person.id == Attempt.person_id)
        .where(RegradedAttempt.regrade_id == regrade_id)
        .order_by(RegradedAttempt.id)
    )  # fmt: skip
    return [
        Changed(Bilingual(zh or latin, latin or zh) if seen else None, exam, before, now)
        for zh, latin, seen, exam, before, now in db.session.execute(query)
    ]
