"""What happened in onboarding, told upwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Enrolled:
    """Somebody was enrolled in a programme."""

    enrolment_id: int
    person_id: int
    at: datetime


@dataclass(frozen=True)
class StagePassed:
    """Somebody passed the gate of a stage."""

    enrolment_id: int
    person_id: int
    stage_code: str
    at: datetime


@dataclass(frozen=True)
class ProgrammeEnded:
    """A programme ended for somebody: kind is one of `rules.decisions.OUTCOMES`."""

    enrolment_id: int
    person_id: int
    kind: str
    at: datetime
