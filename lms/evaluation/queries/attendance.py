"""Who attended which session of a course: by it answers are told apart, and whoever was there is asked when it is over."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

from sqlalchemy import func, select

from assessments.queries.pools import floor
from courses.attendance.queries import attended
from courses.models import Course, CourseVersion
from courses.sessions.models import CourseSession, SessionDay, SessionTrainer
from courses.sessions.saying import day_words
from lms.core import clock
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.evaluation.queries.finishes import COURSE, OWN_POOL, SubjectKey
from lms.evaluation.sessions import Sessions

POOL = "session "
"""How the pool of a session's anonymous answers begins, before its number."""


class _Attended(Mapping[tuple[SubjectKey, int], str]):
    """Which session each attended last, looked up when it is first asked for: the names alone are asked for more often."""

    def __init__(self, sessions: Mapping[int, tuple[str, str]]) -> None:
        self._sessions = sessions

    @cached_property
    def _found(self) -> dict[tuple[SubjectKey, int], str]:
        parts = attended(list(self._sessions))
        return {
            ((COURSE, code), person): number
            for session_id, (code, number) in self._sessions.items()
            for person, part in parts.get(session_id, {}).items()
            if part.enough
        }

    def __getitem__(self, key: tuple[SubjectKey, int]) -> str:
        return self._found[key]

    def __iter__(self) -> Iterator[tuple[SubjectKey, int]]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


_LEADING = (
    select(SessionTrainer.person_id)
    .where(SessionTrainer.session_id == CourseSession.id, SessionTrainer.removed_at.is_(None))
    .order_by(SessionTrainer.role.desc(), SessionTrainer.id)
    .limit(1)
    .correlate(CourseSession)
    .scalar_subquery()
)
"""Who leads a session."""


def sessions_held(subjects: Collection[SubjectKey] | None) -> Sessions:
    """The sessions of some trainings that are over, in the order of time."""
    first = func.min(SessionDay.starts_at)
    query = (
        select(CourseSession.id, CourseSession.number, CourseSession.title, Course.code, Course.title, first, _LEADING)
        .join(CourseVersion, CourseVersion.id == CourseSession.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .join(SessionDay, (SessionDay.session_id == CourseSession.id) & SessionDay.dropped_at.is_(None))
        .where(CourseSession.ended_at.is_not(None), CourseSession.cancelled_at.is_(None))
        .group_by(CourseSession.id, Course.id)
        .order_by(first, CourseSession.id)
    )
    if subjects is not None:
        query = query.where(Course.code.in_({code for kind, code in subjects if kind == COURSE}))
    rows = db.session.execute(query).all()
    return Sessions(
        names={row[1]: _named(row[2] or row[4], row[5]) for row in rows},
        attended=_Attended({row[0]: (row[3], row[1]) for row in rows}),
        pools={f"{POOL}{row[1]}": row[1] for row in rows},
        trainers={row[1]: row[6] for row in rows if row[6]},
    )


def _named(title: Bilingual, at: object) -> Bilingual:
    day = day_words(clock.local_date(at), year=True)  # type: ignore[arg-type]
    return Bilingual(f"{title.zh}（{day.zh}）", f"{title.en} ({day.en})")


def session_pools(course_code: str, person_ids: Collection[int]) -> dict[int, str]:
    """The session that people attended last, where it had so many that its anonymous answers may be told from the others."""
    if not person_ids:
        return {}
    query = (
        select(CourseSession.id, CourseSession.number)
        .join(CourseVersion, CourseVersion.id == CourseSession.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(Course.code == course_code, CourseSession.ended_at.is_not(None), CourseSession.cancelled_at.is_(None))
        .order_by(CourseSession.ended_at, CourseSession.id)
    )
    numbers = {row.id: row.number for row in db.session.execute(query)}
    if not numbers:
        return {}
    parts = attended(list(numbers))
    found: dict[int, str] = {}
    for number, name in numbers.items():
        there = [person for person, part in parts.get(number, {}).items() if part.enough]
        if len(there) >= OWN_POOL * floor():
            found |= {person: f"{POOL}{name}" for person in there if person in person_ids}
    return found
