"""What the contents of stages are called: courses, exams, tasks and rubrics, in one statement."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Integer, Select, cast, literal, null, select, union_all

from assessments.models.exams import Exam
from assessments.models.practicals import PracticalTask, Rubric
from courses.models import Course
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.onboarding.rules.gate import COURSE, EXAM, PRACTICAL, PRACTICAL_EXAM, Content


@dataclass(frozen=True)
class Described:
    """A content's title, and for an exam how many attempts and minutes there are."""

    title: Bilingual
    attempts: int | None = None
    minutes: int | None = None


def describe(contents: Collection[Content]) -> dict[tuple[str, str], Described]:
    """Kind and reference to what it is called; those that name nothing known are left out."""
    refs: dict[str, set[str]] = {}
    for content in contents:
        refs.setdefault(content.kind, set()).add(content.ref)
    none = cast(null(), Integer)
    tables = (
        (COURSE, Course, Course.code, literal(0), none, none),
        (EXAM, Exam, Exam.code, literal(0), Exam.attempts_allowed, Exam.minutes),
        (PRACTICAL, PracticalTask, PracticalTask.code, PracticalTask.number, none, none),
        (PRACTICAL_EXAM, Rubric, Rubric.code, Rubric.number, none, none),
    )
    parts: list[Select] = [
        select(
            literal(kind).label("kind"), code.label("code"), number.label("number"), table.title.label("title"),
            attempts.label("attempts"), minutes.label("minutes"),
        ).where(code.in_(refs[kind]))
        for kind, table, code, number, attempts, minutes in tables
        if refs.get(kind)
    ]  # fmt: skip
    if not parts:
        return {}
    rows = db.session.execute(union_all(*parts) if len(parts) > 1 else parts[0]).all()
    return {
        (row.kind, row.code): Described(row.title, row.attempts, row.minutes)
        for row in sorted(rows, key=lambda row: row.number)  # the newest version of a task names it
    }
