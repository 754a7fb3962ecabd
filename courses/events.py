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
    """A person has done every lesson of a version of a course."""

    person_id: int
    version_id: int
    course_code: str
    at: datetime
