"""Months of the organisation's own calendar, asked of moments that lie in the database in UTC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, DateTime, case, literal

from lms.core import clock
from lms.core.db import Moment


def beginning_of(day: date) -> datetime:
    """The moment at which a day begins at the organisation."""
    return datetime.combine(day, time.min, clock.zone()).astimezone(UTC)


def place_of(column: Any, months: Sequence[date]) -> ColumnElement[int]:
    """Which of some months in a row (their first days) a moment or a day lies in, counted from 0: the last one that had
    begun; null before the first. Compared month by month, since each database reckons with zones in its own way."""
    is_moment = isinstance(getattr(column.type, "impl", column.type), DateTime)
    begins = [beginning_of(month) if is_moment else month for month in months]
    return case(*((column >= begin, place) for place, begin in reversed(list(enumerate(begins)))))


def moment_of(column: Any, months: Sequence[date]) -> ColumnElement[datetime]:
    """The moment at which the month of a column begins, where it is one of some months; else null."""
    return case(*((column == month, literal(beginning_of(month), Moment)) for month in months))
