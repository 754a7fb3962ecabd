"""What learners do: open a lesson, keep their place, mark it done. All of it may be sent twice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from courses.events import CourseCompleted, LessonCompleted
from courses.models import Course, CourseCompletion, CourseVersion, Lesson, LessonCompletion, LessonVisit
from courses.queries.courses import find_current
from courses.rules import clamp_place
from lms.core import audit, events
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import NotFound
from lms.people.models import Person


def open_lesson(*, lesson_id: int, actor: Actor, at: datetime) -> LessonVisit:
    """Note that the lesson is open before its reader. The first time goes into the audit trail."""
    _get_published(lesson_id)
    _alone(actor)
    return _visit(lesson_id, actor, at)


def keep_place(*, lesson_id: int, place: int, actor: Actor, at: datetime) -> LessonVisit:
    """Remember how far down the reader is (0–1000). Sent while reading, so it leaves no line in the audit trail."""
    visit = open_lesson(lesson_id=lesson_id, actor=actor, at=at)
    visit.place = clamp_place(place)
    db.session.flush()
    return visit


def complete_lesson(*, lesson_id: int, actor: Actor, at: datetime) -> bool:
    """Mark a lesson done; with the last one the course is complete. Returns False when it was done before.

    A reader who still had an older version open gets the same lesson of the present one too, if its text is the same.
    """
    lesson, course = _get_published(lesson_id)
    _alone(actor)
    _visit(lesson.id, actor, at)
    done = _complete(lesson, course, actor, at)
    twin = _twin_in_current(lesson, course)
    if twin is not None and not _has_completed(course, actor):
        _visit(twin.id, actor, at)
        _complete(twin, course, actor, at)
    return done


def _get_published(lesson_id: int) -> tuple[Lesson, Course]:
    row = db.session.execute(
        select(Lesson, Course)
        .join(CourseVersion, CourseVersion.id == Lesson.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(Lesson.id == lesson_id, CourseVersion.published_at.is_not(None))
    ).one_or_none()
    if row is None:
        raise NotFound
    return row.Lesson, row.Course


def _alone(actor: Actor) -> None:
    """Two windows of one person wait for each other, so that a thing sent twice happens once."""
    db.session.execute(select(Person.id).where(Person.id == actor.id).with_for_update(key_share=True))


def _visit(lesson_id: int, actor: Actor, at: datetime) -> LessonVisit:
    visit = db.session.scalar(
        select(LessonVisit).where(LessonVisit.person_id == actor.id, LessonVisit.lesson_id == lesson_id)
    )
    if visit is None:
        visit = LessonVisit(person_id=actor.id, lesson_id=lesson_id, first_seen_at=at, last_seen_at=at, place=0)
        db.session.add(visit)
        audit.record("lesson.opened", "lesson", lesson_id, actor=actor, at=at)
    visit.last_seen_at = at
    db.session.flush()
    return visit


def _complete(lesson: Lesson, course: Course, actor: Actor, at: datetime) -> bool:
    known = select(LessonCompletion.id).where(
        LessonCompletion.person_id == actor.id, LessonCompletion.lesson_id == lesson.id
    )
    if db.session.scalar(known) is not None:
        return False
    assert actor.id is not None
    db.session.add(LessonCompletion(person_id=actor.id, lesson_id=lesson.id, completed_at=at))
    db.session.flush()
    audit.record("lesson.completed", "lesson", lesson.id, actor=actor, at=at, course=course.code)
    events.publish(LessonCompleted(actor.id, lesson.id, course.code, at))
    _complete_course(lesson.version_id, course, actor, at)
    return True


def _complete_course(version_id: int, course: Course, actor: Actor, at: datetime) -> None:
    done = select(LessonCompletion.lesson_id).where(LessonCompletion.person_id == actor.id)
    open_lessons = select(func.count()).where(Lesson.version_id == version_id, Lesson.id.not_in(done))
    if db.session.scalar(open_lessons):
        return
    assert actor.id is not None
    db.session.add(CourseCompletion(person_id=actor.id, version_id=version_id, completed_at=at))
    db.session.flush()
    audit.record("course.completed", "person", actor.id, actor=actor, at=at, course=course.code)
    events.publish(CourseCompleted(actor.id, version_id, course.code, at))


def _has_completed(course: Course, actor: Actor) -> bool:
    query = (
        select(CourseCompletion.id)
        .join(CourseVersion, CourseVersion.id == CourseCompletion.version_id)
        .where(CourseVersion.course_id == course.id, CourseCompletion.person_id == actor.id)
    )
    return db.session.scalar(query.limit(1)) is not None


def _twin_in_current(lesson: Lesson, course: Course) -> Lesson | None:
    current = find_current(course)
    if current is None or current.id == lesson.version_id:
        return None
    return db.session.scalar(
        select(Lesson).where(
            Lesson.version_id == current.id,
            Lesson.slug == lesson.slug,
            Lesson.source_zh == lesson.source_zh,
            Lesson.source_en == lesson.source_en,
        )
    )
