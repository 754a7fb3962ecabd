"""How a certificate stands on a day, by its dates and by what was decided about it, and what may be decided.

Nothing of it is stored. A withdrawal outweighs everything but its own reversal on appeal; then counts whether a newer
period or paper took its place, then the dates, then a suspension.
"""

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
    GRACE = "grace"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


class DecisionKind(StrEnum):
    """What can be decided after the award. RESTORE takes a withdrawal back, and only an upheld appeal brings it about."""

    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    WITHDRAW = "withdraw"
    RESTORE = "restore"


VALID_STATUSES = frozenset({Status.VALID, Status.EXPIRING})
"""A stranger may rely on the certificate. In grace only where its rule says so: ask `counts`."""

HELD_STATUSES = VALID_STATUSES | {Status.FUTURE, Status.SUSPENDED}
"""The certificate still stands in the way of a second one of its tier."""

STOPPED = frozenset({DecisionKind.SUSPEND, DecisionKind.WITHDRAW})
"""The decisions after which a certificate does not count."""


@dataclass(frozen=True)
class Decision:
    """A decision as the rule reads it, in the order in which decisions were made."""

    kind: str
    effective_on: date


def standing_decision(decisions: Sequence[Decision], day: date) -> str | None:
    """The decision that governs the day: the latest of those that had taken effect. After a withdrawal nothing but its
    reversal counts."""
    standing: str | None = None
    for decision in sorted(decisions, key=lambda one: one.effective_on):
        if decision.effective_on > day or (standing == DecisionKind.WITHDRAW and decision.kind != DecisionKind.RESTORE):
            continue
        standing = decision.kind
    return standing


def status_on(
    *,
    issued_on: date,
    expires_on: date,
    decisions: Sequence[Decision] = (),
    day: date,
    grace_until: date | None = None,
    superseded_on: date | None = None,
    stopped: bool = False,
) -> Status:
    """The status on a day. A suspension ends where the time, grace included, would have ended anyway."""
    return status_of(
        issued_on=issued_on, expires_on=expires_on, standing=standing_decision(decisions, day), day=day,
        grace_until=grace_until, superseded_on=superseded_on, stopped=stopped,
    )  # fmt: skip


def status_of(
    *,
    issued_on: date,
    expires_on: date,
    standing: str | None,
    day: date,
    grace_until: date | None = None,
    superseded_on: date | None = None,
    stopped: bool = False,
) -> Status:
    """As `status_on`, where the standing decision is known already. `superseded_on` is the first day of the certificate
    that took its place; `stopped` that a lapsed lower tier or an exam that was missed suspends it."""
    if standing == DecisionKind.WITHDRAW:
        return Status.WITHDRAWN
    if superseded_on is not None and superseded_on <= day:
        return Status.SUPERSEDED
    if day > max(expires_on, grace_until or expires_on):
        return Status.EXPIRED
    if standing == DecisionKind.SUSPEND or (stopped and day >= issued_on):
        return Status.SUSPENDED
    if day < issued_on:
        return Status.FUTURE
    if day > expires_on:
        return Status.GRACE
    return Status.EXPIRING if (expires_on - day).days <= EXPIRING_DAYS else Status.VALID


def counts(status: Status, *, grace_counts: bool) -> bool:
    """Whether work may rest on a certificate that stands so: valid, or in a grace that its rule lets count."""
    return status in VALID_STATUSES or (status is Status.GRACE and grace_counts)


def allowed_decisions(status: Status) -> tuple[DecisionKind, ...]:
    """What may be decided about a certificate that stands so."""
    if status in (Status.WITHDRAWN, Status.SUPERSEDED):
        return ()
    if status is Status.SUSPENDED:
        return DecisionKind.REINSTATE, DecisionKind.WITHDRAW
    if status is Status.EXPIRED:
        return (DecisionKind.WITHDRAW,)
    return DecisionKind.SUSPEND, DecisionKind.WITHDRAW


def decision_refusals(
    *, kind: DecisionKind, status: Status, reason: str, is_own: bool, follows_running: bool = False
) -> tuple[Refusal, ...]:
    """Why a decision may not be taken; every reason at once. `follows_running`: it begins when another one ends."""
    refusals = []
    if kind not in allowed_decisions(status):
        if status is Status.WITHDRAWN:
            refusals.append(Refusal("certificate_withdrawn_for_good"))
        elif status is Status.SUPERSEDED:
            refusals.append(Refusal("certificate_superseded"))
        elif kind is DecisionKind.REINSTATE:
            refusals.append(Refusal("certificate_not_suspended"))
        elif status is Status.EXPIRED:
            refusals.append(Refusal("certificate_expired_already"))
        else:
            refusals.append(Refusal("certificate_suspended_already"))
    if follows_running and status is Status.FUTURE:
        refusals.append(Refusal("certificate_decide_current"))
    if is_own:
        refusals.append(Refusal("certificate_is_own"))
    if len(reason.strip()) < LEAST_REASON:
        refusals.append(Refusal("decision_without_reason", {"least": LEAST_REASON}))
    return tuple(refusals)
