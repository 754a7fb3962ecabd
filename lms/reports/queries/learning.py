"""Courses, examinations and practical work of one person, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, func, select
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
from lms.core.together import Found
from lms.people.models import Person
from lms.reports.queries.names import SIGNER, Signer, get_signer, name_of
from lms.reports.records import CourseRecord, ExamRecord, PracticalExamRecord
from lms.reports.signatures import SecondRecord, SignOffRecord

_revoker = aliased(Person, name="revoker")
_photos = select(func.count()).where(SignOffPhoto.sign_off_id == SignOff.id).correlate(SignOff).scalar_subquery()
_back = CountersignatureWithdrawal
PARTS: Mapping[str, Any] = {
    "courses": select(
        CourseCompletion.id, Course.code, Course.title, Course.category, CourseVersion.number,
        CourseCompletion.completed_at,
    )
    .join(CourseVersion, CourseVersion.id == CourseCompletion.version_id)
    .join(Course, Course.id == CourseVersion.course_id)
    .where(CourseCompletion.person_id == bindparam("person_id"))
    .order_by(CourseCompletion.completed_at.desc(), CourseCompletion.id.desc()),
    "exams": select(
        Attempt.id, Exam.code, Exam.title, Attempt.started_at, Attempt.finished_at, Attempt.score, Attempt.points,
        Attempt.pass_mark, Attempt.passed,
    )
    .join(Exam, Exam.id == Attempt.exam_id)
    .where(Attempt.person_id == bindparam("person_id"), Attempt.finished_at.is_not(None), Attempt.score.is_not(None))
    .order_by(Attempt.finished_at.desc(), Attempt.id.desc()),
    "sign_offs": select(
        SignOff.id, PracticalTask.code, PracticalTask.title, SignOff.mode, SignOff.passed, SignOff.performed_on,
        SignOff.signed_at, SignOff.work_order, SignOff.comment, _photos.label("photos"),
        SignOffRevocation.revoked_at, SignOffRevocation.reason.label("revocation_reason"),
        _revoker.name_zh.label("revoker_zh"), _revoker.name_latin.label("revoker_latin"),
        PracticalTask.countersign, *SIGNER,
    )
    .join(PracticalTask, PracticalTask.id == SignOff.task_id)
    .join(Signer, Signer.id == SignOff.signer_id)
    .outerjoin(SignOffRevocation, SignOffRevocation.sign_off_id == SignOff.id)
    .outerjoin(_revoker, _revoker.id == SignOffRevocation.revoked_by)
    .where(SignOff.learner_id == bindparam("person_id"))
    .order_by(SignOff.signed_at.desc(), SignOff.id.desc()),
    "seconds": select(
        Countersignature.sign_off_id, Countersignature.agreed, Countersignature.signed_at, Countersignature.comment,
        _back.withdrawn_at, _back.reason, *SIGNER,
    )
    .join(Signer, Signer.id == Countersignature.countersigner_id)
    .outerjoin(_back, _back.countersignature_id == Countersignature.id)
    # through the sign-offs, of which a learner's are found by an index
    .where(Countersignature.sign_off_id.in_(select(SignOff.id).where(SignOff.learner_id == bindparam("person_id"))))
    .order_by(Countersignature.signed_at, Countersignature.id),
    "practical_exams": select(
        PracticalExam.id, Rubric.code, Rubric.title, PracticalExam.held_on, PracticalExam.signed_at,
        PracticalExam.percent, Rubric.pass_mark, PracticalExam.passed, PracticalExam.comment, *SIGNER,
    )
    .join(Rubric, Rubric.id == PracticalExam.rubric_id)
    .join(Signer, Signer.id == PracticalExam.assessor_id)
    .where(PracticalExam.learner_id == bindparam("person_id"))
    .order_by(PracticalExam.held_on.desc(), PracticalExam.id.desc()),
}  # fmt: skip


def courses_of(rows: Found) -> tuple[CourseRecord, ...]:
    """Courses completed."""
    return tuple(CourseRecord(*row) for row in rows["courses"])


def exams_of(rows: Found) -> tuple[ExamRecord, ...]:
    """Attempts at written exams that are finished and marked."""
    return tuple(exam_of(row) for row in rows["exams"])


def exam_of(row: Any) -> ExamRecord:
    """A finished attempt from its columns."""
    return ExamRecord(*row)


def sign_offs_of(rows: Found) -> tuple[SignOffRecord, ...]:
    """Every sign-off, returned and revoked ones too, with its countersignatures, withdrawn ones too."""
    seconds: dict[int, list[SecondRecord]] = {}
    for row in rows["seconds"]:
        one = SecondRecord(row.agreed, get_signer(row), row.signed_at, row.comment, row.withdrawn_at, row.reason)
        seconds.setdefault(row.sign_off_id, []).append(one)
    return tuple(
        SignOffRecord(
            row.id, row.code, row.title, row.mode, row.passed, row.performed_on, row.signed_at, get_signer(row),
            row.work_order, row.comment, row.photos, row.revoked_at,
            name_of(row.revoker_zh, row.revoker_latin) if row.revoked_at else None, row.revocation_reason,
            row.mode in row.countersign, tuple(seconds.get(row.id, ())),
        )
        for row in rows["sign_offs"]
    )  # fmt: skip


def practical_exams_of(rows: Found) -> tuple[PracticalExamRecord, ...]:
    """Practical examinations."""
    return tuple(PracticalExamRecord(*(*row[:8], get_signer(row), row.comment)) for row in rows["practical_exams"])
