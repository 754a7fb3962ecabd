"""Publishing a draft, and what it means for those who are in the middle of the former version."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, insert, literal, select
from sqlalchemy.orm import aliased

from courses.actions.drafts import save_draft, wanted_files
from courses.events import CourseCompleted
from courses.models import Course, CourseCompletion, CourseVersion, Lesson, LessonCompletion
from courses.queries.courses import find_current, find_draft, list_lessons, texts_of
from courses.rules import publishing_refusals
from lms.core import audit, events
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken


def publish_version(*, course: Course, actor: Actor, at: datetime) -> CourseVersion:
    """The draft becomes what learners see.

    Whoever completed an older version has completed the course and keeps that. Whoever is in the middle keeps the
    lessons whose text did not change; changed and new ones are to be read.
    """
    draft = find_draft(course)
    if draft is None:
        raise RuleBroken(Refusal("no_draft"))
    texts = texts_of(list_lessons(draft))
    refusals = publishing_refusals(texts, wanted_files(course, texts))
    if refusals:
        raise RuleBroken(*refusals)
    save_draft(course=course, lessons=texts, actor=actor, at=at)  # files may have been replaced since the last save
    former = find_current(course)
    draft.published_at, draft.published_by = at, actor.id
    db.session.flush()
    audit.record(
        "course.published", "course_version", draft.id, actor=actor, at=at, course=course.code, number=draft.number
    )
    if former is not None:
        _carry_over(course, former, draft, actor=actor, at=at)
    return draft


def _carry_over(course: Course, former: CourseVersion, version: CourseVersion, *, actor: Actor, at: datetime) -> None:
    old, new = aliased(Lesson), aliased(Lesson)
    finished = (
        select(CourseCompletion.person_id)
        .join(CourseVersion, CourseVersion.id == CourseCompletion.version_id)
        .where(CourseVersion.course_id == course.id)
    )
    unchanged = (
        select(LessonCompletion.person_id, new.id, LessonCompletion.completed_at)
        .join(old, old.id == LessonCompletion.lesson_id)
        .join(new, (new.slug == old.slug) & (new.source_zh == old.source_zh) & (new.source_en == old.source_en))
        .where(old.version_id == former.id, new.version_id == version.id)
        .where(LessonCompletion.person_id.not_in(finished))
    )
    db.session.execute(insert(LessonCompletion).from_select(["person_id", "lesson_id", "completed_at"], unchanged))
    total = len(list_lessons(version))
    complete = (
        select(LessonCompletion.person_id)
        .join(Lesson, Lesson.id == LessonCompletion.lesson_id)
        .where(Lesson.version_id == version.id)
        .group_by(LessonCompletion.person_id)
        .having(func.count() == literal(total))
    )
    for person_id in list(db.session.scalars(complete)):
        db.session.add(CourseCompletion(person_id=person_id, version_id=version.id, completed_at=at))
        db.session.flush()
        audit.record(
            "course.completed", "person", person_id, actor=actor, at=at, course=course.code, version=version.number
        )
        events.publish(CourseCompleted(person_id, version.id, course.code, at))
