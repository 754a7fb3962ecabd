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
