"""What the page of a session shows besides people and days: materials, changes, what should come before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from courses.models import Course, CourseCompletion, CourseNeeds, CourseVersion
from courses.sessions.models import CourseSession, SessionChange, SessionMaterial
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.people.models import Person


def list_materials(session_id: int) -> list[SessionMaterial]:
    """The materials of a session, in the order in which they were added."""
    query = select(SessionMaterial).where(
        SessionMaterial.session_id == session_id, SessionMaterial.removed_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(SessionMaterial.id)))


@dataclass(frozen=True)
class Change:
    """A change of a session, with what was and what is of each part."""

    at: datetime
    by: Bilingual | None
    reason: str
    parts: dict[str, tuple[Bilingual, Bilingual]]


def list_changes(session_id: int) -> list[Change]:
    """What was changed, the last first."""
    query = (
        select(SessionChange, Person.name_zh, Person.name_latin)
        .outerjoin(Person, Person.id == SessionChange.by_id)
        .where(SessionChange.session_id == session_id)
        .order_by(SessionChange.id.desc())
        .limit(20)
    )
    return [
        Change(
            row.at, Bilingual(zh or latin, latin or zh) if zh or latin else None, row.reason,
            {name: (Bilingual.of(was), Bilingual.of(now)) for name, (was, now) in row.parts.items()},
        )
        for row, zh, latin in db.session.execute(query)
    ]  # fmt: skip


def list_missing_courses(session_id: int, person_id: int) -> list[Any]:
    """The courses (code, title) that should come before this one and that a person has not completed."""
    course = (
        select(CourseVersion.course_id)
        .join(CourseSession, CourseSession.course_version_id == CourseVersion.id)
        .where(CourseSession.id == session_id)
        .scalar_subquery()
    )
    done = (
        select(CourseVersion.course_id)
        .join(CourseCompletion, CourseCompletion.version_id == CourseVersion.id)
        .where(CourseCompletion.person_id == person_id)
    )
    query = (
        select(Course.code, Course.title)
        .join(CourseNeeds, CourseNeeds.needs_id == Course.id)
        .where(CourseNeeds.course_id == course, Course.id.not_in(done))
        .order_by(Course.code)
    )
    return list(db.session.execute(query))


def people_missing_courses(session_id: int, person_ids: list[int]) -> dict[int, list[Bilingual]]:
    """Of some people, the courses that should come before and that each has not completed."""
    needed = {
        row.id: row.title
        for row in db.session.execute(
            select(Course.id, Course.title)
            .join(CourseNeeds, CourseNeeds.needs_id == Course.id)
            .join(CourseVersion, CourseVersion.course_id == CourseNeeds.course_id)
            .join(CourseSession, CourseSession.course_version_id == CourseVersion.id)
            .where(CourseSession.id == session_id)
        )
    }
    if not needed or not person_ids:
        return {}
    done = {
        tuple(row)
        for row in db.session.execute(
            select(CourseCompletion.person_id, CourseVersion.course_id)
            .join(CourseVersion, CourseVersion.id == CourseCompletion.version_id)
            .where(CourseCompletion.person_id.in_(person_ids), CourseVersion.course_id.in_(needed))
        )
    }
    found = {
        person: [title for course, title in needed.items() if (person, course) not in done] for person in person_ids
    }
    return {person: titles for person, titles in found.items() if titles}
