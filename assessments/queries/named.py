"""What exams, rubrics and practical tasks are called, in one statement."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import literal, select, union_all

from assessments.models import Exam, PracticalTask, Rubric
from lms.core.among import among
from lms.core.bilingual import Bilingual
from lms.core.db import read


@dataclass(frozen=True)
class Names:
    """Titles by code, of whatever there is with that code."""

    exams: dict[str, Bilingual] = field(default_factory=dict)
    rubrics: dict[str, Bilingual] = field(default_factory=dict)
    tasks: dict[str, Bilingual] = field(default_factory=dict)


_NAMES = union_all(
    select(literal("exams").label("kind"), Exam.code.label("code"), literal(0).label("number"), Exam.title.label("title"))
    .where(among(Exam.code, "exams")),
    select(literal("rubrics"), Rubric.code, Rubric.number, Rubric.title).where(among(Rubric.code, "rubrics")),
    select(literal("tasks"), PracticalTask.code, PracticalTask.number, PracticalTask.title)
    .where(among(PracticalTask.code, "tasks")),
)  # fmt: skip


def names_of(*, exams: Collection[str], rubrics: Collection[str], tasks: Collection[str]) -> Names:
    """What these codes are called now; a rubric or task as its newest version calls it."""
    names = Names()
    if exams or rubrics or tasks:
        rows = read(_NAMES, exams=list(exams), rubrics=list(rubrics), tasks=list(tasks))
        for row in sorted(rows, key=lambda row: row.number):
            getattr(names, row.kind)[row.code] = row.title
    return names
