"""When a month may be closed and opened again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from lms.core.rules import Refusal
from lms.performance.rules.periods import last_day

LEAST_REASON = 5


class State(StrEnum):
    """How a month stands."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


@dataclass(frozen=True)
class Closing:
    """One closing of a month, with what became of it."""

    number: int
    finished: bool
    reopened: bool


def state_of(closings: list[Closing]) -> State:
    """How a month stands, from all its closings: the last one decides."""
    if not closings:
        return State.OPEN
    last = max(closings, key=lambda c: c.number)
    if last.reopened:
        return State.OPEN
    return State.CLOSED if last.finished else State.CLOSING


def close_refusals(state: State, month: date, today: date) -> tuple[Refusal, ...]:
    """Why a month may not be closed now."""
    if state is State.CLOSED:
        return (Refusal("month_closed_already"),)
    if state is State.CLOSING:
        return (Refusal("month_closing"),)
    return () if last_day(month) < today else (Refusal("month_not_over"),)


def reopen_refusals(state: State, reason: str) -> tuple[Refusal, ...]:
    """Why a month may not be opened again."""
    wrong = [] if state is State.CLOSED else [Refusal("month_not_closed")]
    if len(reason.strip()) < LEAST_REASON:
        wrong.append(Refusal("reopening_without_reason", {"least": LEAST_REASON}))
    return tuple(wrong)


def changed_since(closed_at: datetime, changes: list[datetime]) -> bool:
    """Did orders of the month come in after it was closed?"""
    return any(at > closed_at for at in changes)
