"""What can be learned and examined, read once for the whole history."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from assessments.actions.attempts import Paper
from assessments.models import Exam, ItemVersion, PracticalTask, Rubric
from assessments.queries.bank import list_candidates_of
from assessments.queries.exams import list_parts
from assessments.rules.drawing import Candidate, Part, draw, option_order
from courses.models import Course, CourseVersion, Lesson
from lms.core.db import db
from lms.onboarding.models import ProgrammeVersion
from lms.onboarding.queries.programmes import list_latest_versions


@dataclass(frozen=True)
class LessonFact:
    """A lesson of a course's published version."""

    id: int
    version_id: int
    course_code: str
    minutes: int
    is_last: bool


@dataclass(frozen=True)
class ItemFact:
    """What is needed to answer an item: its kind, its key, how many options it has."""

    kind: str
    correct: tuple[int, ...]
    options: int
    keep_order: bool


@dataclass
class Shelf:
    """Courses, exams, tasks, rubrics and programmes by their codes."""

    lessons: dict[str, list[LessonFact]]
    exams: dict[str, Exam]
    items: dict[int, ItemFact]
    tasks: dict[str, PracticalTask]
    rubrics: dict[str, Rubric]
    programmes: dict[str, ProgrammeVersion]
    _parts: dict[int, tuple[Sequence[Part], Sequence[Candidate]]] = field(default_factory=dict)

    def paper(self, code: str, chance: random.Random) -> Paper:
        """An exam drawn by its blueprint, as `assessments.actions.attempts.draw_paper` does, from what was read once."""
        blueprint_id = self.exams[code].blueprint_id
        if blueprint_id not in self._parts:
            drawn_parts = list_parts(blueprint_id)
            self._parts[blueprint_id] = (drawn_parts, list_candidates_of(drawn_parts))
        parts, candidates = self._parts[blueprint_id]
        drawn = [candidate.version_id for candidate in draw(parts, candidates, chance).chosen]
        shapes = {number: self.items[number] for number in drawn}
        return Paper(
            blueprint_id, tuple((n, option_order(shapes[n].options, shapes[n].keep_order, chance)) for n in drawn)
        )

    def answers(self, paper: Paper, share: float, chance: random.Random) -> dict[int, list[int]]:
        """Answers to a paper by position, of which about this share is right."""
        count = len(paper.items)
        wrong = set(chance.sample(range(1, count + 1), count - round(count * share)))
        found: dict[int, list[int]] = {}
        for position, (version_id, _) in enumerate(paper.items, start=1):
            item = self.items[version_id]
            found[position] = _wrong(item, chance) if position in wrong else list(item.correct)
        return found


def _wrong(item: ItemFact, chance: random.Random) -> list[int]:
    others = [index for index in range(item.options) if index not in item.correct]
    if item.kind != "multiple":
        return [chance.choice(others)]
    return (
        sorted(chance.sample(item.correct, len(item.correct) - 1)) if chance.random() < 0.7 else [chance.choice(others)]
    )


def read_shelf() -> Shelf:
    """Everything that is published today."""
    lessons: dict[str, list[LessonFact]] = {}
    rows: Any = db.session.execute(
        select(Course.code, CourseVersion.id, Lesson.id, Lesson.minutes)
        .join(CourseVersion, CourseVersion.course_id == Course.id)
        .join(Lesson, Lesson.version_id == CourseVersion.id)
        .where(CourseVersion.published_at.is_not(None))
        .order_by(Course.code, Lesson.position)
    ).all()
    for n, (code, version_id, lesson_id, minutes) in enumerate(rows):
        is_last = n + 1 == len(rows) or rows[n + 1][0] != code
        lessons.setdefault(code, []).append(LessonFact(lesson_id, version_id, code, minutes, is_last))
    items = {
        row.id: ItemFact(row.kind, tuple(row.correct), len(row.options), row.keep_order)
        for row in db.session.execute(
            select(ItemVersion.id, ItemVersion.kind, ItemVersion.correct, ItemVersion.options, ItemVersion.keep_order)
        )
    }
    return Shelf(
        lessons=lessons,
        exams={exam.code: exam for exam in db.session.scalars(select(Exam))},
        items=items,
        tasks={task.code: task for task in db.session.scalars(select(PracticalTask))},
        rubrics={rubric.code: rubric for rubric in db.session.scalars(select(Rubric))},
        programmes={version.programme.code: version for version in list_latest_versions()},
    )
