"""What happened in courses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class LessonCompleted:
    """A person marked a lesson done, for the first time."""

    person_id: int
    lesson_id: int
    course_code: str
    at: datetime


@dataclass(frozen=True)
class CourseCompleted:
    """A person has done every lesson of a version of a course, or attended the session `session_id` of one that is held in a
    room."""

    person_id: int
    version_id: int
    course_code: str
    at: datetime
    session_id: int | None = None


@dataclass(frozen=True)
class SessionPlanned:
    """A session was planned."""

    session_id: int
    at: datetime


@dataclass(frozen=True)
class SessionChanged:
    """Date, room, trainer or something else of a session is another; `parts` names what: "days", "room", "trainers", …"""

    session_id: int
    parts: frozenset[str]
    at: datetime


@dataclass(frozen=True)
class SessionCancelled:
    """A session does not take place."""

    session_id: int
    reason: str
    at: datetime


@dataclass(frozen=True)
class SignedUp:
    """A person has a seat in a session: by sign-up, approval, from the waiting list or from a session that was cancelled."""

    session_id: int
    person_id: int
    at: datetime


@dataclass(frozen=True)
class SessionEnded:
    """The last day of a session is over, or the trainer closed it."""

    session_id: int
    at: datetime


@dataclass(frozen=True)
class Attended:
    """A person's part in a session that is over was judged: `enough` to have attended it, or, after a correction, not. Told when the
    session ends, of those who attended, and whenever the judgement changes."""

    person_id: int
    session_id: int
    version_id: int
    course_code: str
    enough: bool
    percent: int
    at: datetime
