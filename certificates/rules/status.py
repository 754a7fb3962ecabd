"""When a certificate is valid, and what may be decided about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.core.rules import Refusal

EXPIRING_DAYS = 90
LEAST_REASON = 5


class Status(StrEnum):
    """Where a certificate stands on a day."""

    FUTURE = "future"
    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


class DecisionKind(StrEnum):
    """What can be decided after the award."""

    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    WITHDRAW = "withdraw"


VALID_STATUSES = frozenset({Status.VALID, Status.EXPIRING})
"""A stranger may rely on the certificate."""

HELD_STATUSES = VALID_STATUSES | {Status.FUTURE, Status.SUSPENDED}
"""The certificate still stands in the way of a second one of its tier."""


@dataclass(frozen=True)
class Decision:
    """A decision as the rule reads it, in the order in which decisions were made."""

    kind: str
    effective_on: date


def standing_decision(decisions: Sequence[Decision], day: date) -> str | None:
    """The decision that governs the day: a withdrawal for ever, else the latest of suspending and reinstating."""
    taken = [decision for decision in decisions if decision.effective_on <= day]
    if any(decision.kind == DecisionKind.WITHDRAW for decision in taken):
        return DecisionKind.WITHDRAW
    return max(enumerate(taken), key=lambda pair: (pair[1].effective_on, pair[0]))[1].kind if taken else None


def status_on(*, issued_on: date, expires_on: date, decisions: Sequence[Decision] = (), day: date) -> Status:
    """The status on a day. A withdrawal outweighs everything; a suspension ends where the time would have ended anyway."""
    return status_of(
        issued_on=issued_on, expires_on=expires_on, standing=standing_decision(decisions, day), day=day
    )  # fmt: skip


def status_of(*, issued_on: date, expires_on: date, standing: str | None, day: date) -> Status:
    """As `status_on`, where the standing decision is known already."""
    if standing == DecisionKind.WITHDRAW:
        return Status.WITHDRAWN
    if day > expires_on:
        return Status.EXPIRED
    if standing == DecisionKind.SUSPEND:
        return Status.SUSPENDED
    if day < issued_on:
        return Status.FUTURE
    return Status.EXPIRING if (expires_on - day).days <= EXPIRING_DAYS else Status.VALID


def allowed_decisions(status: Status) -> tuple[DecisionKind, ...]:
    """What may be decided about a certificate that stands so."""
    if status is Status.WITHDRAWN:
        return ()
    if status is Status.SUSPENDED:
        return DecisionKind.REINSTATE, DecisionKind.WITHDRAW
    if status is Status.EXPIRED:
        return (DecisionKind.WITHDRAW,)
    return DecisionKind.SUSPEND, DecisionKind.WITHDRAW


def decision_refusals(*, kind: DecisionKind, status: Status, reason: str, is_own: bool) -> tuple[Refusal, ...]:
    """Why a decision may not be taken; every reason at once."""
    refusals = []
    if kind not in allowed_decisions(status):
        if status is Status.WITHDRAWN:
            refusals.append(Refusal("certificate_withdrawn_for_good"))
        elif kind is DecisionKind.REINSTATE:
            refusals.append(Refusal("certificate_not_suspended"))
        elif status is Status.EXPIRED:
            refusals.append(Refusal("certificate_expired_already"))
        else:
            refusals.append(Refusal("certificate_suspended_already"))
    if is_own:
        refusals.append(Refusal("certificate_is_own"))
    if len(reason.strip()) < LEAST_REASON:
        refusals.append(Refusal("decision_without_reason", {"least": LEAST_REASON}))
    return tuple(refusals)
