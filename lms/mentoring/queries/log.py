"""Reads of the growth log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from lms.core.among import among
from lms.core.db import db
from lms.core.errors import NotFound
from lms.mentoring.models import LogEntry, LogReply


@dataclass(frozen=True)
class LogCount:
    """How many entries somebody wrote, the last day, and how many no mentor has answered yet."""

    entries: int = 0
    last_day: date | None = None
    unanswered: int = 0


_answered = select(LogReply.entry_id).distinct().subquery()
COUNTS = (
    select(
        LogEntry.person_id,
        func.count(LogEntry.id).label("entries"),
        func.max(LogEntry.day).label("last_day"),
        (func.count(LogEntry.id) - func.count(_answered.c.entry_id)).label("unanswered"),
    )
    .outerjoin(_answered, _answered.c.entry_id == LogEntry.id)
    .where(among(LogEntry.person_id, "people"))
    .group_by(LogEntry.person_id)
)
"""The growth logs of `people` in figures; those without any entry are left out. To be read with other records."""


def find_entry(person_id: int, day: date) -> LogEntry | None:
    """The entry of a day, if there is one."""
    return db.session.scalar(select(LogEntry).where(LogEntry.person_id == person_id, LogEntry.day == day))


def get_entry(entry_id: int) -> LogEntry:
    """An entry by id. Raises NotFound. The caller checks who may see it."""
    entry = db.session.get(LogEntry, entry_id)
    if entry is None:
        raise NotFound
    return entry
