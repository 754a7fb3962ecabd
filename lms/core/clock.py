"""The one place that knows what time it is.

Everything else takes a moment or a date as an argument, or asks here. Tests set the clock with `set_clock`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def set_clock(source: Callable[[], datetime] | None) -> None:
    """Replace the clock; None gives back the machine's own. The source returns aware UTC moments."""
    global _source
    _source = source or _system


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _source()


def zone() -> ZoneInfo:
    """The organisation's time zone."""
    return current_app.extensions["settings"].zone


def local_date(moment: datetime) -> date:
    """The calendar day on which a moment falls at the organisation."""
    return moment.astimezone(zone()).date()


def today() -> date:
    """Today's date at the organisation."""
    return local_date(now())
