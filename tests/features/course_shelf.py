"""Courses for tests, made by the actions that make them in life."""

from __future__ import annotations

from courses.actions.authoring import add_course
from courses.actions.drafts import save_draft
from courses.actions.publishing import publish_version
from courses.models import Course, Lesson
from courses.queries.courses import find_current, find_draft, get_course, list_lessons
from courses.rules import LessonText
from lms.core import clock
from lms.core.audit import System
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction


def text(slug: str, zh: str = "正文", en: str = "Text", minutes: int = 5) -> LessonText:
    """A lesson with a title made from its slug."""
    return LessonText(slug, f"课{slug}", f"Lesson {slug}", minutes, zh, en)


def write(code: str, *lessons: LessonText, publish: bool = True, **values: str) -> list[int]:
    """Add or revise a course; returns its lessons' ids."""
    with transaction():
        course = db.session.query(Course).filter_by(code=code).one_or_none() or add_course(
            code=code,
            category=values.get("category", "safety"),
            delivery=values.get("delivery", "online"),
            product_line=values.get("product_line"),
            title=Bilingual(f"课程{code}", f"Course {code}"),
            summary=Bilingual("简介", "Summary"),
            actor=System(),
            at=clock.now(),
        )
        save_draft(course=course, lessons=lessons, actor=System(), at=clock.now())
        if publish:
            publish_version(course=course, actor=System(), at=clock.now())
    rows: list[Lesson] = list_lessons((find_draft if not publish else find_current)(get_course(code)))
    ids = [row.id for row in rows]
    db.session.rollback()
    return ids
