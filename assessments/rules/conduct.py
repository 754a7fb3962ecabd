"""How an exam is held: what the end of the time means, when it may begin, who gets longer, and whether one may go back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from assessments.rules.sitting import GRACE
from lms.core.rules import Refusal

SUBMIT, GRACE_TO_SUBMIT, ABANDON = "submit", "grace", "abandon"
POLICIES = (SUBMIT, GRACE_TO_SUBMIT, ABANDON)
MOST_ADDED = 240
"""How many minutes an invigilator may add at once."""


@dataclass(frozen=True)
class Conduct:
    """The terms under which an exam is held; the defaults are those of an exam for which nobody said anything."""

    at_deadline: str = SUBMIT
    grace_minutes: int = 0
    one_way: bool = False
    shuffle_items: bool = False
    shuffle_options: bool = True
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    needs_code: bool = False
    watches_focus: bool = True
    second_marker: bool = False
    most_apart: float = 20.0
    appeal_days: int = 7


def deadline_for(conduct: Conduct, started_at: datetime, minutes: int, extra_percent: int = 0) -> datetime:
    """When the time is up: at the latest when the exam closes. Extra time is added to the length, rounded up to whole
    minutes, and by as much to the closing: whoever needs longer is not cut short by the others' end."""
    extra = timedelta(minutes=ceil(minutes * extra_percent / 100))
    deadline = started_at + timedelta(minutes=minutes) + extra
    return min(deadline, conduct.closes_at + extra) if conduct.closes_at else deadline


def last_moment(at_deadline: str, grace_minutes: int, deadline: datetime) -> datetime:
    """Until when handing in still counts. Answers are taken until the deadline only, whatever the policy."""
    return deadline + timedelta(minutes=grace_minutes) if at_deadline == GRACE_TO_SUBMIT else deadline


def is_abandoned(at_deadline: str, grace_minutes: int, deadline: datetime, at: datetime) -> bool:
    """Does an attempt that is closed now count nothing, because nobody handed it in while that counted?"""
    return at_deadline != SUBMIT and at > last_moment(at_deadline, grace_minutes, deadline) + GRACE


def may_only_hand_in(at_deadline: str, grace_minutes: int, deadline: datetime, at: datetime) -> bool:
    """Is the time to answer over, but not yet the time to hand in?"""
    return deadline <= at < last_moment(at_deadline, grace_minutes, deadline)


def window_refusals(conduct: Conduct, at: datetime, extra: timedelta = timedelta(0)) -> tuple[Refusal, ...]:
    """Why the exam may not begin at this moment; a code is asked for elsewhere."""
    if conduct.opens_at and at < conduct.opens_at:
        return (Refusal("exam_opens_later", {"opens": conduct.opens_at}),)
    if conduct.closes_at and at >= conduct.closes_at + extra:
        return (Refusal("exam_has_closed", {"closed": conduct.closes_at}),)
    return ()


def conduct_refusals(conduct: Conduct) -> tuple[Refusal, ...]:
    """What does not fit together in the terms."""
    refusals = []
    if conduct.at_deadline not in POLICIES:
        refusals.append(Refusal("unknown_policy"))
    if conduct.at_deadline == GRACE_TO_SUBMIT and not 1 <= conduct.grace_minutes <= 60:
        refusals.append(Refusal("grace_needs_minutes"))
    if conduct.opens_at and conduct.closes_at and conduct.opens_at >= conduct.closes_at:
        refusals.append(Refusal("closes_before_it_opens"))
    return tuple(refusals)


def page_refusals(one_way: bool, position: int, furthest: int) -> tuple[Refusal, ...]:
    """With one-way navigation only the question that was reached is open: none before it, none after it."""
    if not one_way or position == furthest:
        return ()
    return (Refusal("question_left" if position < furthest else "question_not_reached"),)
