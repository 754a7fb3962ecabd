"""Examinations that were sat, each with its day and whether it was passed: theory and practice alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import literal, select, union_all

from assessments.models import Attempt, Exam, PracticalExam, Rubric
from lms.core import clock
from lms.core.among import among


class Sitting(NamedTuple):
    """One finished attempt, or one practical examination."""

    person_id: int
    code: str
    kind: str
    on: date
    passed: bool


_SAT = union_all(
    select(
        Attempt.person_id.label("person_id"), Exam.code.label("code"), literal("exam").label("kind"),
        Attempt.finished_at.label("at"), Attempt.passed.label("passed"),
    )
    .join(Exam, Exam.id == Attempt.exam_id)
    .where(among(Attempt.person_id, "people"), among(Exam.code, "exams"), Attempt.passed.is_not(None)),
    select(
        PracticalExam.learner_id, Rubric.code, literal("practical_exam"), PracticalExam.signed_at,
        PracticalExam.passed,
    )
    .join(Rubric, Rubric.id == PracticalExam.rubric_id)
    .where(among(PracticalExam.learner_id, "people"), among(Rubric.code, "rubrics")),
).subquery()  # fmt: skip
SITTINGS = select(_SAT).order_by(_SAT.c.at)
"""All that `people` sat of `exams` and `rubrics`, oldest first, to be read with other records; see `sittings_of`."""


def sittings_of(rows: Iterable[Any]) -> list[Sitting]:
    """What `SITTINGS` found."""
    return [Sitting(row.person_id, row.code, row.kind, clock.local_date(row.at), bool(row.passed)) for row in rows]
