"""Examinations that were sat, each with its day and whether it was passed: theory and practice alike."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import literal, select, union_all

from assessments.models import Attempt, Exam, PracticalExam, Rubric
from lms.core import clock
from lms.core.db import db


class Sitting(NamedTuple):
    """One finished attempt, or one practical examination."""

    person_id: int
    code: str
    kind: str
    on: date
    passed: bool


def list_sittings(person_ids: Collection[int], exams: Collection[str], rubrics: Collection[str]) -> list[Sitting]:
    """All that people sat of some exams and rubrics, oldest first."""
    query: Any = union_all(
        select(
            Attempt.person_id, Exam.code, literal("exam").label("kind"), Attempt.finished_at.label("at"), Attempt.passed
        )
        .join(Exam, Exam.id == Attempt.exam_id)
        .where(Attempt.person_id.in_(person_ids), Exam.code.in_(exams), Attempt.passed.is_not(None)),
        select(
            PracticalExam.learner_id, Rubric.code, literal("practical_exam"), PracticalExam.signed_at,
            PracticalExam.passed,
        )
        .join(Rubric, Rubric.id == PracticalExam.rubric_id)
        .where(PracticalExam.learner_id.in_(person_ids), Rubric.code.in_(rubrics)),
    ).order_by("at")  # fmt: skip
    return [
        Sitting(person_id, code, kind, clock.local_date(at), bool(passed))
        for person_id, code, kind, at, passed in db.session.execute(query)
    ]
