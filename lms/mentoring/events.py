"""What happened in mentoring, told upwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class MentorRated:
    """A technical mentor rated a mentee."""

    mentee_id: int
    percent: float
    at: datetime


@dataclass(frozen=True)
class LogEntryWritten:
    """A learner wrote the first version of a day's entry in the growth log."""

    person_id: int
    day: date
    at: datetime


@dataclass(frozen=True)
class MentorAppointed:
    """Somebody became the technical or culture mentor of somebody."""

    pairing_id: int
    mentee_id: int
    mentor_id: int
    kind: str
    at: datetime
