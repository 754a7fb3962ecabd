"""Reads of working days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from flask import g, has_request_context, request
from sqlalchemy import select

from lms.core.bilingual import Bilingual
from lms.core.db import SAFE_METHODS, db, read
from lms.people.models import Person, Unit
from lms.workdays.holidays import public_holidays
from lms.workdays.models import DayDecision
from lms.workdays.rules import Days, working_days

DECIDED = (
    select(DayDecision.day, DayDecision.works, Unit.path)
    .outerjoin(Unit, Unit.id == DayDecision.unit_id)
    .order_by(DayDecision.id)
)


@lru_cache(maxsize=256)
def _days(decided: tuple[tuple[date, bool], ...]) -> Days:
    special = public_holidays().values()
    return working_days(
        [one.day for one in special if not one.works], [one.day for one in special if one.works], dict(decided)
    )


class WorkCalendar:
    """What was decided, read once; gives the working days of any unit."""

    def __init__(self) -> None:
        self._rows = _read_once()

    def of(self, unit_path: str) -> Days:
        """The working days of a unit: of the units above it and itself, the nearest of which the last word stands counts."""
        last = {
            (day, len(path or "")): works
            for path, day, works in self._rows
            if path is None or unit_path.startswith(path)
        }
        words = sorted((place, works) for place, works in last.items() if works is not None)
        return _days(tuple({day: works for (day, _depth), works in words}.items()))


def _read_once() -> list[tuple[str | None, date, bool | None]]:
    """What was decided; a page that only shows asks once."""
    if not has_request_context() or request.method not in SAFE_METHODS:
        return [(row.path, row.day, row.works) for row in read(DECIDED)]
    if "decided_days" not in g:
        remember(read(DECIDED))
    known: list[tuple[str | None, date, bool | None]] = g.decided_days
    return known


def is_to_read() -> bool:
    """Is this a page that only shows, and has not read what was decided? It may then be read together with something else."""
    return has_request_context() and request.method in SAFE_METHODS and "decided_days" not in g


def remember(decided: Iterable[Any]) -> None:
    """Keep the rows of `DECIDED` for the rest of a page, where they were read together with something else."""
    g.decided_days = [(row.path, row.day, row.works) for row in decided]


@dataclass(frozen=True)
class DecidedDay:
    """A decision with who made it."""

    id: int
    day: date
    works: bool | None
    unit: Bilingual | None
    reason: str
    by: Bilingual
    at: datetime


def list_decisions(year: int, unit: Unit | None) -> list[DecidedDay]:
    """What was said about days of a year for the whole organisation, and for a unit and those above it."""
    ids: list[Any] = [int(part) for part in unit.path.strip("/").split("/")] if unit else []
    query = (
        select(DayDecision, Person, Unit.name)
        .join(Person, Person.id == DayDecision.set_by)
        .outerjoin(Unit, Unit.id == DayDecision.unit_id)
        .where(DayDecision.day.between(date(year, 1, 1), date(year, 12, 31)))
        .where(DayDecision.unit_id.is_(None) | DayDecision.unit_id.in_(ids))
        .order_by(DayDecision.day, DayDecision.id)
    )
    return [
        DecidedDay(row.id, row.day, row.works, name, row.reason, person.name, row.set_at)
        for row, person, name in db.session.execute(query)
    ]


def find_decided(unit_id: int | None, day: date) -> bool | None:
    """What the last word of this very unit about a day is; None where there is none, or the last took it back."""
    query = select(DayDecision.works).where(DayDecision.unit_id.is_(None) if unit_id is None else DayDecision.unit_id == unit_id)  # fmt: skip
    return db.session.scalar(query.where(DayDecision.day == day).order_by(DayDecision.id.desc()).limit(1))
