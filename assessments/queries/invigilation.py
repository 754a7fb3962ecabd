"""What an invigilator sees of an exam under way: who has begun, the last save, the time left, how often the page was left.

Never an answer, nor whether it is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, distinct, func, or_, select

from assessments.models import (
    Attempt,
    AttemptConduct,
    AttemptItem,
    Exam,
    ExamConduct,
    FocusLoss,
    Intervention,
    Response,
)
from assessments.rules.conduct import SUBMIT, last_moment, may_only_hand_in
from assessments.rules.sitting import seconds_left
from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound
from lms.people.models import Person, Unit
from lms.people.queries.scope import within_reach
from lms.people.session import User

SHOWN_AFTER = timedelta(hours=12)
"""How long an attempt that has ended stays on the board."""
INVIGILATORS = (Permission.ASSESS, Permission.MANAGE_INTAKES)


@dataclass(frozen=True)
class Sitter:
    """One line of the board."""

    attempt_id: int
    person_id: int
    name: Bilingual
    unit: Bilingual
    started_at: datetime
    deadline: datetime
    finished_at: datetime | None
    saved_at: datetime | None
    answered: int
    questions: int
    losses: int
    away_seconds: int
    interventions: int
    extra_percent: int
    last_moment: datetime
    state: str
    """"running", "hand-in" (may only hand in any more), "over" (nobody has closed it yet) or "finished"."""
    seconds_left: int
    silent_minutes: int
    """Minutes since the last save, or since the start."""


def within_invigilation(user: User) -> ColumnElement[bool]:
    """The condition on Person that holds for those whom the reader may watch; never oneself."""
    return (Person.id != user.id) & or_(*(within_reach(user, permission) for permission in INVIGILATORS))


def list_sitters(user: User, exam_id: int, at: datetime, attempt_id: int | None = None) -> list[Sitter]:
    """Everybody within reach who sits the exam now or has ended not long ago: those who run first, the least time on top."""
    saves = (
        select(
            Response.attempt_id,
            func.max(Response.saved_at).label("saved_at"),
            func.count(distinct(Response.position)).label("answered"),
        )
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(Attempt.exam_id == exam_id, Attempt.started_at > at - SHOWN_AFTER * 2)
        .group_by(Response.attempt_id)
        .subquery()
    )
    losses = (
        select(FocusLoss.attempt_id, func.count().label("losses"), func.sum(FocusLoss.seconds).label("seconds"))
        .join(Attempt, Attempt.id == FocusLoss.attempt_id)
        .where(Attempt.exam_id == exam_id)
        .group_by(FocusLoss.attempt_id)
        .subquery()
    )
    of_attempt = Attempt.id
    questions = select(func.count()).where(AttemptItem.attempt_id == of_attempt).correlate(Attempt).scalar_subquery()
    steps = select(func.count()).where(Intervention.attempt_id == of_attempt).correlate(Attempt).scalar_subquery()
    query: Any = (
        select(
            Attempt.id, Person.id, Person.name_zh, Person.name_latin, Unit.name, Attempt.started_at, Attempt.deadline,
            Attempt.finished_at, saves.c.saved_at, saves.c.answered, questions, losses.c.losses, losses.c.seconds,
            steps, AttemptConduct.extra_percent, ExamConduct.at_deadline, ExamConduct.grace_minutes,
        )
        .join(Person, Person.id == Attempt.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(saves, saves.c.attempt_id == Attempt.id)
        .outerjoin(losses, losses.c.attempt_id == Attempt.id)
        .outerjoin(AttemptConduct, AttemptConduct.attempt_id == Attempt.id)
        .outerjoin(ExamConduct, ExamConduct.id == AttemptConduct.conduct_id)
        .where(Attempt.exam_id == exam_id, within_invigilation(user))
    )  # fmt: skip
    if attempt_id is None:
        query = query.where(or_(Attempt.finished_at.is_(None), Attempt.finished_at > at - SHOWN_AFTER))
    else:
        query = query.where(Attempt.id == attempt_id)
    sitters = [_sitter(row, at) for row in db.session.execute(query)]
    return sorted(sitters, key=lambda s: (s.finished_at is not None, s.seconds_left, s.attempt_id))


def _sitter(row: Any, at: datetime) -> Sitter:
    (
        attempt_id, person_id, name_zh, name_latin, unit, started_at, deadline, finished_at, saved_at, answered, questions,
        losses, away, steps, extra, policy, grace,
    ) = row  # fmt: skip
    policy, grace = policy or SUBMIT, grace or 0
    state = "finished" if finished_at else "running"
    if state == "running" and at >= deadline:
        state = "hand-in" if may_only_hand_in(policy, grace, deadline, at) else "over"
    until = last_moment(policy, grace, deadline)
    return Sitter(
        attempt_id, person_id, Bilingual(name_zh or name_latin, name_latin or name_zh), unit, started_at, deadline,
        finished_at, saved_at, answered or 0, questions, losses or 0, int(away or 0), steps, extra or 0, until, state,
        seconds_left(until if state == "hand-in" else deadline, at) if not finished_at else 0,
        int(((finished_at or at) - (saved_at or started_at)).total_seconds() // 60),
    )  # fmt: skip


def get_sitter(user: User, code: str, attempt_id: int, at: datetime) -> Sitter:
    """One attempt within reach; any other does not exist for the reader."""
    exam_id = db.session.scalar(select(Exam.id).where(Exam.code == code)) or 0
    found = list_sitters(user, exam_id, at, attempt_id)
    if not found:
        raise NotFound
    return found[0]


def list_losses(attempt_id: int) -> Sequence[FocusLoss]:
    """When the page of an attempt was left, in order."""
    query = select(FocusLoss).where(FocusLoss.attempt_id == attempt_id).order_by(FocusLoss.id)
    return db.session.scalars(query).all()


@dataclass(frozen=True)
class Step:
    """What an invigilator did, and who."""

    kind: str
    minutes: int
    reason: str
    by: Bilingual
    at: datetime


def list_interventions(attempt_id: int) -> list[Step]:
    """What was done to an attempt, in order."""
    query = (
        select(
            Intervention.kind, Intervention.minutes, Intervention.reason, Person.name_zh, Person.name_latin,
            Intervention.done_at,
        )
        .join(Person, Person.id == Intervention.done_by)
        .where(Intervention.attempt_id == attempt_id)
        .order_by(Intervention.id)
    )  # fmt: skip
    return [
        Step(kind, minutes, reason, Bilingual(zh or latin, latin or zh), at)
        for kind, minutes, reason, zh, latin, at in db.session.execute(query)
    ]


@dataclass(frozen=True)
class Board:
    """An exam, whether it begins with a code, and how many within reach sit it now."""

    code: str
    title: Bilingual
    needs_code: bool
    running: int


def list_boards(user: User, at: datetime) -> list[Board]:
    """Every exam: those that are sat now first, then those that nobody can begin before the invigilator has told a code."""
    last = select(func.max(ExamConduct.id)).where(ExamConduct.exam_id == Exam.id).correlate(Exam).scalar_subquery()
    sat = (
        select(Attempt.exam_id, func.count().label("running"))
        .join(Person, Person.id == Attempt.person_id)
        .where(Attempt.finished_at.is_(None), Attempt.deadline > at, within_invigilation(user))
        .group_by(Attempt.exam_id)
        .subquery()
    )
    query = (
        select(Exam.code, Exam.title, ExamConduct.needs_code, sat.c.running)
        .outerjoin(ExamConduct, ExamConduct.id == last)
        .outerjoin(sat, sat.c.exam_id == Exam.id)
        .order_by(Exam.code)
    )
    boards = [
        Board(code, title, bool(needs), running or 0) for code, title, needs, running in db.session.execute(query)
    ]
    return sorted(boards, key=lambda board: (not board.running, not board.needs_code))
