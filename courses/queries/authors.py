"""What authors see: every course with its versions, and who may be responsible for one."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, or_, select

from courses.models import Course, CourseAsset, CourseVersion
from lms.core.access import ROLE_PERMISSIONS, Permission
from lms.core.db import db
from lms.core.files import StoredFile
from lms.people.models import Person, RoleAssignment


def list_shelf() -> list[Any]:
    """Every course: published number and day, the draft's number, who is responsible, the day of review."""
    published = CourseVersion.published_at.is_not(None)
    query = (
        select(
            Course.code, Course.title, Course.category, Course.level, Course.review_on, Course.retired_on,
            Person.name_zh, Person.name_latin,
            func.max(case((published, CourseVersion.number))).label("number"),
            func.max(CourseVersion.published_at).label("published_at"),
            func.max(case((~published, CourseVersion.number))).label("draft"),
        )
        .outerjoin(CourseVersion, CourseVersion.course_id == Course.id)
        .outerjoin(Person, Person.id == Course.owner_id)
        .group_by(Course.id, Person.id)
        .order_by(Course.retired_on.is_not(None), Course.category, Course.id)
    )  # fmt: skip
    return list(db.session.execute(query))


def list_authors(today: date) -> list[Any]:
    """People whose role lets them write courses, by name: (id, name_zh, name_latin)."""
    roles = [role for role, held in ROLE_PERMISSIONS.items() if Permission.MANAGE_COURSES in held]
    may_write = select(RoleAssignment.person_id).where(
        RoleAssignment.role.in_(roles),
        RoleAssignment.from_day <= today,
        or_(RoleAssignment.until_day.is_(None), RoleAssignment.until_day >= today),
    )
    query = (
        select(Person.id, Person.name_zh, Person.name_latin)
        .where(Person.id.in_(may_write), or_(Person.left_on.is_(None), Person.left_on >= today))
        .order_by(Person.name_latin, Person.id)
    )
    return list(db.session.execute(query))


def list_files(course: Course) -> list[Any]:
    """The present file of each name, by name: name, kind, bytes, pixels, address parts."""
    last = select(func.max(CourseAsset.id)).where(CourseAsset.course_id == course.id).group_by(CourseAsset.name)
    query = (
        select(
            CourseAsset.name, CourseAsset.width, CourseAsset.height, StoredFile.size, StoredFile.content_type,
            StoredFile.sha256, StoredFile.stored_at,
        )
        .join(StoredFile, and_(StoredFile.id == CourseAsset.file_id))
        .where(CourseAsset.id.in_(last))
        .order_by(CourseAsset.name)
    )  # fmt: skip
    return list(db.session.execute(query))
