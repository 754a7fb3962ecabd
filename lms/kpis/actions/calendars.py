"""Putting another working-time calendar in force."""

from __future__ import annotations

import tomllib
from datetime import date, datetime

from sqlalchemy import select

from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db
from lms.kpis.actions.readings import recompute
from lms.kpis.calendars import read_text
from lms.kpis.models import FactFile
from lms.kpis.models.definitions import WorkCalendar


class CalendarFault(Exception):
    """The text is not a calendar; the message says what is wrong with it."""


def put_calendar(*, text: str, actor: Actor, at: datetime) -> set[date]:
    """Put a calendar in force and compute every month with facts anew, inside the caller's transaction. Gives the months."""
    try:
        read_text(text)
    except (ValueError, tomllib.TOMLDecodeError) as fault:
        raise CalendarFault(str(fault)) from fault
    row = WorkCalendar(text=text, made_by=actor.id, made_at=at)
    db.session.add(row)
    db.session.flush()
    audit.record("kpi.calendar_put", "work_calendar", row.id, actor=actor, at=at)
    months = set(db.session.scalars(select(FactFile.month).where(FactFile.superseded_by.is_(None))))
    return recompute(months, at=at)
