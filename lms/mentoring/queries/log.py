"""Reads of the growth log."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from lms.core.db import db
from lms.core.errors import NotFound
from lms.mentoring.models import LogEntry, LogReply


@dataclass(frozen=True)
class LogCount:
    """How many entries somebody wrote, the last day, and how many no mentor has answered yet."""

    entries: int = 0
    last_day: date | None = None
    unanswered: int = 0


def count_entries(person_ids: Collection[int], since: datetime | None = None) -> dict[int, LogCount]:
    """The growth logs in figures; only entries written after `since`. People without any are left out."""
    answered = select(LogReply.entry_id).distinct().subquery()
    query = (
        select(
            LogEntry.person_id,
            func.count(LogEntry.id).label("entries"),
            func.max(LogEntry.day).label("last_day"),
            (func.count(LogEntry.id) - func.count(answered.c.entry_id)).label("unanswered"),
        )
        .outerjoin(answered, answered.c.entry_id == LogEntry.id)
        .where(LogEntry.person_id.in_(person_ids))
        .group_by(LogEntry.person_id)
    )
    if since is not None:
        query = query.where(LogEntry.written_at >= since)
    return {row.person_id: LogCount(row.entries, row.last_day, row.unanswered) for row in db.session.execute(query)}


def find_entry(person_id: int, day: date) -> LogEntry | None:
    """The entry of a day, if there is one."""
    return db.session.scalar(select(LogEntry).where(LogEntry.person_id == person_id, LogEntry.day == day))


def get_entry(entry_id: int) -> LogEntry:
    """An entry by id. Raises NotFound. The caller checks who may see it."""
    entry = db.session.get(LogEntry, entry_id)
    if entry is None:
        raise NotFound
    return entry


def entries_of(person_id: int) -> Select[LogEntry]:
    """Somebody's entries with their replies, newest first; to be shown in pages."""
    query = select(LogEntry).where(LogEntry.person_id == person_id).options(selectinload(LogEntry.replies))
    return query.order_by(LogEntry.day.desc())


def list_unanswered(person_id: int, limit: int = 10) -> list[LogEntry]:
    """Entries that wait for a mentor's reply, oldest first."""
    answered = select(LogReply.entry_id)
    query = select(LogEntry).where(LogEntry.person_id == person_id, LogEntry.id.not_in(answered))
    return list(db.session.scalars(query.order_by(LogEntry.day).limit(limit)))
