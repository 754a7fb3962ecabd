"""What happened in the assessments, told upwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ExamFinished:
    """An attempt at a written exam was marked; `at` is when it ended, at the latest its deadline."""

    person_id: int
    exam_code: str
    attempt_id: int
    percent: float
    passed: bool
    at: datetime


@dataclass(frozen=True)
class SignedOff:
    """A mentor signed a performance of a practical task, as passed or as returned."""

    sign_off_id: int
    learner_id: int
    task_code: str
    mode: str
    passed: bool
    at: datetime


@dataclass(frozen=True)
class SignOffRevoked:
    """A sign-off was taken back, by who made it or, once they are gone, by somebody else; it no longer counts."""

    sign_off_id: int
    learner_id: int
    task_code: str
    mode: str
    passed: bool
    at: datetime


@dataclass(frozen=True)
class PracticalExamHeld:
    """An assessor rated a practical examination."""

    exam_id: int
    learner_id: int
    rubric_code: str
    percent: float
    passed: bool
    at: datetime


@dataclass(frozen=True)
class QuestionnaireAnswered:
    """Somebody who was invited has answered. For an anonymous questionnaire `at` is the beginning of the day."""

    invitation_id: int
    context: tuple[str, int]
    at: datetime
