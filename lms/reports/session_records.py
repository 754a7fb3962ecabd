"""What stands in an archive about sessions attended and the training certificates given for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lms.core.bilingual import Bilingual


@dataclass(frozen=True)
class SessionRecord:
    """A session that is over, and the person's part in it; `known` is False where nobody kept a list. `absence` is the kind of
    reason given for not being there."""

    id: int
    number: str
    title: Bilingual
    kind: str
    first_day: date
    last_day: date
    ended_at: datetime
    percent: int
    attended: bool
    known: bool
    absence: str | None


@dataclass(frozen=True)
class TrainingRecord:
    """A training certificate, for a course completed or a session attended."""

    id: int
    number: str
    code: str
    title: Bilingual
    kind: str
    issued_on: date
    withdrawn: bool
