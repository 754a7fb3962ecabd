"""Leaving by the code: whoever goes scans the screen once more. Like coming in, one short write that is on disk before the page says so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from courses.attendance.models import Attendance
from courses.attendance.queries.doors import find_day, notes_about, stay_by
from courses.attendance.rules import codes, presence
from courses.attendance.rules.presence import How
from courses.sessions.models import CourseSession
from courses.sessions.rules.times import Span
from lms.core.db import Moment, db, each_alone
from lms.core.errors import NotFound, Refusal, RuleBroken


def leave(*, day_id: int, person_id: int, seen_at: datetime, at: datetime) -> datetime:
    """Somebody says that they leave now, having seen the code at `seen_at`. Returns when; sent again, it changes nothing. What is
    noted of their coming stays. Raises RuleBroken with all that stands against it."""
    day = find_day(day_id)
    if day is None or day.secret is None or day.dropped_at is not None:
        raise NotFound
    notes = notes_about(day_id, person_id)
    stay, span = stay_by(notes), Span(day.starts_at, day.ends_at)
    if stay.left_at is not None and notes[-1].how == How.LEFT:
        return stay.left_at
    refusals = []
    if day.cancelled_at is not None or day.ended_at is not None or not codes.is_open(at, day.starts_at, day.ends_at):
        refusals.append(Refusal("attendance_closed"))
    if not codes.may_confirm(seen_at, at):
        refusals.append(Refusal("attendance_stale"))
    if not presence.may_leave(span, stay, seen_at):
        refusals.append(Refusal("attendance_no_leaving"))
    if refusals:
        raise RuleBroken(*refusals)
    a = Attendance
    newest = select(func.max(a.id)).where(a.session_day_id == day_id, a.person_id == person_id).scalar_subquery()
    still_so = (
        select(
            a.session_day_id, a.person_id, literal(str(How.LEFT)), a.came_at, literal(seen_at, Moment), a.person_id,
            literal(at, Moment), literal(""), literal(f"left/{day_id}/{person_id}/{notes[-1].id}"),
        )
        .join(CourseSession, CourseSession.id == literal(day.session_id))
        .where(a.id == notes[-1].id, a.id == newest, CourseSession.ended_at.is_(None))
    )  # fmt: skip
    columns = ["session_day_id", "person_id", "how", "came_at", "left_at", "noted_by", "noted_at", "reason", "token"]
    insert: Any = {"sqlite": sqlite, "postgresql": postgresql}[db.engine.dialect.name].insert(a.__table__)
    statement = insert.from_select(columns, still_so).on_conflict_do_nothing()
    with each_alone() as connection:
        written = connection.execute(statement.execution_options(preserve_rowcount=True)).rowcount == 1
    left_at = seen_at if written else stay_by(notes_about(day_id, person_id)).left_at
    if left_at is None:
        raise RuleBroken(Refusal("attendance_no_leaving"))  # who keeps the list noted something meanwhile
    return left_at
