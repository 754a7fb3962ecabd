"""The list of a day: who is expected, who is there, since when, and what each one's part in the session comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from courses.attendance.models import AbsenceReason, Attendance, AttendanceDoor
from courses.attendance.queries.parts import read_sessions, stay_of
from courses.attendance.rules import presence
from courses.attendance.rules.presence import USUAL, Attended, Stay, Terms
from courses.sessions.models import SessionDay
from courses.sessions.queries.lines import Line, get_manageable
from courses.sessions.rules.times import Span
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound
from lms.people.models import Person, Unit
from lms.people.session import User


@dataclass(frozen=True)
class Listed:
    """One person on the list of a day."""

    person_id: int
    employee_no: str
    name: Bilingual
    unit: Bilingual
    has_seat: bool
    note: Attendance | None
    stay: Stay | None
    late: int
    early: int
    part: Attended | None
    absence: str | None

    @property
    def state(self) -> str:
        """ "here", "absent", or "open" where nothing was noted yet."""
        if self.stay is None:
            return "open"
        return "here" if self.stay.present else "absent"


@dataclass(frozen=True)
class Sheet:
    """The list of one day of a session, and the days there are."""

    session: Line
    days: list[SessionDay]
    day: SessionDay
    door: AttendanceDoor | None
    people: list[Listed]
    terms: Terms
    newest: int
    """The number of the last note, to tell whether there is news."""

    @property
    def here(self) -> list[Listed]:
        """Who is there, the latest first."""
        found = [one for one in self.people if one.state == "here"]
        return sorted(found, key=lambda one: -(one.note.id if one.note else 0))

    @property
    def seated_here(self) -> int:
        """How many of those with a seat are there."""
        return sum(one.has_seat for one in self.here)

    @property
    def walked_in(self) -> int:
        """How many are there without a sign-up."""
        return len(self.here) - self.seated_here

    @property
    def expected(self) -> int:
        """How many have a seat."""
        return sum(one.has_seat for one in self.people)

    @property
    def open(self) -> list[Listed]:
        """Of whom nothing is known yet."""
        return [one for one in self.people if one.state == "open"]


def get_day(user: User, day_id: int) -> SessionDay:
    """A day of a session that the reader looks after. Raises NotFound otherwise."""
    day = db.session.get(SessionDay, day_id)
    if day is None:
        raise NotFound
    get_manageable(user, day.session_id)
    return day


def days_of(session_id: int) -> list[SessionDay]:
    """The days of a session that are on the plan."""
    query = select(SessionDay).where(SessionDay.session_id == session_id, SessionDay.dropped_at.is_(None))
    return list(db.session.scalars(query.order_by(SessionDay.starts_at)))


def day_at(days: list[SessionDay], at: datetime) -> SessionDay:
    """The day to look at: the one under way or next, else the last."""
    return next((day for day in days if at <= day.ends_at), days[-1])


def newest_note(day_id: int) -> int:
    """The number of the last note about a day."""
    return db.session.scalar(select(func.max(Attendance.id)).where(Attendance.session_day_id == day_id)) or 0


def sheet(user: User, session_id: int, day_id: int | None, at: datetime, *, whole: bool = True) -> Sheet:
    """The list of a session that the reader looks after; `day_id` None: of the day that matters now. `whole` False leaves out
    why people were not there."""
    session = get_manageable(user, session_id)
    days = days_of(session_id)
    day = day_at(days, at) if day_id is None else next((one for one in days if one.id == day_id), None)
    if day is None:
        raise NotFound
    reading = read_sessions([session_id])
    notes = {row.person_id: row for row in reading.notes if row.session_day_id == day.id}
    parts, seats = reading.parts().get(session_id, {}), set(reading.seats.get(session_id, ()))
    terms, absences = reading.terms.get(session_id, USUAL), _absences(session_id) if whole else {}
    span, people = Span(day.starts_at, day.ends_at), []
    for row in _people({*seats, *parts, *notes}):
        note = notes.get(row.id)
        stay = stay_of(note) if note else None
        people.append(
            Listed(
                row.id, row.employee_no, Bilingual(row.name_zh or row.name_latin, row.name_latin or row.name_zh), row.name,
                row.id in seats, note, stay, presence.minutes_late(span, stay, terms) if stay else 0,
                presence.minutes_early(span, stay, terms) if stay else 0, parts.get(row.id), absences.get(row.id),
            )
        )  # fmt: skip
    newest = max((note.id for note in notes.values()), default=0)
    return Sheet(session, days, day, db.session.get(AttendanceDoor, day.id), people, terms, newest)


def sheet_of_day(user: User, day_id: int, at: datetime, *, whole: bool = False) -> Sheet:
    """The list of a day of a session that the reader looks after."""
    session_id = db.session.scalar(select(SessionDay.session_id).where(SessionDay.id == day_id))
    if session_id is None:
        raise NotFound
    return sheet(user, session_id, day_id, at, whole=whole)


def _people(ids: set[int]) -> list[Any]:
    query = select(Person.id, Person.employee_no, Person.name_zh, Person.name_latin, Unit.name)
    query = query.join(Unit, Unit.id == Person.unit_id).where(Person.id.in_(ids)).order_by(Person.employee_no)
    return list(db.session.execute(query))


def _absences(session_id: int) -> dict[int, str]:
    """Why people were not there: the kind that was given last."""
    last = select(func.max(AbsenceReason.id)).where(AbsenceReason.session_id == session_id)
    rows = db.session.execute(
        select(AbsenceReason.person_id, AbsenceReason.kind).where(
            AbsenceReason.id.in_(last.group_by(AbsenceReason.person_id))
        )
    )
    return {row.person_id: row.kind for row in rows}
