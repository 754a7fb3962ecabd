"""Courses, examinations and practical work of one person, newest first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from assessments.models import (
    Attempt,
    Countersignature,
    CountersignatureWithdrawal,
    Exam,
    PracticalExam,
    PracticalTask,
    Rubric,
    SignOff,
    SignOffPhoto,
    SignOffRevocation,
)
from courses.models import Course, CourseCompletion, CourseVersion
from lms.core.db import db
from lms.people.models import Person
from lms.reports.queries.names import SIGNER, Signer, get_signer, name_of
from lms.reports.records import CourseRecord, ExamRecord, PracticalExamRecord
from lms.reports.signatures import SecondRecord, SignOffRecord


def list_courses(person_id: int) -> tuple[CourseRecord, ...]:
    """Courses completed."""
    query = (
        select(
            CourseCompletion.id, Course.code, Course.title, Course.category, CourseVersion.number,
            CourseCompletion.completed_at,
        )
        .join(CourseVersion, CourseVersion.id == CourseCompletion.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(CourseCompletion.person_id == person_id)
        .order_by(CourseCompletion.completed_at.desc(), CourseCompletion.id.desc())
    )  # fmt: skip
    return tuple(CourseRecord(*row) for row in db.session.execute(query))


def list_exams(person_id: int) -> tuple[ExamRecord, ...]:
    """Attempts at written exams that are finished and marked."""
    query = (
        select(
            Attempt.id, Exam.code, Exam.title, Attempt.started_at, Attempt.finished_at, Attempt.score, Attempt.points,
            Attempt.pass_mark, Attempt.passed,
        )
        .join(Exam, Exam.id == Attempt.exam_id)
        .where(Attempt.person_id == person_id, Attempt.finished_at.is_not(None), Attempt.score.is_not(None))
        .order_by(Attempt.finished_at.desc(), Attempt.id.desc())
    )  # fmt: skip
    return tuple(exam_of(row) for row in db.session.execute(query))


def exam_of(row: Any) -> ExamRecord:
    """A finished attempt from its columns."""
    return ExamRecord(*row)


def list_sign_offs(person_id: int) -> tuple[SignOffRecord, ...]:
    """Every sign-off, returned and revoked ones too."""
    revoker = aliased(Person, name="revoker")
    photos = select(func.count()).where(SignOffPhoto.sign_off_id == SignOff.id).correlate(SignOff).scalar_subquery()
    query = (
        select(
            SignOff.id, PracticalTask.code, PracticalTask.title, SignOff.mode, SignOff.passed, SignOff.performed_on,
            SignOff.signed_at, SignOff.work_order, SignOff.comment, photos.label("photos"),
            SignOffRevocation.revoked_at, SignOffRevocation.reason.label("revocation_reason"),
            revoker.name_zh.label("revoker_zh"), revoker.name_latin.label("revoker_latin"),
            PracticalTask.countersign, *SIGNER,
        )
        .join(PracticalTask, PracticalTask.id == SignOff.task_id)
        .join(Signer, Signer.id == SignOff.signer_id)
        .outerjoin(SignOffRevocation, SignOffRevocation.sign_off_id == SignOff.id)
        .outerjoin(revoker, revoker.id == SignOffRevocation.revoked_by)
        .where(SignOff.learner_id == person_id)
        .order_by(SignOff.signed_at.desc(), SignOff.id.desc())
    )  # fmt: skip
    rows = db.session.execute(query).all()
    seconds = _seconds(person_id) if any(row.mode in row.countersign for row in rows) else {}
    return tuple(
        SignOffRecord(
            row.id, row.code, row.title, row.mode, row.passed, row.performed_on, row.signed_at, get_signer(row),
            row.work_order, row.comment, row.photos, row.revoked_at,
            name_of(row.revoker_zh, row.revoker_latin) if row.revoked_at else None, row.revocation_reason,
            row.mode in row.countersign, tuple(seconds.get(row.id, ())),
        )
        for row in rows
    )  # fmt: skip


def _seconds(person_id: int) -> dict[int, list[SecondRecord]]:
    """The countersignatures of somebody's work, withdrawn ones too, by sign-off."""
    back = CountersignatureWithdrawal
    query = (
        select(
            Countersignature.sign_off_id, Countersignature.agreed, Countersignature.signed_at, Countersignature.comment,
            back.withdrawn_at, back.reason, *SIGNER,
        )
        .join(Signer, Signer.id == Countersignature.countersigner_id)
        .outerjoin(back, back.countersignature_id == Countersignature.id)
        .where(Countersignature.learner_id == person_id)
        .order_by(Countersignature.signed_at, Countersignature.id)
    )  # fmt: skip
    found: dict[int, list[SecondRecord]] = {}
    for row in db.session.execute(query):
        one = SecondRecord(row.agreed, get_signer(row), row.signed_at, row.comment, row.withdrawn_at, row.reason)
        found.setdefault(row.sign_off_id, []).append(one)
    return found


def list_practical_exams(person_id: int) -> tuple[PracticalExamRecord, ...]:
    """Practical examinations."""
    query = (
        select(
            PracticalExam.id, Rubric.code, Rubric.title, PracticalExam.held_on, PracticalExam.signed_at,
            PracticalExam.percent, Rubric.pass_mark, PracticalExam.passed, PracticalExam.comment, *SIGNER,
        )
        .join(Rubric, Rubric.id == PracticalExam.rubric_id)
        .join(Signer, Signer.id == PracticalExam.assessor_id)
        .where(PracticalExam.learner_id == person_id)
        .order_by(PracticalExam.held_on.desc(), PracticalExam.id.desc())
    )  # fmt: skip
    return tuple(PracticalExamRecord(*row[:8], get_signer(row), row.comment) for row in db.session.execute(query))
