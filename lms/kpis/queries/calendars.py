"""Reads of the versions of the working-time calendar."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from lms.core.db import db
from lms.core.errors import NotFound
from lms.kpis.calendars import read_text, shipped_text
from lms.kpis.models.definitions import WorkCalendar
from lms.kpis.rules.working_time import Calendar

SHIPPED = 0
"""The number of the version that ships."""


@dataclass(frozen=True)
class Version:
    """A calendar that was put in force. It holds from `since` (None: always) until before `until` (None: for good);
    where both are the same it holds nowhere, since a later version took its place."""

    number: int
    text: str
    made_by: int | None
    made_at: datetime | None
    until: date | None
    replaced: bool

    @property
    def calendar(self) -> Calendar:
        """What it says."""
        return read_text(self.text)

    @property
    def since(self) -> date | None:
        """The day it is in force from."""
        return self.calendar.since

    @property
    def reason(self) -> str:
        """Why it was made, where somebody said so."""
        return str(tomllib.loads(self.text).get("reason") or "")


def list_versions() -> list[Version]:
    """All versions, the newest first; the one that ships is the last."""
    rows = db.session.execute(
        select(WorkCalendar.id, WorkCalendar.text, WorkCalendar.made_by, WorkCalendar.made_at).order_by(
            WorkCalendar.id.desc()
        )
    )
    found: list[Version] = []
    until: date | None = None
    closed = False
    for number, text, made_by, made_at in (*rows, (SHIPPED, shipped_text(), None, None)):
        since = read_text(text).since
        replaced = closed or (until is not None and since is not None and since >= until)
        found.append(Version(number, text, made_by, made_at, until, replaced))
        if not replaced:
            until, closed = since, since is None
    return found


def get_version(number: int) -> Version:
    """One version. Raises NotFound."""
    for version in list_versions():
        if version.number == number:
            return version
    raise NotFound
