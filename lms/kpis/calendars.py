"""The working-time calendar in force: what was put in, each from its day on, over the one that ships."""

from __future__ import annotations

import tomllib
from functools import lru_cache

from sqlalchemy import select

from lms.core.db import db
from lms.kpis.definitions import DATA
from lms.kpis.models.definitions import WorkCalendar
from lms.kpis.rules.profiles import toml_place
from lms.kpis.rules.working_time import Calendar, CalendarFault, following, read_calendar


@lru_cache(maxsize=64)
def read_text(text: str) -> Calendar:
    """A calendar from its TOML text, read once. Raises CalendarFault."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CalendarFault("calendar_not_toml", **toml_place(text, str(error))) from error
    except RecursionError as error:
        raise CalendarFault("calendar_not_toml", line=1, column=1) from error
    return read_calendar(table)


def shipped_text() -> str:
    """The text of the calendar that ships."""
    return (DATA / "calendar.toml").read_text("utf-8")


def calendar_text() -> str:
    """The text of the calendar put in last."""
    text = db.session.scalar(select(WorkCalendar.text).order_by(WorkCalendar.id.desc()).limit(1))
    return shipped_text() if text is None else text


def calendar_in_force() -> Calendar:
    """The calendar that service levels follow, with those that held before it."""
    texts = db.session.scalars(select(WorkCalendar.text).order_by(WorkCalendar.id.desc()))
    return calendar_of((*texts, shipped_text()))


@lru_cache(maxsize=8)
def calendar_of(texts: tuple[str, ...]) -> Calendar:
    """One calendar of texts, the newest first."""
    return following([read_text(text) for text in texts])
