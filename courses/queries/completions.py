"""When people completed courses: dated, for figures about a time that is over."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import Subquery, func, select

from courses.models import Course, CourseCompletion, CourseVersion
from lms.core import clock
from lms.core.among import among
from lms.core.db import db, read

COMPLETIONS = (
    select(CourseCompletion.person_id, Course.code, func.min(CourseCompletion.completed_at).label("at"))
    .join(CourseVersion, CourseVersion.id == CourseCompletion.version_id)
    .join(Course, Course.id == CourseVersion.course_id)
    .where(among(CourseCompletion.person_id, "people"), among(Course.code, "courses"))
    .group_by(CourseCompletion.person_id, Course.code)
)
"""When `people` completed any version of `courses` first, to be read with other records; see `days_of_completion`."""


def days_of_completion(rows: Iterable[Any]) -> dict[tuple[int, str], date]:
    """Person and course code to the day, from what `COMPLETIONS` found."""
    return {(person_id, code): clock.local_date(at) for person_id, code, at in rows}


def completed_on(person_ids: Collection[int], codes: Collection[str]) -> dict[tuple[int, str], date]:
    """Person and course code to the day on which any version of the course was completed first."""
    return days_of_completion(read(COMPLETIONS, people=list(person_ids), courses=list(codes)))


def completed_versions(
    person_ids: Collection[int], codes: Collection[str]
) -> dict[tuple[int, str], list[tuple[int, date]]]:
    """Person and course code to each version completed, with the day."""
    return versions_in(read(VERSIONS, people=list(person_ids), courses=list(codes)) if codes else ())


def versions_in(rows: Iterable[Any]) -> dict[tuple[int, str], list[tuple[int, date]]]:
    """The same from what `VERSIONS` found."""
    found: dict[tuple[int, str], list[tuple[int, date]]] = {}
    for person_id, code, number, at in rows:
        found.setdefault((person_id, code), []).append((number, clock.local_date(at)))
    return found


VERSIONS = (
    select(CourseCompletion.person_id, Course.code, CourseVersion.number, CourseCompletion.completed_at)
    .join(CourseVersion, CourseVersion.id == CourseCompletion.version_id)
    .join(Course, Course.id == CourseVersion.course_id)
    .where(among(CourseCompletion.person_id, "people"), among(Course.code, "courses"))
    .order_by(CourseVersion.number)
)
"""Each version of `courses` that `people` completed, to be read with other records; see `versions_in`."""


def first_completions(course_id: int, place: Callable[[Any], Any]) -> Subquery:
    """Rows of person_id and place: where in time each person completed any version of a course first, by `place` of the
    moment."""
    return (
        select(CourseCompletion.person_id, place(func.min(CourseCompletion.completed_at)).label("place"))
        .join(CourseVersion, CourseVersion.id == CourseCompletion.version_id)
        .where(CourseVersion.course_id == course_id)
        .group_by(CourseCompletion.person_id)
        .subquery("completion")
    )


def list_completed_courses() -> list[Any]:
    """Rows of (id, code, title): the courses that anybody completed, by code."""
    done = select(CourseVersion.course_id).where(
        select(CourseCompletion.id).where(CourseCompletion.version_id == CourseVersion.id).exists()
    )
    return list(
        db.session.execute(
            select(Course.id, Course.code, Course.title).where(Course.id.in_(done)).order_by(Course.code)
        )
    )
