"""How far people are in courses: a few statements for any number of people and courses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import func, literal, null, select, union_all

from courses.models import Course, CourseCompletion, CourseVersion, Lesson, LessonCompletion, LessonVisit
from courses.rules import Step, next_lesson
from lms.core.among import among
from lms.core.bilingual import Bilingual
from lms.core.db import Moment, read
from lms.core.unchanging import kept

_BATCH = 2000

_published = (
    select(func.max(CourseVersion.number))
    .where(CourseVersion.course_id == Course.id, CourseVersion.published_at.is_not(None))
    .correlate(Course)
    .scalar_subquery()
)
CURRENT = (
    select(Course.code, Course.title, CourseVersion.id, CourseVersion.published_at, CourseVersion.course_id)
    .join(CourseVersion, (CourseVersion.course_id == Course.id) & (CourseVersion.number == _published))
    .where(among(Course.code, "codes"))
    .order_by(Course.id)
)
_LESSONS = (
    select(Lesson.version_id, Lesson.id, Lesson.title, Lesson.minutes)
    .where(among(Lesson.version_id, "versions"))
    .order_by(Lesson.position)
)
_total = select(func.count(Lesson.id)).where(Lesson.version_id == CourseVersion.id).scalar_subquery()
_never: Any = null().cast(Moment())
_SEEN, _DONE, _COMPLETED = 0, 1, 2
_RECORD = union_all(  # `about` is a lesson's id, or that of a course; `size` how many lessons the completed version had
    select(
        LessonCompletion.person_id, LessonCompletion.lesson_id.label("about"), _never.label("at"),
        literal(_DONE).label("what"), literal(0).label("size"),
    ).where(among(LessonCompletion.person_id, "people"), among(LessonCompletion.lesson_id, "lessons")),
    select(LessonVisit.person_id, LessonVisit.lesson_id, LessonVisit.last_seen_at, literal(_SEEN), literal(0)).where(
        among(LessonVisit.person_id, "people"), among(LessonVisit.lesson_id, "lessons")
    ),
    select(CourseCompletion.person_id, CourseVersion.course_id, CourseCompletion.completed_at, literal(_COMPLETED), _total)
    .join(CourseVersion, CourseVersion.id == CourseCompletion.version_id)
    .where(
        among(CourseCompletion.person_id, "people"), among(CourseVersion.course_id, "courses")
    ),
)  # fmt: skip


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
    course_id: int
    title: Bilingual
    lessons: list[_Lesson]


def course_progress(
    person_ids: Collection[int], codes: Collection[str], current_rows: Iterable[Any] | None = None
) -> dict[tuple[int, str], CourseProgress]:
    """(person, course code) to progress, for every course of `codes` that is published. `current_rows`: what `CURRENT`
    found, where it was read together with something else."""
    if not person_ids or not codes:
        return {}
    current = _current_versions(codes, read(CURRENT, codes=codes) if current_rows is None else current_rows)
    found: dict[tuple[int, str], CourseProgress] = {}
    for people in _batches(person_ids):
        completed, marks = _record(people, current)
        for person_id in people:
            for code, version in current.items():
                finished = completed.get((person_id, version.course_id))
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


def _current_versions(codes: Collection[str], found: Iterable[Any]) -> dict[str, _Current]:
    rows = [row for row in found if row.code in codes]
    lessons = _lessons_of({(row.id, row.published_at) for row in rows})
    return {row.code: _Current(row.course_id, row.title, lessons[row.id]) for row in rows if lessons[row.id]}


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


_Completed = dict[tuple[int, int], tuple[datetime, int]]
_Marks = dict[int, tuple[bool, datetime | None]]


def _record(people: list[int], current: dict[str, _Current]) -> tuple[_Completed, defaultdict[int, _Marks]]:
    """Person and course to the first completion, with how many lessons that version had; and person to lesson to
    (done, last seen)."""
    lessons = [lesson.id for version in current.values() for lesson in version.lessons]
    completed: _Completed = {}
    marks: defaultdict[int, _Marks] = defaultdict(dict)
    courses = [version.course_id for version in current.values()]
    for person_id, about, at, what, size in read(_RECORD, people=people, lessons=lessons, courses=courses):
        if what == _COMPLETED:
            before = completed.get((person_id, about))
            if before is None or at < before[0]:
                completed[person_id, about] = at, size
        else:
            was_done, was_seen = marks[person_id].get(about, (False, None))
            marks[person_id][about] = (was_done or what == _DONE, was_seen or at)
    return completed, marks


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
