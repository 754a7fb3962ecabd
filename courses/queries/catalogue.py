"""What the catalogue and a course's page show: published courses only, in columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, select

from courses.models import Course, CourseCompletion, CourseVersion, Lesson, LessonCompletion, LessonVisit
from courses.rules import Step, next_lesson
from lms.core.bilingual import Bilingual
from lms.core.db import db, read
from lms.core.errors import NotFound
from lms.people.models import Person


@dataclass(frozen=True)
class CatalogueFilter:
    """What the reader chose; empty means all."""

    category: str = ""
    delivery: str = ""
    product_line: str = ""
    level: str = ""

    @property
    def any(self) -> bool:
        """Whether anything was chosen."""
        return bool(self.category or self.delivery or self.product_line or self.level)


def current_number() -> Any:
    """The number of a course's published version, as a subquery on Course."""
    return (
        select(func.max(CourseVersion.number))
        .where(CourseVersion.course_id == Course.id, CourseVersion.published_at.is_not(None))
        .correlate(Course)
        .scalar_subquery()
    )


def list_catalogue(chosen: CatalogueFilter) -> list[Any]:
    """Published courses that are not retired, with their lessons and minutes. A course without a product line is for all
    lines, so it stays when a line is chosen; one without a level for every level."""
    query: Any = (
        select(
            Course.code, Course.category, Course.delivery, Course.product_line, Course.level, Course.title, Course.summary,
            func.count(Lesson.id).label("lessons"), func.sum(Lesson.minutes).label("minutes"),
        )
        .join(CourseVersion, and_(CourseVersion.course_id == Course.id, CourseVersion.number == current_number()))
        .join(Lesson, Lesson.version_id == CourseVersion.id)
        .where(Course.retired_on.is_(None))
        .group_by(Course.id)
        .order_by(Course.id)
    )  # fmt: skip
    if chosen.category:
        query = query.where(Course.category == chosen.category)
    if chosen.delivery:
        query = query.where(Course.delivery == chosen.delivery)
    if chosen.product_line:
        query = query.where((Course.product_line == chosen.product_line) | Course.product_line.is_(None))
    if chosen.level:
        query = query.where((Course.level == chosen.level) | Course.level.is_(None))
    return list(db.session.execute(query))


@dataclass(frozen=True)
class LessonLine:
    """A lesson in the list of its course."""

    id: int
    position: int
    title: Bilingual
    minutes: int
    done: bool
    seen_at: datetime | None


@dataclass(frozen=True)
class CoursePage:
    """All that a course's page shows one reader."""

    course: Any
    lessons: list[LessonLine]
    completed_at: datetime | None
    completed_number: int | None

    @property
    def done(self) -> int:
        """How many lessons of this version are done."""
        return sum(line.done for line in self.lessons)

    @property
    def minutes_left(self) -> int:
        """Minutes of the lessons that are not done."""
        return sum(line.minutes for line in self.lessons if not line.done)

    @property
    def next(self) -> LessonLine | None:
        """Where the reader goes on."""
        steps = [Step(line.id, line.done, line.seen_at.timestamp() if line.seen_at else None) for line in self.lessons]
        goal = next_lesson(steps)
        return next((line for line in self.lessons if line.id == goal), None)


def get_course_page(code: str, person_id: int) -> CoursePage:
    """A published course for one reader, in three statements. A retired course is still open by its address."""
    course = db.session.execute(
        select(
            Course.id, Course.code, Course.category, Course.delivery, Course.product_line, Course.level, Course.title, Course.summary,
            Course.review_on, Course.retired_on, CourseVersion.id.label("version_id"), CourseVersion.number,
            CourseVersion.published_at, Person.name_zh, Person.name_latin,
        )
        .join(CourseVersion, and_(CourseVersion.course_id == Course.id, CourseVersion.number == current_number()))
        .outerjoin(Person, Person.id == Course.owner_id)
        .where(Course.code == code)
    ).one_or_none()  # fmt: skip
    if course is None:
        raise NotFound
    completed = db.session.execute(
        select(CourseCompletion.completed_at, CourseVersion.number)
        .join(CourseVersion, CourseVersion.id == CourseCompletion.version_id)
        .where(CourseVersion.course_id == course.id, CourseCompletion.person_id == person_id)
        .order_by(CourseVersion.number.desc())
    ).first()
    return CoursePage(
        course,
        list_lines(course.version_id, person_id),
        completed.completed_at if completed else None,
        completed.number if completed else None,
    )


_done, _visit = LessonCompletion, LessonVisit
_reader: Any = bindparam("person_id")
_LINES = (
    select(Lesson.id, Lesson.position, Lesson.title, Lesson.minutes, _done.id.is_not(None), _visit.last_seen_at)
    .outerjoin(_done, and_(_done.lesson_id == Lesson.id, _done.person_id == _reader))
    .outerjoin(_visit, and_(_visit.lesson_id == Lesson.id, _visit.person_id == _reader))
    .where(Lesson.version_id == bindparam("version_id"))
    .order_by(Lesson.position)
)


def list_lines(version_id: int, person_id: int) -> list[LessonLine]:
    """The lessons of a version with what the reader did in each."""
    return [LessonLine(*row) for row in read(_LINES, version_id=version_id, person_id=person_id)]
