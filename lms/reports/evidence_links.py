"""Where the evidence of an entry stands, for this reader: only links that open."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from lms.core.access import Permission
from lms.people.session import User
from lms.reports.records import (
    CertificateRecord,
    CourseRecord,
    ExamRecord,
    PracticalExamRecord,
    ProgrammeRecord,
    RatingRecord,
)
from lms.reports.session_records import SessionRecord, TrainingRecord
from lms.reports.signatures import SignOffRecord


@dataclass(frozen=True)
class Reader:
    """Who reads whose archive."""

    user: User
    person_id: int

    @property
    def is_own(self) -> bool:
        """Is it the reader's own?"""
        return self.user.id == self.person_id


def programme(record: ProgrammeRecord, reader: Reader) -> str:
    """The programme as a map."""
    return url_for("onboarding.person", enrolment_id=record.enrolment_id)


def result(record: ProgrammeRecord, reader: Reader) -> str:
    """How the figure came about; the map where there was no figure."""
    if record.outcome is None or not record.outcome.figure:
        return programme(record, reader)
    return url_for("onboarding.result", enrolment_id=record.enrolment_id)


def course(record: CourseRecord, reader: Reader) -> str:
    """The lessons with the days on which they were marked done."""
    return url_for("reports.course", person_id=reader.person_id, completion_id=record.id)


def exam(record: ExamRecord, reader: Reader) -> str:
    """One's own attempt with every question; somebody else's in figures."""
    if reader.is_own and Permission.LEARN in reader.user.permissions:
        return url_for("assessments.result", attempt_id=record.id)
    return url_for("reports.exam", person_id=reader.person_id, attempt_id=record.id)


def sign_off(record: SignOffRecord, reader: Reader) -> str:
    """The task with all its sign-offs and photos."""
    return url_for("assessments.practical", learner_id=reader.person_id, task_code=record.code)


def practical_exam(record: PracticalExamRecord, reader: Reader) -> str:
    """The examination with its ratings."""
    return url_for("assessments.practical_exam_result", exam_id=record.id)


def certificate(record: CertificateRecord, reader: Reader) -> str:
    """The certificate, or for those who may not see certificates what everybody may see."""
    if reader.is_own or Permission.SEE_CERTIFICATES in reader.user.permissions:
        return url_for("certificates.show", certificate_id=record.id)
    return url_for("certificates.verify", code=record.code)


def rating(record: RatingRecord, reader: Reader) -> str:
    """The rating with its dimensions."""
    return url_for("mentoring.rating", rating_id=record.id)


def log(reader: Reader) -> str | None:
    """The growth log: for who writes it, their mentors and those who see people."""
    permissions = reader.user.permissions
    if reader.is_own and Permission.LEARN in permissions:
        return url_for("mentoring.log")
    if permissions & {Permission.MENTOR, Permission.SEE_PEOPLE} and not reader.is_own:
        return url_for("mentoring.mentee", person_id=reader.person_id) + "#log"
    return None


def session(record: SessionRecord) -> str:
    """The session's own page."""
    return url_for("sessions.show", session_id=record.id)


def training(record: TrainingRecord, reader: Reader) -> str:
    """The training certificate, or what everybody may see of it."""
    if reader.is_own or Permission.SEE_CERTIFICATES in reader.user.permissions:
        return url_for("training.show", training_id=record.id)
    return url_for("certificates.verify", code=record.code)
