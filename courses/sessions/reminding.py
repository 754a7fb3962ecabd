"""What the clock does: reminders before a session, and its end after its last day."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from courses.sessions.actions.planning import close_session
from courses.sessions.actions.telling import concerned, place_of_line, teaching, tell
from courses.sessions.models import CourseSession, SessionReminder
from courses.sessions.queries.lines import SPAN, Line, list_sessions
from courses.sessions.rules.states import Step
from courses.sessions.rules.times import reminder_due
from lms.core import audit
from lms.core.audit import System
from lms.core.db import db, rollback, transaction

ROUND = System("session round")
FARTHEST = timedelta(days=32)
"""Reminders are sent at most so long before."""
SPARED = timedelta(days=90)
"""Sessions that ended longer ago are not ended by the clock any more."""


def look_after_sessions(*, at: datetime) -> int:
    """Send the reminders that are due and end the sessions that are over, each in a transaction of its own. Called every
    minute; may be run twice. Gives how much was done."""
    kept = (CourseSession.cancelled_at.is_(None), CourseSession.ended_at.is_(None))
    over = [line.id for line in list_sessions(*kept, SPAN.c.ends_at <= at, SPAN.c.ends_at > at - SPARED)]
    coming = list_sessions(*kept, SPAN.c.starts_at > at, SPAN.c.starts_at <= at + FARTHEST)
    due = _due(coming, at)
    rollback()
    for session_id in over:
        with transaction():
            close_session(session_id=session_id, actor=ROUND, at=at)
    for line, days in due:
        with transaction():
            remind(line=line, days=days, at=at)
    return len(over) + len(due)


def _due(lines: list[Line], at: datetime) -> list[tuple[Line, int]]:
    if not lines:
        return []
    ids = [line.id for line in lines]
    asked = db.session.execute(select(CourseSession.id, CourseSession.remind_days).where(CourseSession.id.in_(ids)))
    wanted = {row.id: row.remind_days for row in asked}
    rows = db.session.execute(
        select(SessionReminder.session_id, SessionReminder.days_before, SessionReminder.starts_at).where(
            SessionReminder.session_id.in_(ids)
        )
    )
    sent = {tuple(row) for row in rows}
    found = []
    for line in lines:
        days = reminder_due(line.starts_at, wanted.get(line.id, []), ZoneInfo(line.zone), at)
        if days is not None and (line.id, days, line.starts_at) not in sent:
            found.append((line, days))
    return found


def remind(*, line: Line, days: int, at: datetime) -> int:
    """Remind those with a seat, and those who teach."""
    known = db.session.get(SessionReminder, (line.id, days, line.starts_at))
    if known is not None:
        return 0
    db.session.add(SessionReminder(session_id=line.id, days_before=days, starts_at=line.starts_at, sent_at=at))
    people, place = concerned(line.id, steps={Step.SEATED}), place_of_line(line)
    told = tell(line, people, "session_reminder", at=at, place=place)
    told += tell(line, teaching(line.id), "session_reminder_trainer", at=at, place=place, people=len(people))
    audit.record("session.reminded", "course_session", line.id, actor=ROUND, at=at, days=days, people=told)
    db.session.flush()
    return told
