"""The working-time calendar in force."""

from __future__ import annotations

import tomllib
from functools import lru_cache

from lms.kpis.definitions import DATA
from lms.kpis.rules.working_time import Calendar, read_calendar


@lru_cache(maxsize=8)
def read_text(text: str) -> Calendar:
    """A calendar from its TOML text, read once. Raises ValueError naming what is wrong."""
    return read_calendar(tomllib.loads(text))


def shipped_text() -> str:
    """The text of the calendar that ships."""
    return (DATA / "calendar.toml").read_text("utf-8")


def calendar_in_force() -> Calendar:
    """The calendar that service levels follow."""
    return read_text(shipped_text())
