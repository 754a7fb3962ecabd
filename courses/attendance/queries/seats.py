"""Who has a seat in a session, by the last step of each sign-up."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, exists, select

from courses.attendance.models import Attendance
from courses.attendance.rules.presence import How
from courses.sessions.models import CourseSession, SessionDay, SessionTrainer, SignUp
from courses.sessions.queries.people import last_steps
from courses.sessions.rules.states import Step
from lms.core.db import db, read_apart

_S = SignUp.__table__.c
_STEP = (
    select(_S.step)
    .where(_S.session_id == bindparam("session_id"), _S.person_id == bindparam("person_id"))
    .order_by(_S.id.desc())
    .limit(1)
)
_TEACHES = select(
    exists().where(
        SessionTrainer.session_id == bindparam("session_id"),
        SessionTrainer.person_id == bindparam("person_id"),
        SessionTrainer.removed_at.is_(None),
    )
)


def is_seated(session_id: int, person_id: int) -> bool:
    """Has this person a seat?"""
    rows = read_apart(_STEP, session_id=session_id, person_id=person_id)
    return bool(rows) and rows[0].step == Step.SEATED


def teaches(session_id: int, person_id: int) -> bool:
    """Does this person teach the session at present?"""
    return bool(read_apart(_TEACHES, session_id=session_id, person_id=person_id)[0][0])


def seated(session_ids: Collection[int]) -> Mapping[int, list[int]]:
    """Who has a seat in each of some sessions, in the order of sign-up."""
    rows = db.session.execute(
        select(SignUp.session_id, SignUp.person_id)
        .where(SignUp.id.in_(last_steps(SignUp.session_id.in_(list(session_ids)))), SignUp.step == Step.SEATED)
        .order_by(SignUp.queued_at, SignUp.id)
    )
    found: dict[int, list[int]] = {number: [] for number in session_ids}
    for session_id, person_id in rows:
        found[session_id].append(person_id)
    return found


def seats_left(session_id: int) -> int:
    """How many seats nobody has: neither by sign-up nor by walking in."""
    taken = set(seated([session_id])[session_id])
    walked_in = (
        select(Attendance.person_id)
        .join(SessionDay, SessionDay.id == Attendance.session_day_id)
        .where(SessionDay.session_id == session_id, Attendance.how != How.ABSENT)
    )
    taken |= set(db.session.scalars(walked_in))
    seats = db.session.scalar(select(CourseSession.seats).where(CourseSession.id == session_id)) or 0
    return seats - len(taken)
