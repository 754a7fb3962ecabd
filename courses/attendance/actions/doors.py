"""Beginning to take attendance by the code."""

from __future__ import annotations

import secrets
from datetime import datetime

from courses.attendance.models import AttendanceDoor
from courses.attendance.rules.codes import is_open
from courses.sessions.models import SessionDay
from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken


def open_door(*, day: SessionDay, actor: Actor, at: datetime) -> AttendanceDoor:
    """Give a day the secret of its codes. A second time, the first one stays."""
    door = db.session.get(AttendanceDoor, day.id, with_for_update=True)
    if door is not None:
        return door
    session = day.session
    if session.cancelled_at is not None or session.ended_at is not None or day.dropped_at is not None:
        raise RuleBroken(Refusal("attendance_closed"))
    if not is_open(at, day.starts_at, day.ends_at):
        raise RuleBroken(Refusal("attendance_not_now"))
    door = AttendanceDoor(session_day_id=day.id, secret=secrets.token_hex(32), opened_by=actor.id, opened_at=at)
    db.session.add(door)
    audit.record("attendance.opened", "course_session", session.id, actor=actor, at=at, day=day.id)
    db.session.flush()
    return door
