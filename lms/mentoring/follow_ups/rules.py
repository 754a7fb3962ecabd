"""When a course is followed up by a coaching talk, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lms.mentoring.rules import Kind, Span

MOST_DAYS = 365
WINDOW_DAYS = 30
"""For so long after the day is an ask made up that a stopped system missed."""
LATE_DAYS = 7
"""Not held so many days after it was asked for: late."""


def is_due(completed_on: date, days: int, today: date) -> bool:
    """Is the talk to be asked for today?"""
    first = completed_on + timedelta(days=days)
    return first <= today <= first + timedelta(days=WINDOW_DAYS)


def is_late(asked_on: date, today: date) -> bool:
    """Has it waited too long?"""
    return today > asked_on + timedelta(days=LATE_DAYS)


def whom_to_ask(spans: Sequence[Span], today: date) -> int | None:
    """The mentor who is asked: the technical one, or else the other; None where there is neither."""
    holding = [span for span in spans if span.holds(today)]
    holding.sort(key=lambda span: (span.kind != Kind.TECHNICAL, -span.started_on.toordinal()))
    return holding[0].mentor_id if holding else None


@dataclass(frozen=True)
class Open:
    """A talk that was asked for and is not held yet."""

    mentee_id: int
    mentor_id: int
    course_code: str
    completed_on: date
    asked_on: date
