"""Courses, their versions and lessons, as actions and pages of authors need them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, or_, select

from courses.markdown import AssetFacts
from courses.models import Course, CourseAsset, CourseVersion, Lesson
from courses.rules import LessonText
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.files import StoredFile


def find_course(code: str) -> Course | None:
    """A course by its code, published or not."""
    return db.session.scalar(select(Course).where(Course.code == code))


def get_course(code: str) -> Course:
    """A course that must exist."""
    course = find_course(code)
    if course is None:
        raise NotFound
    return course


def find_draft(course: Course) -> CourseVersion | None:
    """The version that is being written, if any."""
    return db.session.scalar(
        select(CourseVersion).where(CourseVersion.course_id == course.id, CourseVersion.published_at.is_(None))
    )


def find_current(course: Course) -> CourseVersion | None:
    """The version that learners see: the last one published."""
    return db.session.scalar(
        select(CourseVersion)
        .where(CourseVersion.course_id == course.id, CourseVersion.published_at.is_not(None))
        .order_by(CourseVersion.number.desc())
        .limit(1)
    )


def present_versions(course: Course) -> tuple[CourseVersion | None, CourseVersion | None]:
    """The version that learners see, and the one that is being written: one statement for both."""
    known = select(CourseVersion.id).where(CourseVersion.course_id == course.id)
    current = known.where(CourseVersion.published_at.is_not(None)).order_by(CourseVersion.number.desc()).limit(1)
    here = or_(CourseVersion.published_at.is_(None), CourseVersion.id == current.scalar_subquery())
    query = select(CourseVersion).where(CourseVersion.course_id == course.id, here)
    found = {version.published_at is not None: version for version in db.session.scalars(query)}
    return found.get(True), found.get(False)


def list_lessons(version: CourseVersion | None) -> list[Lesson]:
    """The lessons of a version, in order."""
    if version is None:
        return []
    return list(db.session.scalars(select(Lesson).where(Lesson.version_id == version.id).order_by(Lesson.position)))


def texts_of(lessons: Sequence[Lesson]) -> list[LessonText]:
    """Lessons as their author wrote them."""
    return [
        LessonText(row.slug, row.title.zh, row.title.en, row.minutes, row.source_zh, row.source_en) for row in lessons
    ]


def working_texts(course: Course) -> list[LessonText]:
    """What an author goes on writing: the draft, or else the published version."""
    return texts_of(list_lessons(find_draft(course) or find_current(course)))


def next_number(course: Course) -> int:
    """The number of the next version."""
    last = db.session.scalar(select(func.max(CourseVersion.number)).where(CourseVersion.course_id == course.id))
    return (last or 0) + 1


def asset_url(code: str, name: str, sha256: str) -> str:
    """The address of a file; it changes with the content, so browsers may keep what they have."""
    return f"/courses/{code}/assets/{name}?v={sha256[:12]}"


def present_assets(course: Course) -> dict[str, AssetFacts]:
    """The present file of each name."""
    rows = db.session.execute(
        select(CourseAsset.name, CourseAsset.width, CourseAsset.height, StoredFile.sha256)
        .join(StoredFile, StoredFile.id == CourseAsset.file_id)
        .where(CourseAsset.course_id == course.id)
        .order_by(CourseAsset.id)
    )
    return {name: AssetFacts(asset_url(course.code, name, sha), width, height) for name, width, height, sha in rows}
