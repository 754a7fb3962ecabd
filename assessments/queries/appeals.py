"""Reading appeals: a candidate's own, and those that wait for somebody who decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, func, or_, select

from assessments.models import Appeal, Attempt, AttemptItem, EssayMark, Exam, RegradedAttempt
from assessments.queries.conduct import Held, how_held
from lms.core.access import Permission
from lms.core.db import db
from lms.core.errors import NotFound
from lms.people.models import Person
from lms.people.queries.scope import within_reach
from lms.people.session import User

DECIDERS = (Permission.ASSESS, Permission.MANAGE_BANK)


@dataclass(frozen=True)
class Told:
    """What became of one appeal, in words."""

    words: str
    answer: str


@dataclass(frozen=True)
class Appeals:
    """A candidate's appeals against one attempt, for the result page."""

    are_open: bool
    note: str
    by_position: Mapping[int, Told] = field(default_factory=dict)

    def of(self, position: int) -> Told | None:
        """The appeal against the mark of one answer."""
        return self.by_position.get(position)


def result_day(attempt_id: int, finished_at: datetime) -> datetime:
    """From when the days for an appeal count: the end, or the last mark by hand."""
    query = select(func.max(EssayMark.marked_at)).where(EssayMark.attempt_id == attempt_id)
    return max(finished_at, db.session.scalar(query) or finished_at)


def appeals_of(attempt_id: int, at: datetime) -> Appeals:
    """What the result page says of appeals and of corrections."""
    attempt = db.session.execute(
        select(Attempt.finished_at, Attempt.score).where(Attempt.id == attempt_id, Attempt.finished_at.is_not(None))
    ).one_or_none()
    if attempt is None:
        return Appeals(False, "")
    held: Held = how_held(attempt_id)
    days = (at - result_day(attempt_id, attempt.finished_at)).days
    found = {}
    for appeal in db.session.scalars(select(Appeal).where(Appeal.attempt_id == attempt_id)):
        if appeal.decided_at is None:
            words = _("You appealed against this mark; somebody else looks at it again.")
        elif appeal.upheld:
            words = _("Your appeal was upheld; the points are corrected.")
        else:
            words = _("Your appeal was looked at by somebody else; the mark stays.")
        found[appeal.position] = Told(words, appeal.answer)
    corrected = db.session.scalar(
        select(func.count()).where(RegradedAttempt.attempt_id == attempt_id, RegradedAttempt.regrade_id.is_not(None))
    )
    note = _("A question of this exam was corrected after the end; the points here are those after the correction.") if corrected else ""  # fmt: skip
    return Appeals(attempt.score is not None and days < held.appeal_days, note, found)


def markers_of(attempt_id: int, position: int) -> set[int]:
    """Who marked one answer by hand."""
    query = select(EssayMark.marked_by).where(EssayMark.attempt_id == attempt_id, EssayMark.position == position)
    return set(db.session.scalars(query))


def _within(user: User) -> ColumnElement[bool]:
    return (Person.id != user.id) & or_(*(within_reach(user, permission) for permission in DECIDERS))


def list_appeals(user: User) -> Sequence[Any]:
    """Appeals within reach, those that wait first; without names: id, exam's code and title, position, made_at, decided_at, upheld."""
    query = (
        select(
            Appeal.id, Exam.code, Exam.title, Appeal.position, Appeal.made_at, Appeal.decided_at, Appeal.upheld,
        )
        .join(Attempt, Attempt.id == Appeal.attempt_id)
        .join(Exam, Exam.id == Attempt.exam_id)
        .join(Person, Person.id == Attempt.person_id)
        .where(_within(user))
        .order_by(Appeal.decided_at.is_not(None), Appeal.id)
        .limit(200)
    )  # fmt: skip
    return db.session.execute(query).all()


def count_open(user: User) -> int:
    """How many appeals this reader may decide: within reach, open, and against no mark of their own."""
    own = exists().where(
        EssayMark.attempt_id == Appeal.attempt_id, EssayMark.position == Appeal.position, EssayMark.marked_by == user.id
    )
    query = (
        select(func.count())
        .select_from(Appeal)
        .join(Attempt, Attempt.id == Appeal.attempt_id)
        .join(Person, Person.id == Attempt.person_id)
        .where(Appeal.decided_at.is_(None), _within(user), ~own)
    )
    return db.session.scalar(query) or 0


def get_appeal(user: User, appeal_id: int) -> tuple[Appeal, AttemptItem, Attempt]:
    """One appeal within reach, with the item and the attempt."""
    row = db.session.execute(
        select(Appeal, AttemptItem, Attempt)
        .join(Attempt, Attempt.id == Appeal.attempt_id)
        .join(AttemptItem, (AttemptItem.attempt_id == Attempt.id) & (AttemptItem.position == Appeal.position))
        .join(Person, Person.id == Attempt.person_id)
        .where(Appeal.id == appeal_id, _within(user))
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1], row[2]


def appeal_until(attempt_id: int, finished_at: datetime) -> datetime:
    """Until when a candidate may appeal."""
    return result_day(attempt_id, finished_at) + timedelta(days=how_held(attempt_id).appeal_days)
