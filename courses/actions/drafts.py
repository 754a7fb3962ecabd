"""The version that is being written: its lessons and files, and throwing it away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select

from courses.assets import check_asset
from courses.markdown import AssetFacts, render
from courses.models import Course, CourseAsset, CourseVersion, Lesson
from courses.queries.courses import find_draft, next_number, present_assets
from courses.rules import LessonText, Wanted, is_code
from lms.core import audit, files
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.files import StoredFile


def save_draft(*, course: Course, lessons: Sequence[LessonText], actor: Actor, at: datetime) -> CourseVersion:
    """Make the draft hold exactly these lessons, in this order; begins a draft where there is none.

    Lessons are known by their slug. Their HTML is made here, once, so that showing a lesson costs nothing.
    """
    for lesson in lessons:
        if not is_code(lesson.slug):
            raise RuleBroken(Refusal("lesson_slug", {"slug": lesson.slug}))
    if len({lesson.slug for lesson in lessons}) < len(lessons):
        raise RuleBroken(Refusal("lesson_slug_twice"))
    draft = find_draft(course)
    if draft is None:
        draft = CourseVersion(course_id=course.id, number=next_number(course))
        db.session.add(draft)
        db.session.flush()
    db.session.execute(delete(Lesson).where(Lesson.version_id == draft.id))
    assets = present_assets(course)
    db.session.add_all(_lesson_row(draft, n, lesson, assets) for n, lesson in enumerate(lessons, start=1))
    db.session.flush()
    audit.record(
        "course.draft_saved", "course_version", draft.id, actor=actor, at=at, course=course.code, lessons=len(lessons)
    )
    return draft


def _lesson_row(draft: CourseVersion, position: int, text: LessonText, assets: Mapping[str, AssetFacts]) -> Lesson:
    return Lesson(
        version_id=draft.id,
        position=position,
        slug=text.slug,
        title=Bilingual(text.title_zh, text.title_en),
        minutes=text.minutes,
        source_zh=text.source_zh,
        source_en=text.source_en,
        html_zh=render(text.source_zh, language="zh", assets=assets).html,
        html_en=render(text.source_en, language="en", assets=assets).html,
    )


def wanted_files(course: Course, lessons: Sequence[LessonText]) -> list[Wanted]:
    """The files that the texts name and the course does not have."""
    assets = present_assets(course)
    return [
        Wanted(position, language, name)
        for position, lesson in enumerate(lessons, start=1)
        for language, source in (("zh", lesson.source_zh), ("en", lesson.source_en))
        for name in render(source, language=language, assets=assets).missing
    ]


def discard_draft(*, course: Course, actor: Actor, at: datetime) -> None:
    """Throw the draft away; what is published stays as it is."""
    draft = find_draft(course)
    if draft is None:
        return
    db.session.execute(delete(Lesson).where(Lesson.version_id == draft.id))
    db.session.execute(delete(CourseVersion).where(CourseVersion.id == draft.id))
    audit.record("course.draft_discarded", "course_version", draft.id, actor=actor, at=at, course=course.code)


def add_asset(*, course: Course, name: str, content: bytes, actor: Actor, at: datetime) -> bool:
    """Keep a file for the course's texts, after a look at its content. A file of the same name is replaced for drafts;
    published versions go on showing the former. Returns False when the present file is the same already."""
    checked = check_asset(name, content)
    present = db.session.scalar(
        select(StoredFile.sha256)
        .join(CourseAsset, CourseAsset.file_id == StoredFile.id)
        .where(CourseAsset.course_id == course.id, CourseAsset.name == name)
        .order_by(CourseAsset.id.desc())
        .limit(1)
    )
    stored = files.save(content, name=name, content_type=checked.content_type, actor=actor, at=at)
    if present == stored.sha256:
        db.session.delete(stored)
        db.session.flush()
        return False
    db.session.add(
        CourseAsset(course_id=course.id, name=name, file_id=stored.id, width=checked.width, height=checked.height)
    )
    db.session.flush()
    audit.record("course.file_added", "course", course.id, actor=actor, at=at, name=name, size=stored.size)
    return True
