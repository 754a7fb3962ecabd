"""What everybody's part in a session came to: from the last note about each on each day, under the terms of the course."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from courses.attendance.models import Attendance, AttendanceTerms
from courses.attendance.queries.seats import seated
from courses.attendance.rules import presence
from courses.attendance.rules.presence import USUAL, Attended, How, Stay, Terms
from courses.models import Course, CourseVersion
from courses.sessions.models import CourseSession, SessionDay
from courses.sessions.rules.times import Span
from lms.core.bilingual import Bilingual
from lms.core.db import db


@dataclass(frozen=True)
class Held:
    """A session as attendance sees it: what it delivers, and its days that are on the plan."""

    id: int
    course_id: int
    course_code: str
    version_id: int
    title: Bilingual
    kind: str
    number: str
    ended_at: datetime | None
    cancelled_at: datetime | None
    days: dict[int, Span] = field(default_factory=dict)

    @property
    def hours(self) -> float:
        """How long it lasts."""
        return presence.hours_of(self.days.values())


def held_sessions(session_ids: Collection[int]) -> dict[int, Held]:
    """Some sessions with their days."""
    s, d = CourseSession, SessionDay
    rows = db.session.execute(
        select(
            s.id, s.title, s.kind, s.number, s.ended_at, s.cancelled_at, s.course_version_id, Course.id.label("course_id"),
            Course.code, Course.title.label("course_title"), d.id.label("day_id"), d.starts_at, d.ends_at,
        )
        .join(CourseVersion, CourseVersion.id == s.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .join(d, (d.session_id == s.id) & d.dropped_at.is_(None), isouter=True)
        .where(s.id.in_(session_ids))
        .order_by(s.id, d.starts_at)
    )  # fmt: skip
    found: dict[int, Held] = {}
    for row in rows:
        one = found.setdefault(
            row.id,
            Held(
                row.id, row.course_id, row.code, row.course_version_id, row.title or row.course_title, row.kind, row.number,
                row.ended_at, row.cancelled_at,
            ),
        )  # fmt: skip
        if row.day_id is not None:
            one.days[row.day_id] = Span(row.starts_at, row.ends_at)
    return found


def terms_of(course_ids: Collection[int]) -> Mapping[int, Terms]:
    """What each of some courses asks of those who attend, today; the usual where it says nothing."""
    newest = select(func.max(AttendanceTerms.id)).where(AttendanceTerms.course_id.in_(course_ids))
    newest = newest.group_by(AttendanceTerms.course_id)
    t = AttendanceTerms
    rows = db.session.execute(select(t.course_id, t.least_percent, t.grace_minutes, t.walk_ins).where(t.id.in_(newest)))
    said = {row.course_id: Terms(row.least_percent, row.grace_minutes, row.walk_ins) for row in rows}
    return {number: said.get(number, USUAL) for number in course_ids}


def _terms_at(sessions: Collection[Held]) -> dict[int, Terms]:
    """The terms under which each session was held: those of the day on which it ended, today's while it is not over."""
    rows = db.session.execute(
        select(AttendanceTerms)
        .where(AttendanceTerms.course_id.in_({one.course_id for one in sessions}))
        .order_by(AttendanceTerms.id)
    ).scalars()
    by_course: dict[int, list[AttendanceTerms]] = defaultdict(list)
    for row in rows:
        by_course[row.course_id].append(row)
    found = {}
    for one in sessions:
        said = [row for row in by_course[one.course_id] if one.ended_at is None or row.set_at <= one.ended_at]
        found[one.id] = Terms(said[-1].least_percent, said[-1].grace_minutes, said[-1].walk_ins) if said else USUAL
    return found


def last_notes(days: Any) -> Select[Any]:
    """The last note about each person on each of some days."""
    a = Attendance
    last = select(func.max(a.id)).where(a.session_day_id.in_(days)).group_by(a.session_day_id, a.person_id)
    return select(a).where(a.id.in_(last))


def stay_of(note: Attendance) -> Stay:
    """What a note says."""
    return Stay(note.how != How.ABSENT, note.came_at, note.left_at)


@dataclass(frozen=True)
class Reading:
    """What is on record of some sessions: themselves, their terms, who has a seat, and the last note about each on each day."""

    sessions: dict[int, Held]
    terms: dict[int, Terms]
    seats: Mapping[int, list[int]]
    notes: list[Attendance]

    def parts(self) -> dict[int, dict[int, Attended]]:
        """Everybody's part, by session and person."""
        of_day = {day: one.id for one in self.sessions.values() for day in one.days}
        stays: dict[int, dict[int, dict[int, Stay]]] = defaultdict(lambda: defaultdict(dict))
        for note in self.notes:
            stays[of_day[note.session_day_id]][note.person_id][note.session_day_id] = stay_of(note)
        return {
            one.id: {
                person: presence.attended(one.days, stays[one.id].get(person, {}), self.terms[one.id])
                for person in dict.fromkeys([*self.seats[one.id], *stays[one.id]])
            }
            for one in self.sessions.values()
        }


def read_sessions(session_ids: Collection[int], person_ids: Collection[int] | None = None) -> Reading:
    """What is on record of some sessions that were not cancelled; of some people alone where they are given."""
    sessions = {one.id: one for one in held_sessions(session_ids).values() if one.cancelled_at is None}
    seats = seated(sessions)
    notes = last_notes([day for one in sessions.values() for day in one.days])
    if person_ids is not None:
        notes = notes.where(Attendance.person_id.in_(person_ids))
        seats = {number: [one for one in some if one in person_ids] for number, some in seats.items()}
    return Reading(sessions, _terms_at(list(sessions.values())), seats, list(db.session.scalars(notes)))


def attended(session_ids: Collection[int], person_ids: Collection[int] | None = None) -> dict[int, dict[int, Attended]]:
    """Everybody's part in some sessions, by session and person: those who have a seat, and those of whom something was noted;
    of some people alone where they are given. Of whom nothing was noted is `known` False. Nothing for sessions that were
    cancelled."""
    return read_sessions(session_ids, person_ids).parts() if session_ids else {}


def stayed_away(session_id: int) -> list[int]:
    """Who had a seat and was not there at all. Where nobody kept a list, nobody is said to have stayed away."""
    parts = attended([session_id]).get(session_id, {})
    if not any(part.known for part in parts.values()):
        return []
    return presence.no_shows(seated([session_id])[session_id], parts)
