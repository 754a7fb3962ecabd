"""Reads of the abilities that courses teach."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from courses.models import Course, CourseAbility, CourseVersion
from lms.core.bilingual import Bilingual
from lms.core.db import db


@dataclass(frozen=True)
class TeachingCourse:
    """A published course with those of the abilities asked for that it teaches."""

    id: int
    code: str
    title: Bilingual
    delivery: str
    ability_ids: tuple[int, ...]


def ability_ids_of(course_id: int) -> list[int]:
    """What a course teaches."""
    return list(db.session.scalars(select(CourseAbility.ability_id).where(CourseAbility.course_id == course_id)))


def courses_teaching(ability_ids: Collection[int]) -> list[TeachingCourse]:
    """Published courses in the catalogue that teach any of the abilities; those that teach most of them first."""
    published = select(CourseVersion.course_id).where(CourseVersion.published_at.is_not(None))
    query = (
        select(Course.id, Course.code, Course.title, Course.delivery, CourseAbility.ability_id)
        .join(CourseAbility, CourseAbility.course_id == Course.id)
        .where(CourseAbility.ability_id.in_(ability_ids), Course.retired_on.is_(None), Course.id.in_(published))
        .order_by(Course.id, CourseAbility.ability_id)
    )
    rows = list(db.session.execute(query))
    taught: dict[int, list[int]] = {}
    for row in rows:
        taught.setdefault(row.id, []).append(row.ability_id)
    first = {row.id: row for row in rows}
    found = [
        TeachingCourse(row.id, row.code, row.title, row.delivery, tuple(taught[row.id])) for row in first.values()
    ]  # fmt: skip
    return sorted(found, key=lambda course: -len(course.ability_ids))


def list_teachable_courses() -> list[Course]:
    """Courses in the catalogue, published or about to be, by code."""
    return list(db.session.scalars(select(Course).where(Course.retired_on.is_(None)).order_by(Course.code)))


def list_courses(ids: Collection[int]) -> list[Course]:
    """Courses by ids."""
    return list(db.session.scalars(select(Course).where(Course.id.in_(ids)).order_by(Course.id)))
