"""How far people are in courses: a few statements for any number of people and courses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, func, literal, null, select, union_all

from courses.models import Course, CourseCompletion, CourseVersion, Lesson, LessonCompletion, LessonVisit
from courses.rules import Step, next_lesson
from lms.core.bilingual import Bilingual
from lms.core.db import Moment, read
from lms.core.unchanging import kept

_BATCH = 2000

_people: Any = bindparam("people", expanding=True)
_codes: Any = bindparam("codes", expanding=True)
_lessons: Any = bindparam("lessons", expanding=True)
_published = (
    select(func.max(CourseVersion.number))
    .where(CourseVersion.course_id == Course.id, CourseVersion.published_at.is_not(None))
    .correlate(Course)
    .scalar_subquery()
)
_CURRENT = (
    select(Course.code, Course.title, CourseVersion.id, CourseVersion.published_at)
    .join(CourseVersion, (CourseVersion.course_id == Course.id) & (CourseVersion.number == _published))
    .where(Course.code.in_(_codes))
    .order_by(Course.id)
)
_LESSONS = (
    select(Lesson.version_id, Lesson.id, Lesson.title, Lesson.minutes)
    .where(Lesson.version_id.in_(bindparam("versions", expanding=True)))
    .order_by(Lesson.position)
)
_total = select(func.count(Lesson.id)).where(Lesson.version_id == CourseVersion.id).scalar_subquery()
_COMPLETED = (
    select(CourseCompletion.person_id, Course.code, CourseCompletion.completed_at, _total)
    .join(CourseVersion, CourseVersion.id == CourseCompletion.version_id)
    .join(Course, Course.id == CourseVersion.course_id)
    .where(CourseCompletion.person_id.in_(_people), Course.code.in_(_codes))
    .order_by(CourseCompletion.completed_at.desc(), CourseCompletion.id.desc())
)
_never: Any = null().cast(Moment())
_MARKS = union_all(
    select(
        LessonCompletion.person_id, LessonCompletion.lesson_id, _never.label("seen"), literal(1).label("done")
    ).where(LessonCompletion.person_id.in_(_people), LessonCompletion.lesson_id.in_(_lessons)),
    select(LessonVisit.person_id, LessonVisit.lesson_id, LessonVisit.last_seen_at, literal(0)).where(
        LessonVisit.person_id.in_(_people), LessonVisit.lesson_id.in_(_lessons)
    ),
)


@dataclass(frozen=True)
class CourseProgress:
    """One person in one course: the version they completed, or else the one that is published now."""

    course_code: str
    title: Bilingual
    done: int
    total: int
    completed_at: datetime | None
    next_lesson_id: int | None
    next_lesson_title: Bilingual | None
    next_minutes: int | None
    last_seen_at: datetime | None = None


@dataclass(frozen=True)
class _Lesson:
    id: int
    title: Bilingual
    minutes: int


@dataclass
class _Current:
    title: Bilingual
    lessons: list[_Lesson]


def course_progress(person_ids: Collection[int], codes: Collection[str]) -> dict[tuple[int, str], CourseProgress]:
    """(person, course code) to progress, for every course of `codes` that is published."""
    if not person_ids or not codes:
        return {}
    current = _current_versions(codes)
    found: dict[tuple[int, str], CourseProgress] = {}
    for people in _batches(person_ids):
        completed = _completed(people, current)
        marks = _marks(people, current)
        for person_id in people:
            for code, version in current.items():
                finished = completed.get((person_id, code))
                if finished:
                    found[person_id, code] = CourseProgress(
                        code, version.title, finished[1], finished[1], finished[0], None, None, None, finished[0]
                    )
                else:
                    found[person_id, code] = _under_way(code, version, marks[person_id])
    return found


def _batches(person_ids: Collection[int]) -> Iterator[list[int]]:
    rest = iter(dict.fromkeys(person_ids))
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _current_versions(codes: Collection[str]) -> dict[str, _Current]:
    rows = read(_CURRENT, codes=codes).all()
    lessons = _lessons_of({(row.id, row.published_at) for row in rows})
    return {row.code: _Current(row.title, lessons[row.id]) for row in rows if lessons[row.id]}


def _lessons_of(versions: Collection[tuple[int, datetime]]) -> dict[int, list[_Lesson]]:
    """The lessons of published versions, which never change; see `lms.core.unchanging`."""
    known: dict[tuple[int, datetime], list[_Lesson]] = kept("lessons")
    unread = [key for key in versions if key not in known]
    if unread:
        found: defaultdict[int, list[_Lesson]] = defaultdict(list)
        for version_id, lesson_id, title, minutes in read(
            _LESSONS, versions=[version_id for version_id, _at in unread]
        ):
            found[version_id].append(_Lesson(lesson_id, title, minutes))
        known.update({key: found[key[0]] for key in unread})
    return {key[0]: known[key] for key in versions}


def _completed(people: list[int], current: dict[str, _Current]) -> dict[tuple[int, str], tuple[datetime, int]]:
    """The first completion of each course, with how many lessons that version had."""
    rows = read(_COMPLETED, people=people, codes=list(current))
    return {(person_id, code): (at, count) for person_id, code, at, count in rows}


_Marks = dict[int, tuple[bool, datetime | None]]


def _marks(people: list[int], current: dict[str, _Current]) -> defaultdict[int, _Marks]:
    """Person to lesson to (done, last seen)."""
    lessons = [lesson.id for version in current.values() for lesson in version.lessons]
    marks: defaultdict[int, _Marks] = defaultdict(dict)
    for person_id, lesson_id, seen, is_done in read(_MARKS, people=people, lessons=lessons):
        was_done, was_seen = marks[person_id].get(lesson_id, (False, None))
        marks[person_id][lesson_id] = (was_done or bool(is_done), was_seen or seen)
    return marks


def _under_way(code: str, version: _Current, marks: _Marks) -> CourseProgress:
    steps = []
    for lesson in version.lessons:
        done, seen = marks.get(lesson.id, (False, None))
        steps.append(Step(lesson.id, done, seen.timestamp() if seen else None))
    goal = next_lesson(steps)
    upcoming = next((lesson for lesson in version.lessons if lesson.id == goal), None)
    seen_at = [seen for lesson in version.lessons if (seen := marks.get(lesson.id, (False, None))[1])]
    return CourseProgress(
        course_code=code,
        title=version.title,
        done=sum(step.done for step in steps),
        total=len(steps),
        completed_at=None,
        next_lesson_id=upcoming.id if upcoming else None,
        next_lesson_title=upcoming.title if upcoming else None,
        next_minutes=upcoming.minutes if upcoming else None,
        last_seen_at=max(seen_at, default=None),
    )
