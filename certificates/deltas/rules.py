"""When a call for a short exam may be made, and where it stands."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from lms.core.rules import Refusal

REMIND_DAYS = (30, 7)
"""So many days before the last day those are reminded who have not passed yet."""


class Consequence(StrEnum):
    """What happens to the certificate of whoever misses the day."""

    WARN = "warn"
    SUSPEND = "suspend"


class Answer(StrEnum):
    """Where somebody stands with a call."""

    PASSED = "passed"
    OPEN = "open"
    MISSED = "missed"


def answer_of(passed: bool, due_on: date, today: date) -> Answer:
    """Passed, still time, or missed; the last day is still in time."""
    if passed:
        return Answer.PASSED
    return Answer.MISSED if today > due_on else Answer.OPEN


def against_calling(
    *, due_on: date, today: date, exam_known: bool, of_something: bool, title_whole: bool
) -> tuple[Refusal, ...]:
    """Why a call cannot be made; every reason at once."""
    refusals = []
    if not title_whole:
        refusals.append(Refusal("call_without_title"))
    if not of_something:
        refusals.append(Refusal("call_of_nothing"))
    if not exam_known:
        refusals.append(Refusal("call_exam_unknown"))
    if due_on <= today:
        refusals.append(Refusal("call_day_past"))
    return tuple(refusals)


def reminder_days(due_on: date, today: date, sent: frozenset[int]) -> int | None:
    """Which reminder is due today: the one nearest to the last day that has come and was not sent; None for none."""
    left = (due_on - today).days
    due = [days for days in REMIND_DAYS if 0 <= left <= days]
    return min(due) if due and min(due) not in sent else None
