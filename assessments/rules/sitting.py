"""When an exam may be sat, how long it lasts, when it is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lms.core.rules import Refusal

GRACE = timedelta(seconds=3)
"""How much later than the deadline an answer may arrive: the way through the network."""

MOST_AHEAD = 1000
"""How far a page's numbering of its answers may be ahead of what was saved; more is no honest page."""


@dataclass(frozen=True)
class ExamAccess:
    """Whether somebody may sit an exam now. Only attempts begun after `since` count towards the limit, which is the exam's own
    unless `most` sets another; `least`: the percentage that is wanted where the exam's own mark is not enough; `note` tells the
    sitter why it is open to them."""

    allowed: bool
    since: datetime | None = None
    most: int | None = None
    note: Any = None
    least: float | None = None

    def limit(self, of_exam: int) -> int:
        """How many attempts there are."""
        return of_exam if self.most is None else self.most

    def is_done_by(self, sitting: Sitting) -> bool:
        """Is an attempt good enough, so that there is no need of another?"""
        return bool(sitting.passed) and (self.least is None or (sitting.percent or 0) >= self.least)


@dataclass(frozen=True)
class Sitting:
    """One earlier attempt at an exam."""

    started_at: datetime
    deadline: datetime
    finished_at: datetime | None
    passed: bool | None
    percent: float | None = None


def deadline_of(started_at: datetime, minutes: int) -> datetime:
    """When the time is up."""
    return started_at + timedelta(minutes=minutes)


def seconds_left(deadline: datetime, at: datetime) -> int:
    """Whole seconds until the deadline, never below 0."""
    return max(0, int((deadline - at).total_seconds()))


def is_over(deadline: datetime, finished_at: datetime | None, at: datetime) -> bool:
    """Is the attempt handed in, or its time up?"""
    return finished_at is not None or at >= deadline


def takes_answers(deadline: datetime, finished_at: datetime | None, at: datetime) -> bool:
    """May an answer that arrives now still be saved?"""
    return finished_at is None and at <= deadline + GRACE


def finish_time(deadline: datetime, at: datetime) -> datetime:
    """When an attempt that is closed now has ended: whoever was away ended at the deadline."""
    return min(deadline, at)


def attempts_used(sittings: Sequence[Sitting], since: datetime | None) -> int:
    """How many attempts count towards the limit."""
    return len(_counting(sittings, since))


def start_refusals(
    sittings: Sequence[Sitting], access: ExamAccess, *, allowed: int, wait_hours: int, at: datetime
) -> tuple[Refusal, ...]:
    """Every reason why a new attempt may not begin now; none while the exam is open and attempts are left."""
    if not access.allowed:
        return (Refusal("exam_not_open"),)
    counting = _counting(sittings, access.since)
    if any(access.is_done_by(sitting) for sitting in counting):
        return (Refusal("exam_passed_already"),)
    if any(sitting.finished_at is not None and sitting.passed is None for sitting in counting):
        return (Refusal("awaiting_marking"),)
    refusals = []
    allowed = access.limit(allowed)
    if len(counting) >= allowed:
        refusals.append(Refusal("no_attempts_left", {"allowed": allowed}))
    elif (opens := next_attempt_at(counting, wait_hours)) and at < opens:
        refusals.append(Refusal("wait_for_next_attempt", {"opens": opens, "hours": wait_hours}))
    return tuple(refusals)


def next_attempt_at(sittings: Sequence[Sitting], wait_hours: int) -> datetime | None:
    """From when on another attempt may begin; None before the first."""
    ends = [min(sitting.finished_at or sitting.deadline, sitting.deadline) for sitting in sittings]
    return max(ends) + timedelta(hours=wait_hours) if ends else None


def _counting(sittings: Sequence[Sitting], since: datetime | None) -> list[Sitting]:
    return [sitting for sitting in sittings if since is None or sitting.started_at >= since]
