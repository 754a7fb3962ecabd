"""Bringing a folder of lessons into the catalogue. The same folder twice changes nothing; changed texts or files become
a new version."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from courses.actions.abilities import known_abilities, teach_abilities
from courses.actions.authoring import add_course, describe_course
from courses.actions.drafts import add_asset, save_draft
from courses.actions.publishing import publish_version
from courses.folders import CourseFolder, read_course_folder
from courses.models import Course
from courses.queries.authors import list_files
from courses.queries.courses import find_course, find_current, find_draft, list_lessons, texts_of
from lms.core.audit import Actor
from lms.core.errors import Refusal, RuleBroken

ADDED, REVISED, DESCRIBED, UNCHANGED = "added", "revised", "described", "unchanged"


@dataclass(frozen=True)
class FolderOutcome:
    """What loading a folder does: a course is "added", "revised" (a new version), only "described" anew, or "unchanged"."""

    code: str
    outcome: str
    lessons: int
    new_files: tuple[str, ...]


def plan_course_folder(folder: CourseFolder) -> FolderOutcome:
    """What loading would do. Reads only. Raises RuleBroken while an author's draft is in the way."""
    course = find_course(folder.code)
    if course is None:
        return FolderOutcome(folder.code, ADDED, len(folder.lessons), tuple(folder.assets))
    new_files = _new_files(course, folder)
    revised = new_files or texts_of(list_lessons(find_current(course))) != list(folder.lessons)
    if revised and find_draft(course) is not None:
        raise RuleBroken(Refusal("draft_in_the_way", {"code": folder.code}))
    described = any(getattr(course, name) != value for name, value in folder.described.items())
    outcome = REVISED if revised else DESCRIBED if described else UNCHANGED
    return FolderOutcome(folder.code, outcome, len(folder.lessons), new_files)


def _new_files(course: Course, folder: CourseFolder) -> tuple[str, ...]:
    kept = {row.name: row.sha256 for row in list_files(course)}
    return tuple(
        name for name, content in folder.assets.items() if kept.get(name) != hashlib.sha256(content).hexdigest()
    )


def load_course_folder(path: Path, *, actor: Actor, at: datetime, owner_id: int | None = None) -> FolderOutcome:
    """Add or revise the course that a folder describes, and publish it. `owner_id` names who is responsible for a course
    that is added. Raises RuleBroken with every fault of the folder; nothing has happened then."""
    folder = read_course_folder(path)
    plan = plan_course_folder(folder)
    course = find_course(folder.code)
    taught = None if folder.abilities is None else known_abilities(folder.abilities, f"{path.name}/course.yaml")
    if course is None:
        course = add_course(code=folder.code, **folder.described, owner_id=owner_id, actor=actor, at=at)
    else:
        describe_course(course=course, values=dict(folder.described), actor=actor, at=at)
    if plan.outcome in (ADDED, REVISED):
        for name in plan.new_files:
            add_asset(course=course, name=name, content=folder.assets[name], actor=actor, at=at)
        save_draft(course=course, lessons=folder.lessons, actor=actor, at=at)
        publish_version(course=course, actor=actor, at=at)
    if taught is not None:
        teach_abilities(course=course, ability_ids=taught, actor=actor, at=at)
    return plan
