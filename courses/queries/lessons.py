"""What a lesson's page shows, in two statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Executable, and_, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from courses.models import Course, CourseAsset, CourseVersion, Lesson, LessonVisit
from courses.queries.catalogue import LessonLine, list_lines
from lms.core.db import db, read
from lms.core.errors import NotFound
from lms.core.files import StoredFile


@dataclass(frozen=True)
class LessonPage:
    """A lesson, where its reader left off, and what stands before and after it."""

    lesson: Any
    lines: list[LessonLine]

    @property
    def index(self) -> int:
        """Where the lesson stands among its course's, from 0."""
        return self.lesson.position - self.lines[0].position

    @property
    def here(self) -> LessonLine:
        """The lesson's own line."""
        return self.lines[self.index]

    @property
    def previous(self) -> LessonLine | None:
        """The lesson before this one."""
        return self.lines[self.index - 1] if self.index else None

    @property
    def following(self) -> LessonLine | None:
        """The lesson after this one."""
        return self.lines[self.index + 1] if self.index + 1 < len(self.lines) else None

    @property
    def done(self) -> int:
        """How many lessons of the course are done."""
        return sum(line.done for line in self.lines)

    @property
    def last_open(self) -> bool:
        """Whether marking this lesson done completes the course."""
        return all(line.done for line in self.lines if line.id != self.lesson.id)


def _page_in(language: str) -> Executable:
    other = aliased(CourseVersion)
    current = (
        select(func.max(other.number))
        .where(other.course_id == Course.id, other.published_at.is_not(None))
        .correlate(Course)
        .scalar_subquery()
    )
    first, second = (Lesson.html_zh, Lesson.html_en) if language == "zh" else (Lesson.html_en, Lesson.html_zh)
    reader = and_(LessonVisit.lesson_id == Lesson.id, LessonVisit.person_id == bindparam("person_id"))
    return (
        select(
            Lesson.id, Lesson.position, Lesson.title, Lesson.minutes, Lesson.version_id,
            func.coalesce(func.nullif(first, ""), second).label("html"), (first != "").label("in_language"),
            Course.code, Course.title.label("course_title"), CourseVersion.number, current.label("current"),
            func.coalesce(LessonVisit.place, 0).label("place"),
        )
        .join(CourseVersion, CourseVersion.id == Lesson.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .outerjoin(LessonVisit, reader)
        .where(Lesson.id == bindparam("lesson_id"), CourseVersion.published_at.is_not(None))
    )  # fmt: skip


_PAGE = {language: _page_in(language) for language in ("zh", "en")}


def get_lesson_page(lesson_id: int, person_id: int, language: str) -> LessonPage:
    """A published lesson, its text in one language. Raises NotFound for drafts."""
    lesson: Any = read(_PAGE[language], lesson_id=lesson_id, person_id=person_id).one_or_none()
    if lesson is None:
        raise NotFound
    return LessonPage(lesson, list_lines(lesson.version_id, person_id))


def get_asset(code: str, name: str, version: str, *, drafts: bool) -> Any:
    """A file of a course: `version` begins its hash, empty means the latest. Unless `drafts`, only files that were there
    when a version was published. Raises NotFound otherwise."""
    query = (
        select(StoredFile.sha256, StoredFile.content_type, StoredFile.name)
        .join(CourseAsset, CourseAsset.file_id == StoredFile.id)
        .join(Course, Course.id == CourseAsset.course_id)
        .where(Course.code == code, CourseAsset.name == name)
        .order_by(CourseAsset.id.desc())
        .limit(1)
    )
    if version:
        query = query.where(StoredFile.sha256.startswith(version, autoescape=True))
    if not drafts:
        query = query.where(
            exists().where(CourseVersion.course_id == Course.id, CourseVersion.published_at >= StoredFile.stored_at)
        )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return row
