"""Where an invitation stands on a day, told from its dated facts."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, Protocol

GRACE_DAYS = 14
"""So long after the day it was due an invitation can still be answered, unless said otherwise."""
REMIND_EVERY = 7
MOST_REMINDERS = 2
"""Reminders by the clock: in the week before it is due and in the week after, never more often than every seven days."""


class State(StrEnum):
    """Where an invitation stands."""

    LATER = "later"
    OPEN = "open"
    LATE = "late"
    CLOSED = "closed"
    ANSWERED = "answered"
    DECLINED = "declined"


class Facts(Protocol):
    """The dated facts of an invitation."""

    opens_on: Any
    due_on: Any
    closes_on: Any
    answered_on: Any
    declined_at: Any


def state_of(facts: Facts, today: date) -> State:
    """Its state on a day. Who declined may still answer while it is open; the answer counts."""
    if facts.answered_on is not None:
        return State.ANSWERED
    if facts.declined_at is not None:
        return State.DECLINED
    if today < facts.opens_on:
        return State.LATER
    if today > facts.closes_on:
        return State.CLOSED
    return State.LATE if today > facts.due_on else State.OPEN


def may_answer(facts: Facts, today: date) -> str | None:
    """The code of what stands against answering on this day; None where nothing does."""
    if facts.answered_on is not None:
        return "survey_answered_already"
    if today < facts.opens_on:
        return "survey_opens_later"
    if today > facts.closes_on:
        return "survey_closed"
    return None


def reminder_due(facts: Facts, today: date, reminders: int, last_told: date | None) -> bool:
    """Is it time to remind by the clock?"""
    if state_of(facts, today) not in (State.OPEN, State.LATE) or reminders >= MOST_REMINDERS:
        return False
    if (facts.due_on - today).days > 3:
        return False
    return last_told is None or (today - last_told).days >= min(
        REMIND_EVERY, max(1, (facts.due_on - facts.opens_on).days // 2)
    )
