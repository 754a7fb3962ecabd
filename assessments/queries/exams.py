"""Reading exams and who may sit them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from assessments.models import Attempt, Blueprint, BlueprintPart, Exam, Topic
from assessments.rules.drawing import Part
from assessments.rules.sitting import ExamAccess, Sitting, start_refusals
from lms.core import events
from lms.core.db import db, read
from lms.core.errors import NotFound

ACCESS = "exam access"
"""The question `(person_id, exam_code, at) -> ExamAccess | None`, answered by higher packages; None means no opinion."""


_EXAM = select(Exam).where(Exam.code == bindparam("code"))
_PARTS = (
    select(
        BlueprintPart.topic_id, BlueprintPart.count, BlueprintPart.difficulty, BlueprintPart.product_line, Topic.title,
        BlueprintPart.pool, BlueprintPart.skill, BlueprintPart.tier,
    )
    .outerjoin(Topic, Topic.id == BlueprintPart.topic_id)
    .where(BlueprintPart.blueprint_id == bindparam("blueprint_id"))
    .order_by(BlueprintPart.position)
)  # fmt: skip
_SITTINGS = (
    select(
        Attempt.id, Attempt.started_at, Attempt.deadline, Attempt.finished_at, Attempt.passed, Attempt.score,
        Attempt.points, Attempt.pass_mark,
    )
    .where(Attempt.person_id == bindparam("person_id"), Attempt.exam_id == bindparam("exam_id"))
    .order_by(Attempt.id)
)  # fmt: skip


def get_exam(code: str) -> Exam:
    """An exam by its code."""
    exam = db.session.scalar(_EXAM, {"code": code})
    if exam is None:
        raise NotFound
    return exam


def exam_access(person_id: int, exam: Exam, sittings: Sequence[Sitting], at: datetime) -> ExamAccess:
    """May this person sit the exam now? Of those who say yes, the first is believed under whom one more attempt may begin: an exam
    that was passed for a tier may be asked for again as a subject test; else the first for whom it is not done. Nobody says so: no."""
    wanted = done = against = None
    for answer in events.answers(ACCESS):
        access: ExamAccess | None = answer(person_id, exam.code, at)
        if access is None or not access.allowed:
            against = against or access
        elif not (found := start_refusals(sittings, access, allowed=exam.attempts_allowed, wait_hours=exam.wait_hours, at=at)):  # fmt: skip
            return access
        elif found[0].code == "exam_passed_already":
            done = done or access
        else:
            wanted = wanted or access
    return wanted or done or against or ExamAccess(False)


def list_parts(blueprint_id: int) -> list[Part]:
    """What a blueprint draws, in its order."""
    parts = [Part(*row) for row in read(_PARTS, blueprint_id=blueprint_id)]
    return [part if part.topic_id is not None else replace(part, title=part.pool) for part in parts]


def list_exams() -> Sequence[Row[*tuple[Any, ...]]]:
    """Every exam with its size and how often it was sat."""
    size = (
        select(func.sum(BlueprintPart.count)).where(BlueprintPart.blueprint_id == Exam.blueprint_id).scalar_subquery()
    )
    finished = Attempt.finished_at.is_not(None)
    sat = select(func.count()).where(Attempt.exam_id == Exam.id, finished).scalar_subquery()
    passed = select(func.count()).where(Attempt.exam_id == Exam.id, Attempt.passed.is_(True)).scalar_subquery()
    query = select(
        Exam.code, Exam.title, Exam.minutes, Exam.pass_mark, Exam.attempts_allowed, Exam.retired_at,
        Blueprint.number.label("version"), size.label("items"), sat.label("sat"), passed.label("passed"),
    ).join(Blueprint, Blueprint.id == Exam.blueprint_id)  # fmt: skip
    return db.session.execute(query.order_by(Exam.code)).all()


def list_sittings(person_id: int, exam_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """A person's attempts at an exam, oldest first."""
    return read(_SITTINGS, person_id=person_id, exam_id=exam_id).all()


def as_sitting(row: Any) -> Sitting:
    """What the rules need of an attempt."""
    percent = None if row.score is None or not row.points else round(100 * row.score / row.points, 1)
    return Sitting(row.started_at, row.deadline, row.finished_at, row.passed, percent)
