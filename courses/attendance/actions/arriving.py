"""Coming in by the code: many people within one minute, so that each takes a few short reads and one short write.

The write is one statement, a transaction of its own, which is on disk before the page says so. It leaves no line in the audit trail: its row
itself is never changed. Where a session has ended meanwhile, the statement writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, bindparam, insert, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from courses.attendance.models import Attendance
from courses.attendance.queries.doors import find_day, is_there, notes_about
from courses.attendance.queries.parts import terms_of
from courses.attendance.queries.seats import is_seated, seats_left, teaches
from courses.attendance.rules import codes, presence
from courses.attendance.rules.presence import How
from courses.sessions.models import CourseSession, SessionDay
from lms.core.db import Moment, db, each_alone, own_transaction
from lms.core.errors import NotFound, Refusal, RuleBroken

_COLUMNS = ["session_day_id", "person_id", "how", "came_at", "noted_by", "noted_at", "reason", "token"]
_WHILE_OPEN: Any = (
    select(
        SessionDay.id, bindparam("person_id"), bindparam("how", type_=String), bindparam("came_at", type_=Moment),
        bindparam("person_id"), bindparam("noted_at", type_=Moment), literal(""), bindparam("token", type_=String),
    )
    .join(CourseSession, CourseSession.id == SessionDay.session_id)
    .where(
        SessionDay.id == bindparam("day_id"), SessionDay.dropped_at.is_(None), CourseSession.cancelled_at.is_(None),
        CourseSession.ended_at.is_(None),
    )
)  # fmt: skip


def _once(dialect: Any) -> Any:
    statement = dialect.insert(Attendance.__table__).from_select(_COLUMNS, _WHILE_OPEN).on_conflict_do_nothing()
    return statement.execution_options(preserve_rowcount=True)


_ONCE = {"sqlite": _once(sqlite), "postgresql": _once(postgresql)}


@dataclass(frozen=True)
class Arrival:
    """Somebody is in: since when, whether that is news, and whether they had a seat or walked in."""

    came_at: datetime
    is_new: bool
    walked_in: bool


def arrive(*, day_id: int, person_id: int, seen_at: datetime, at: datetime) -> Arrival:
    """Somebody confirms that they are there, having seen the code at `seen_at`. Sent again, it changes nothing. Raises RuleBroken
    with all that stands against it."""
    day = find_day(day_id)
    if day is None or day.secret is None or day.dropped_at is not None:
        raise NotFound
    notes = notes_about(day_id, person_id)
    if is_there(notes):
        return Arrival(notes[-1].came_at or day.starts_at, False, notes[-1].how == How.WALK_IN)
    refusals = []
    if day.cancelled_at is not None or day.ended_at is not None or not codes.is_open(at, day.starts_at, day.ends_at):
        refusals.append(Refusal("attendance_closed"))
    if not codes.may_confirm(seen_at, at):
        refusals.append(Refusal("attendance_stale"))
    token = f"code/{day_id}/{person_id}"
    if any(note.token == token for note in notes):
        refusals.append(Refusal("attendance_taken_back"))  # who keeps the list said otherwise: one use a person
    if teaches(day.session_id, person_id):
        refusals.append(Refusal("attendance_trainer"))
    if refusals:
        raise RuleBroken(*refusals)
    seated = is_seated(day.session_id, person_id)
    values = {"day_id": day_id, "person_id": person_id, "came_at": seen_at, "noted_at": at, "token": token}
    written = _write(values) if seated else _walk_in(day, values)
    if not written and not is_there(notes_about(day_id, person_id)):
        raise RuleBroken(Refusal("attendance_closed"))
    return Arrival(seen_at, written, not seated)


def _write(values: dict[str, Any]) -> bool:
    with each_alone() as connection:
        done = connection.execute(_ONCE[db.engine.dialect.name], {**values, "how": str(How.CODE)})
        return done.rowcount == 1


def _walk_in(day: Any, values: dict[str, Any]) -> bool:
    """Somebody without a seat, while seats are free: one after the other, so that the last seat goes to one."""
    terms = terms_of([day.course_id])[day.course_id]
    db.session.rollback()
    with own_transaction() as connection:
        connection.execute(select(CourseSession.id).where(CourseSession.id == day.session_id).with_for_update())
        refusals = presence.walk_in_refusals(terms, seats_left(day.session_id))
        if refusals:
            raise RuleBroken(*refusals)
        done = connection.execute(_ONCE[db.engine.dialect.name], {**values, "how": str(How.WALK_IN)})
        return done.rowcount == 1


def keep_arrivals(*, day_id: int, arrivals: Mapping[int, datetime]) -> None:
    """Write down within the current transaction who came by the code and when, for records made by the demo or brought in from
    elsewhere. Not for a page: it asks for no code."""
    rows = [
        {
            "session_day_id": day_id, "person_id": person_id, "how": str(How.CODE), "came_at": came_at, "noted_by": person_id,
            "noted_at": came_at, "reason": "", "token": f"code/{day_id}/{person_id}",
        }
        for person_id, came_at in arrivals.items()
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(Attendance), rows)
