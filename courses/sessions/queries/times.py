"""When rooms, trainers and learners are taken, and the days of sessions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select

from courses.sessions.models import Booking, CourseSession, Room, SessionDay, SignUp
from courses.sessions.queries.people import last_steps
from courses.sessions.rules.planning import Taken
from courses.sessions.rules.states import Step
from courses.sessions.rules.times import Span
from lms.core.bilingual import Bilingual
from lms.core.db import db


@dataclass(frozen=True)
class Day:
    """One sitting of a session."""

    id: int
    session_id: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    room_id: int | None
    room_code: str | None
    room_name: Bilingual | None
    room_site: Bilingual | None

    @property
    def span(self) -> Span:
        """From when to when."""
        return Span(self.starts_at, self.ends_at)


def list_days(*conditions: ColumnElement[bool]) -> list[Day]:
    """Sittings that are on the plan, in order of time; conditions on SessionDay."""
    query = (
        select(
            SessionDay.id, SessionDay.session_id, SessionDay.starts_at, SessionDay.ends_at, SessionDay.zone,
            SessionDay.room_id, Room.code, Room.name, Room.site,
        )
        .outerjoin(Room, Room.id == SessionDay.room_id)
        .where(SessionDay.dropped_at.is_(None), *conditions)
        .order_by(SessionDay.starts_at, SessionDay.id)
    )  # fmt: skip
    return [Day(*row) for row in db.session.execute(query)]


def days_of(session_ids: Collection[int]) -> dict[int, list[Day]]:
    """The sittings of each session."""
    found: dict[int, list[Day]] = {}
    for day in list_days(SessionDay.session_id.in_(session_ids)) if session_ids else ():
        found.setdefault(day.session_id, []).append(day)
    return found


def list_rooms(*, retired: bool = False) -> list[Room]:
    """Rooms by their site's and their own code."""
    query = select(Room).order_by(Room.code)
    return list(db.session.scalars(query if retired else query.where(Room.retired_at.is_(None))))


def _over(spans: Sequence[Span], starts: Any, ends: Any) -> ColumnElement[bool]:
    return or_(false(), *((starts < span.ends_at) & (ends > span.starts_at) for span in spans))


def taken_rooms(spans: Sequence[Span], room_ids: Collection[int] | None = None) -> list[Taken]:
    """When rooms are taken in some times; None: any room."""
    which = Booking.room_id.is_not(None) if room_ids is None else Booking.room_id.in_(room_ids)
    return _taken(spans, Booking.room_id, which)


def taken_trainers(spans: Sequence[Span], person_ids: Collection[int]) -> list[Taken]:
    """When trainers are taken in some times."""
    return _taken(spans, Booking.person_id, Booking.person_id.in_(person_ids)) if person_ids else []


def _taken(spans: Sequence[Span], thing: Any, which: ColumnElement[bool]) -> list[Taken]:
    query = (
        select(thing, Booking.starts_at, Booking.ends_at, SessionDay.session_id)
        .join(SessionDay, SessionDay.id == Booking.session_day_id)
        .where(which, _over(spans, Booking.starts_at, Booking.ends_at))
        .order_by(Booking.starts_at, Booking.id)
    )
    return [Taken(row[0], Span(row[1], row[2]), row[3]) for row in db.session.execute(query)]


def taken_learners(spans: Sequence[Span], person_ids: Collection[int]) -> list[Taken]:
    """When learners sit in sessions in some times."""
    if not person_ids:
        return []
    seated = last_steps(SignUp.person_id.in_(person_ids))
    query = (
        select(SignUp.person_id, SessionDay.starts_at, SessionDay.ends_at, SessionDay.session_id)
        .join(SessionDay, SessionDay.session_id == SignUp.session_id)
        .join(CourseSession, CourseSession.id == SignUp.session_id)
        .where(SignUp.id.in_(seated), SignUp.step == str(Step.SEATED), CourseSession.cancelled_at.is_(None))
        .where(SessionDay.dropped_at.is_(None), _over(spans, SessionDay.starts_at, SessionDay.ends_at))
        .order_by(SessionDay.starts_at)
    )
    return [Taken(row[0], Span(row[1], row[2]), row[3]) for row in db.session.execute(query)]


def numbers_of(session_ids: Collection[int]) -> dict[int, str]:
    """What sessions are called by number."""
    if not session_ids:
        return {}
    rows = db.session.execute(select(CourseSession.id, CourseSession.number).where(CourseSession.id.in_(session_ids)))
    return {row.id: row.number for row in rows}
