"""What stands behind an exam and a course of the archive, for those who may see it: figures, never questions or keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from assessments.models import Attempt, AttemptItem, Exam, Item, ItemVersion, Topic
from courses.models import Course, CourseCompletion, CourseVersion, Lesson, LessonCompletion
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound
from lms.reports.queries.learning import exam_of
from lms.reports.records import CourseRecord, ExamRecord


@dataclass(frozen=True)
class TopicFigures:
    """Points in one topic of an exam."""

    title: Bilingual
    score: float
    points: int


@dataclass(frozen=True)
class LessonDone:
    """A lesson of the version, and when it was marked done."""

    position: int
    title: Bilingual
    minutes: int
    completed_at: datetime | None


def get_exam(person_id: int, attempt_id: int) -> ExamRecord:
    """A finished attempt of the person. Raises NotFound."""
    query = (
        select(
            Attempt.id, Exam.code, Exam.title, Attempt.started_at, Attempt.finished_at, Attempt.score, Attempt.points,
            Attempt.pass_mark, Attempt.passed,
        )
        .join(Exam, Exam.id == Attempt.exam_id)
        .where(Attempt.id == attempt_id, Attempt.person_id == person_id, Attempt.score.is_not(None))
    )  # fmt: skip
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return exam_of(row)


def list_topics(attempt_id: int) -> list[TopicFigures]:
    """Points by topic, in the order of the exam."""
    query = (
        select(Topic.title, func.coalesce(func.sum(AttemptItem.score), 0), func.count())
        .select_from(AttemptItem)
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .join(Topic, Topic.id == Item.topic_id)
        .where(AttemptItem.attempt_id == attempt_id)
        .group_by(Topic.id)
        .order_by(func.min(AttemptItem.position))
    )
    return [TopicFigures(title, score or 0, points) for title, score, points in db.session.execute(query)]


def get_course(person_id: int, completion_id: int) -> tuple[CourseRecord, int]:
    """A course that the person completed, and the id of its version. Raises NotFound."""
    query = (
        select(
            CourseCompletion.id, Course.code, Course.title, Course.category, CourseVersion.number,
            CourseCompletion.completed_at, CourseVersion.id.label("version_id"),
        )
        .join(CourseVersion, CourseVersion.id == CourseCompletion.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(CourseCompletion.id == completion_id, CourseCompletion.person_id == person_id)
    )  # fmt: skip
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return CourseRecord(*row[:6]), row.version_id


def list_lessons(person_id: int, version_id: int) -> list[LessonDone]:
    """The lessons of a version with the days on which the person marked them done."""
    query = (
        select(Lesson.position, Lesson.title, Lesson.minutes, LessonCompletion.completed_at)
        .outerjoin(
            LessonCompletion, and_(LessonCompletion.lesson_id == Lesson.id, LessonCompletion.person_id == person_id)
        )
        .where(Lesson.version_id == version_id)
        .order_by(Lesson.position)
    )
    return [LessonDone(*row) for row in db.session.execute(query)]
