"""How a session and a sign-up stand: computed from dated facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lms.core.rules import Refusal


class SessionKind(StrEnum):
    """How a session is held."""

    CLASSROOM = "classroom"
    ON_THE_JOB = "on_the_job"
    ONLINE = "online"
    DRILL = "drill"


class State(StrEnum):
    """How a session stands."""

    OPEN = "open"
    CLOSED = "closed"
    RUNNING = "running"
    OVER = "over"
    CANCELLED = "cancelled"


class Step(StrEnum):
    """The steps of a sign-up. The last one holds."""

    ASKED = "asked"
    WAITING = "waiting"
    SEATED = "seated"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    MOVED = "moved"


HELD = frozenset({Step.ASKED, Step.WAITING, Step.SEATED})
"""Steps with which somebody is on a session."""

DISPLACED = "displaced"
"""How a sign-up stands whose session was cancelled while it was held: it waits for the next date."""


@dataclass(frozen=True)
class Plan:
    """The dated facts of a session."""

    starts_at: datetime
    ends_at: datetime
    apply_until: datetime | None = None
    cancelled_at: datetime | None = None
    ended_at: datetime | None = None
    invited_only: bool = False
    needs_approval: bool = False


def state_of(plan: Plan, at: datetime) -> State:
    """How a session stands at a moment. On its last minute for sign-up it is still open."""
    if plan.cancelled_at is not None:
        return State.CANCELLED
    if plan.ended_at is not None or at >= plan.ends_at:
        return State.OVER
    if at >= plan.starts_at:
        return State.RUNNING
    if plan.apply_until is not None and at > plan.apply_until:
        return State.CLOSED
    return State.OPEN


def standing(step: Step, *, cancelled: bool) -> str:
    """How a sign-up stands."""
    return DISPLACED if cancelled and step in HELD else str(step)


def sign_up_faults(
    plan: Plan, *, at: datetime, last: Step | None, own: bool, teaches: bool, has_left: bool
) -> tuple[Refusal, ...]:
    """What stands against somebody's being signed up. Those who sign up themselves (`own`) are bound by the deadline and by
    invitation; whoever looks after the session may still add people until it begins."""
    found = []
    state = state_of(plan, at)
    if state is State.CANCELLED:
        found.append(Refusal("session_cancelled"))
    elif state in (State.OVER, State.RUNNING):
        found.append(Refusal("session_begun"))
    elif own and state is State.CLOSED:
        found.append(Refusal("session_sign_up_closed"))
    if own and plan.invited_only:
        found.append(Refusal("session_by_invitation"))
    if last in HELD:
        found.append(Refusal("session_signed_up_already"))
    if teaches:
        found.append(Refusal("session_own_trainer"))
    if has_left:
        found.append(Refusal("session_person_left"))
    return tuple(found)


def first_step(plan: Plan, *, approved: bool, seats: int, seated: int, waiting: int) -> Step:
    """The first step of a sign-up: to ask where a supervisor has to approve, then a seat, or a place in the queue behind
    those who wait already."""
    if plan.needs_approval and not approved:
        return Step.ASKED
    return Step.SEATED if seated < seats and not waiting else Step.WAITING


@dataclass(frozen=True)
class Queued:
    """Somebody who waits for a seat: since when, and the number of the step, which decides between the same moments."""

    person_id: int
    queued_at: datetime
    number: int


def move_up(queue: Sequence[Queued], free: int) -> tuple[int, ...]:
    """Who gets the free seats: those who have waited longest. Whoever had to be approved has waited since asking, and
    whoever was on a cancelled session since signing up there."""
    order = sorted(queue, key=lambda one: (one.queued_at, one.number))
    return tuple(one.person_id for one in order[: max(0, free)])


def place_in_queue(queue: Sequence[Queued], person_id: int) -> int | None:
    """The place of a person in the queue, from 1; None for whoever does not wait."""
    order = [one.person_id for one in sorted(queue, key=lambda one: (one.queued_at, one.number))]
    return order.index(person_id) + 1 if person_id in order else None
