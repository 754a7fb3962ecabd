"""How many sessions people attended: of a course, or of a kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from courses.attendance.models import Attendance, AttendanceTerms
from courses.attendance.rules import presence
from courses.attendance.rules.presence import USUAL, Attended, How, Stay, Terms
from courses.models import Course, CourseVersion
from courses.sessions.models import CourseSession, SessionDay
from courses.sessions.rules.times import Span
from lms.core.among import among

ANY_OF_KIND = "@"
"""How a reference begins that means sessions of any course, held in one way: "@classroom"."""


@dataclass(frozen=True)
class Count:
    """How many sessions somebody attended, when the last ended and which it was."""

    sessions: int
    last: datetime
    last_session: int


def kinds_of(refs: Collection[str]) -> list[str]:
    """The kinds of sessions that references mean."""
    return [ref.removeprefix(ANY_OF_KIND) for ref in refs if ref.startswith(ANY_OF_KIND)]


def counts_in(rows: Iterable[Any], refs: Collection[str]) -> dict[tuple[int, str], Count]:
    """From what `noted` found, by person and reference (a course's code, or `ANY_OF_KIND` and a kind); whoever attended none is
    left out."""
    found: dict[tuple[int, str], Count] = {}
    for _session, of_session in groupby(rows, key=lambda row: row.id):
        listed = list(of_session)
        row = listed[0]
        meant = [ref for ref in refs if ref in (row.code, f"{ANY_OF_KIND}{row.kind}")]
        for person, part in _parts(listed).items():
            if not part.enough:
                continue
            for ref in meant:
                before = found.get((person, ref))
                found[person, ref] = Count((before.sessions if before else 0) + 1, row.ended_at, row.id)
    return found


def _parts(rows: list[Any]) -> dict[int, Attended]:
    """Each person's part in one session, of which the rows are its days with the notes about each."""
    row = rows[0]
    terms = USUAL if row.least_percent is None else Terms(row.least_percent, row.grace_minutes, row.walk_ins)
    days = {one.day_id: Span(one.starts_at, one.ends_at) for one in rows}
    stays: dict[int, dict[int, Stay]] = defaultdict(dict)
    for one in rows:
        if one.person_id is not None:
            stays[one.person_id][one.day_id] = Stay(one.how != How.ABSENT, one.came_at, one.left_at)
    return {person: presence.attended(days, own, terms) for person, own in stays.items()}


@cache
def noted() -> Any:
    """What was noted of `people` in sessions of courses of `codes` or of `kinds`, in the order of time, with the terms of the
    day on which a session ended; to be read with other records, see `counts_in`. Built once: it belongs to every learner's
    first page."""
    s, d, a, t = CourseSession, SessionDay, Attendance, AttendanceTerms
    own, day_of = aliased(Attendance), aliased(SessionDay)
    with_notes = (
        select(day_of.session_id).join(own, own.session_day_id == day_of.id).where(among(own.person_id, "people"))
    )
    later = aliased(Attendance)
    is_last = ~(
        select(later.id)
        .where(later.session_day_id == a.session_day_id, later.person_id == a.person_id, later.id > a.id)
        .correlate(a)
        .exists()
    )
    terms = aliased(AttendanceTerms)
    of_then = (
        select(func.max(terms.id))
        .where(terms.course_id == Course.id, terms.set_at <= s.ended_at)
        .correlate(Course, s)
        .scalar_subquery()
    )
    return (
        select(
            s.id, s.kind, s.ended_at, Course.code, d.id.label("day_id"), d.starts_at, d.ends_at, a.person_id, a.how, a.came_at,
            a.left_at, t.least_percent, t.grace_minutes, t.walk_ins,
        )
        .join(CourseVersion, CourseVersion.id == s.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .join(d, (d.session_id == s.id) & d.dropped_at.is_(None))
        .outerjoin(a, (a.session_day_id == d.id) & among(a.person_id, "people") & is_last)
        .outerjoin(t, t.id == of_then)
        .where(
            s.ended_at.is_not(None), s.cancelled_at.is_(None), s.id.in_(with_notes),
            or_(among(Course.code, "codes"), among(s.kind, "kinds")),
        )
        .order_by(s.ended_at, s.id, d.id)
    )  # fmt: skip
