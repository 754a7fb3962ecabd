"""Putting another working-time calendar in force."""

from __future__ import annotations

from datetime import datetime

from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db
from lms.kpis.calendars import read_text
from lms.kpis.models.definitions import WorkCalendar


def put_calendar(*, text: str, actor: Actor, at: datetime) -> WorkCalendar:
    """Put a calendar in force, from the day it names or always. What it changes is to be computed anew by the caller (see
    `lms.kpis.recomputing`): at once, or by a job. Raises CalendarFault."""
    calendar = read_text(text)
    row = WorkCalendar(text=text, made_by=actor.id, made_at=at)
    db.session.add(row)
    db.session.flush()
    since = calendar.since.isoformat() if calendar.since else None
    audit.record("kpi.calendar_put", "work_calendar", row.id, actor=actor, at=at, from_day=since)
    return row
