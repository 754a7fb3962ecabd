"""Who may appeal, who answers, and until when."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from certificates.rules.status import LEAST_REASON, DecisionKind
from lms.core.rules import Refusal


class Raised(StrEnum):
    """What somebody raises: an appeal against one decision, or a complaint about how it went."""

    APPEAL = "appeal"
    COMPLAINT = "complaint"


APPEALABLE = frozenset({DecisionKind.SUSPEND, DecisionKind.WITHDRAW})
"""Decisions against which somebody may appeal; so may they against a refusal of an application."""

TAKES_BACK = {DecisionKind.SUSPEND: DecisionKind.REINSTATE, DecisionKind.WITHDRAW: DecisionKind.RESTORE}
"""What an upheld appeal does."""


class Place(StrEnum):
    """Where an appeal or a complaint stands on a day."""

    WAITING = "waiting"
    LATE = "late"
    UPHELD = "upheld"
    REJECTED = "rejected"


def place_of(answer_by: date, upheld: bool | None, today: date) -> Place:
    """Where an appeal stands: answered, waiting, or waiting for longer than was promised."""
    if upheld is not None:
        return Place.UPHELD if upheld else Place.REJECTED
    return Place.LATE if today > answer_by else Place.WAITING


def answer_by(lodged_on: date, days: int) -> date:
    """Until when an answer is promised."""
    return lodged_on + timedelta(days=days)


def against_lodging(*, kind: Raised, appealable: bool, pending: bool, text: str) -> tuple[Refusal, ...]:
    """Why an appeal or a complaint cannot be lodged: not against this decision, or there is one already."""
    refusals = []
    if kind is Raised.APPEAL and not appealable:
        refusals.append(Refusal("not_appealable"))
    if pending:
        refusals.append(Refusal("appeal_pending"))
    if len(text.strip()) < LEAST_REASON:
        refusals.append(Refusal("appeal_without_text", {"least": LEAST_REASON}))
    return tuple(refusals)


def against_answering(
    *, answered: bool, first_decider: int | None, lodged_by: int, answerer: int, reason: str, impartial: bool
) -> tuple[Refusal, ...]:
    """Why somebody may not answer; every reason at once."""
    refusals = []
    if answered:
        refusals.append(Refusal("appeal_answered"))
    if first_decider == answerer:
        refusals.append(Refusal("decided_first_by_you"))
    if lodged_by == answerer:
        refusals.append(Refusal("appeal_is_yours"))
    if len(reason.strip()) < LEAST_REASON:
        refusals.append(Refusal("decision_without_reason", {"least": LEAST_REASON}))
    if not impartial:
        refusals.append(Refusal("not_declared_impartial"))
    return tuple(refusals)
