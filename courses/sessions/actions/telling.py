"""Telling those concerned: in the application and by mail, in their language."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from courses.sessions.models import SessionTrainer
from courses.sessions.queries.lines import Line
from courses.sessions.queries.people import list_last
from courses.sessions.queries.times import Day, days_of
from courses.sessions.rules.states import HELD, Step
from courses.sessions.saying import both, first_day
from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.core.clock import local_date
from lms.core.db import db
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.models import Unit
from lms.people.notices import recipient_of
from lms.people.queries.people import list_holders, list_people

SOON = timedelta(hours=48)
"""What concerns a session that begins so soon does not wait for the end of the quiet hours."""


def tell(line: Line, person_ids: Iterable[int], kind: str, *, at: datetime, link: str = "", **values: Any) -> int:
    """Tell people about a session; those who have left are not told. Returns how many were."""
    people = [one for one in list_people(set(person_ids)) if one.left_on is None or one.left_on >= local_date(at)]
    said = {"title": line.title, "when": first_day(line.starts_at, line.zone), **values}
    for person in people:
        notify(
            recipient_of(person), kind, link=link or path_to("sessions.show", session_id=line.id), at=at,
            urgent=line.starts_at - at < SOON, **said,
        )  # fmt: skip
    return len(people)


def concerned(session_id: int, *, steps: Collection[Step] = HELD) -> set[int]:
    """Those who are on a session: with a seat, waiting, or waiting for a word."""
    return {row.person_id for row in list_last(session_id, *steps)}


def teaching(session_id: int) -> set[int]:
    """Those who teach a session."""
    query = select(SessionTrainer.person_id).where(
        SessionTrainer.session_id == session_id, SessionTrainer.removed_at.is_(None)
    )
    return set(db.session.scalars(query))


def organisers(line: Line, planned_by: int | None, at: datetime) -> set[int]:
    """Who looks after a session: whoever planned it, and the nearest training manager of its unit."""
    unit = db.session.get_one(Unit, line.unit_id)
    managers = [person.id for person in list_holders(Role.MANAGER, unit, local_date(at))[:1]]
    return {*managers, *([planned_by] if planned_by else [])}


def place_of_line(line: Line) -> Bilingual:
    """Where a session is held: the first of its rooms, or its link."""
    return place_words(days_of([line.id]).get(line.id, []), line.link)


def place_words(days: list[Day], link: str | None) -> Bilingual:
    """Where some days are held, each room once."""
    rooms = list(dict.fromkeys((day.room_id, day.room_name, day.room_site) for day in days if day.room_name))
    if rooms:
        said = [Bilingual(*(_room(name, site, code) for code in ("zh", "en"))) for _id, name, site in rooms]
        return Bilingual("、".join(one.zh for one in said), ", ".join(one.en for one in said))
    return both(lambda: _("online")) if link else both(lambda: _("place not settled yet"))


def _room(name: Bilingual | None, site: Bilingual | None, code: str) -> str:
    assert name is not None
    where = site.in_language(code) if site else ""
    return (
        f"{name.in_language(code)}（{where}）"
        if where and code == "zh"
        else f"{name.in_language(code)} ({where})"
        if where
        else name.in_language(code)
    )
