"""Where an application stands, who may lodge one and what may be decided about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from certificates.rules.renewal import MAY_RENEW, Stage
from certificates.rules.status import LEAST_REASON, Status
from lms.core.rules import Refusal


class Asked(StrEnum):
    """What an application asks for."""

    AWARD = "award"
    RENEWAL = "renewal"


class Outcome(StrEnum):
    """What became of an application. REOPEN: an appeal against the refusal was upheld."""

    AWARD = "award"
    RENEW = "renew"
    REFUSE = "refuse"
    TAKE_BACK = "take_back"
    REOPEN = "reopen"


GRANTS = {Asked.AWARD: Outcome.AWARD, Asked.RENEWAL: Outcome.RENEW}
RENEWABLE = frozenset({Status.VALID, Status.EXPIRING, Status.GRACE, Status.EXPIRED})


class Place(StrEnum):
    """Where an application stands."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


def place_of(outcomes: Sequence[str]) -> Place:
    """Where an application stands after what was decided about it, in order."""
    last = outcomes[-1] if outcomes else Outcome.REOPEN
    return {
        Outcome.REOPEN: Place.WAITING,
        Outcome.REFUSE: Place.REFUSED,
        Outcome.TAKE_BACK: Place.TAKEN_BACK,
    }.get(Outcome(last), Place.GRANTED)


def against_applying(
    *,
    asked: Asked,
    waiting: bool,
    held: bool,
    stage: Stage | None,
    status: Status | None,
    followed: bool,
    unmet: int,
    retired: bool = False,
) -> tuple[Refusal, ...]:
    """Why somebody may not apply: `waiting` for a decision already; `held`: they have the tier; of a renewal the stage and
    the status of the certificate, and whether another one follows it; `unmet` requirements of an award; `retired`: the tier is awarded and renewed no more."""
    refusals = []
    if retired:
        refusals.append(Refusal("tier_retired"))
    if waiting:
        refusals.append(Refusal("application_waiting"))
    if asked is Asked.AWARD:
        if held:
            refusals.append(Refusal("tier_held_already"))
        if unmet:
            refusals.append(Refusal("requirements_unmet", {"count": unmet}))
        return tuple(refusals)
    if followed:
        refusals.append(Refusal("certificate_followed"))
    elif status not in RENEWABLE:
        refusals.append(Refusal("renewal_not_standing"))
    elif stage not in MAY_RENEW:
        code = {Stage.EARLY: "renewal_early", Stage.LAPSED: "renewal_lapsed"}.get(stage or Stage.NEVER, "renewal_never")
        refusals.append(Refusal(code))
    return tuple(refusals)


@dataclass(frozen=True)
class Case:
    """What is known when an application is decided."""

    place: Place
    first_refused_by: int | None
    unmet: int
    held: bool


def against_deciding(
    *, asked: Asked, outcome: Outcome, case: Case, decider_id: int, reason: str, impartial: bool
) -> tuple[Refusal, ...]:
    """Why an application may not be decided so; every reason at once. Independence is asked for elsewhere."""
    refusals = []
    if case.place is not Place.WAITING:
        refusals.append(Refusal("application_decided"))
    if outcome not in (GRANTS[asked], Outcome.REFUSE):
        refusals.append(Refusal("application_outcome"))
    if outcome is not Outcome.REFUSE and case.unmet:
        refusals.append(Refusal("requirements_unmet", {"count": case.unmet}))
    if outcome is Outcome.AWARD and case.held:
        refusals.append(Refusal("tier_held_already"))
    if case.first_refused_by == decider_id:
        refusals.append(Refusal("decided_first_by_you"))
    if outcome is Outcome.REFUSE and len(reason.strip()) < LEAST_REASON:
        refusals.append(Refusal("decision_without_reason", {"least": LEAST_REASON}))
    if not impartial:
        refusals.append(Refusal("not_declared_impartial"))
    return tuple(refusals)


def finished_on(applied_on: date, evidence: Sequence[date | None]) -> date:
    """The day on which somebody had done their part: they had applied and the last requirement was met. How long the
    decision takes afterwards costs them nothing."""
    return max([applied_on, *(day for day in evidence if day is not None)])
