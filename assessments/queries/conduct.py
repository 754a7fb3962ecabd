"""Reading how exams are held: terms of an exam, of one attempt, extra time, codes to start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, bindparam, func, or_, select

from assessments.models import (
    Accommodation,
    Attempt,
    AttemptConduct,
    BlueprintPart,
    Exam,
    ExamConduct,
    QuestionLeft,
    StartCode,
)
from assessments.rules.conduct import Conduct, is_abandoned, last_moment, may_only_hand_in
from lms.core.db import db, read

_TERMS = tuple(field.name for field in fields(Conduct))
_PLAIN = Conduct()
_CONDUCT = (
    select(ExamConduct.id, *(getattr(ExamConduct, name) for name in _TERMS))
    .where(ExamConduct.exam_id == bindparam("exam_id"))
    .order_by(ExamConduct.id.desc())
    .limit(1)
)
_EXTRA = select(func.max(Accommodation.extra_percent)).where(
    Accommodation.person_id == bindparam("person_id"),
    Accommodation.from_day <= bindparam("day", type_=Date),
    or_(Accommodation.until_day.is_(None), Accommodation.until_day >= bindparam("day", type_=Date)),
    Accommodation.ended_at.is_(None),
)
_last = select(func.max(ExamConduct.id)).where(ExamConduct.exam_id == Exam.id).correlate(Exam).scalar_subquery()
_items = (
    select(func.sum(BlueprintPart.count))
    .where(BlueprintPart.blueprint_id == Exam.blueprint_id)
    .correlate(Exam)
    .scalar_subquery()
)
_BEGINNING = (
    select(_items.label("items"), _EXTRA.scalar_subquery().label("longer"), ExamConduct.id, *(getattr(ExamConduct, name) for name in _TERMS))
    .select_from(Exam)
    .outerjoin(ExamConduct, ExamConduct.id == _last)
    .where(Exam.id == bindparam("exam_id"))
)  # fmt: skip


def find_conduct(exam_id: int) -> tuple[int | None, Conduct]:
    """The terms that hold for attempts that begin now, with the id of their row; the defaults while nobody set any."""
    row: Any = read(_CONDUCT, exam_id=exam_id).one_or_none()
    return (None, Conduct()) if row is None else (row.id, Conduct(*row[1:]))


def extra_percent(person_id: int, day: date) -> int:
    """How much longer a person sits on a day, in per cent: the largest of what was granted."""
    return read(_EXTRA, person_id=person_id, day=day).scalar() or 0


@dataclass(frozen=True)
class Beginning:
    """What holds for an attempt that somebody begins now: the row of the terms (None: nobody set any), the terms, how much
    longer the person sits (per cent), and how many items the exam has."""

    conduct_id: int | None
    conduct: Conduct
    longer: int
    items: int


def beginning(exam_id: int, person_id: int, day: date) -> Beginning:
    """The same, in one statement."""
    row: Any = read(_BEGINNING, exam_id=exam_id, person_id=person_id, day=day).one()
    items, longer, conduct_id, *terms = row
    return Beginning(conduct_id, Conduct() if conduct_id is None else Conduct(*terms), longer or 0, items or 0)


def find_start_code(exam_id: int, code: str, at: datetime) -> int | None:
    """The row of a code that lets people begin now."""
    query = select(StartCode.id).where(
        StartCode.exam_id == exam_id, StartCode.code == code.strip(), StartCode.valid_until > at
    )
    return db.session.scalar(query.order_by(StartCode.id.desc()).limit(1))


def find_valid_code(exam_id: int, at: datetime) -> StartCode | None:
    """The newest code that is still valid, for the invigilator's board."""
    query = select(StartCode).where(StartCode.exam_id == exam_id, StartCode.valid_until > at)
    return db.session.scalar(query.order_by(StartCode.id.desc()).limit(1))


@dataclass(frozen=True)
class Held:
    """How one attempt is held, and which question it has reached where one cannot go back."""

    at_deadline: str = _PLAIN.at_deadline
    grace_minutes: int = _PLAIN.grace_minutes
    one_way: bool = _PLAIN.one_way
    watches_focus: bool = _PLAIN.watches_focus
    appeal_days: int = _PLAIN.appeal_days
    second_marker: bool = _PLAIN.second_marker
    most_apart: float = _PLAIN.most_apart
    furthest: int = 1

    def last_moment(self, deadline: datetime) -> datetime:
        """Until when handing in counts."""
        return last_moment(self.at_deadline, self.grace_minutes, deadline)

    def is_abandoned(self, deadline: datetime, at: datetime) -> bool:
        """Would closing it now count nothing?"""
        return is_abandoned(self.at_deadline, self.grace_minutes, deadline, at)

    def may_only_hand_in(self, deadline: datetime, at: datetime) -> bool:
        """Is it in the minutes between the end of answering and the end of handing in?"""
        return may_only_hand_in(self.at_deadline, self.grace_minutes, deadline, at)


_left = (
    select(func.max(QuestionLeft.position))
    .where(QuestionLeft.attempt_id == bindparam("attempt_id"))
    .scalar_subquery()
    .label("left")
)
HELD = (
    ExamConduct.at_deadline, ExamConduct.grace_minutes, ExamConduct.one_way, ExamConduct.watches_focus,
    ExamConduct.appeal_days, ExamConduct.second_marker, ExamConduct.most_apart, _left,
)  # fmt: skip
"""What `held_by` reads: of a statement that joins the terms of the attempt that it names `attempt_id`."""
_HELD = (
    select(*HELD)
    .join(AttemptConduct, AttemptConduct.conduct_id == ExamConduct.id)
    .where(AttemptConduct.attempt_id == bindparam("attempt_id"))
)


def how_held(attempt_id: int) -> Held:
    """How an attempt is held; without terms of its own, as exams are held by default."""
    row: Any = read(_HELD, attempt_id=attempt_id).one_or_none()
    return Held() if row is None else held_by(row)


def held_by(row: Sequence[Any]) -> Held:
    """The same from the columns of `HELD`, empty where the attempt has no terms of its own."""
    if row[0] is None:
        return Held()
    policy, minutes, one_way, focus, days, second, apart, left = row
    return Held(policy, minutes, one_way, focus, days, second, apart, (left or 0) + 1)


def list_accommodations(person_id: int) -> list[Accommodation]:
    """All that was granted to a person, newest first."""
    query = select(Accommodation).where(Accommodation.person_id == person_id).order_by(Accommodation.id.desc())
    return list(db.session.scalars(query))


def list_overdue(at: datetime) -> list[int]:
    """Attempts for which neither an answer nor handing in counts any more, in the order in which they began."""
    query = select(Attempt.id, Attempt.deadline, ExamConduct.at_deadline, ExamConduct.grace_minutes)
    query = query.outerjoin(AttemptConduct, AttemptConduct.attempt_id == Attempt.id)
    query = query.outerjoin(ExamConduct, ExamConduct.id == AttemptConduct.conduct_id)
    rows = db.session.execute(query.where(Attempt.finished_at.is_(None), Attempt.deadline < at).order_by(Attempt.id))
    return [
        attempt_id
        for attempt_id, deadline, policy, minutes in rows
        if last_moment(policy or _PLAIN.at_deadline, minutes or 0, deadline) < at
    ]
