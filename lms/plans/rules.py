"""What is true of training needs: their states, who may decide on one, and whom a weak figure concerns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lms.core.rules import Refusal


class Source(StrEnum):
    """Where a need comes from."""

    KPI_ALERT = "kpi_alert"
    KPI_FIGURES = "kpi_figures"
    EVALUATION = "evaluation"
    ABILITY_GAP = "ability_gap"


class State(StrEnum):
    """Where a need stands: nobody has decided yet, or what the last decision was."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    MERGED = "merged"


class Priority:
    """How urgent: 1 before all else, 2 soon, 3 when it fits."""

    FIRST, SOON, LATER = 1, 2, 3


DAYS = {"red": 14, "yellow": 30, "blue": 60}
PRIORITIES = {"red": Priority.FIRST, "yellow": Priority.SOON, "blue": Priority.LATER}


def proposed_day(colour: str, today: date) -> date:
    """Until when a need is proposed to be met."""
    return today + timedelta(days=DAYS[colour])


def may_decide(reach: Sequence[str] | None, path: str | None) -> bool:
    """Whether somebody who may raise needs within `reach` (None: everywhere) decides on one of a unit: only from above it,
    so that nobody decides on what their own unit asks for. A need of the whole organisation: only who reaches all."""
    if reach is None:
        return True
    return path is not None and any(path.startswith(own) and path != own for own in reach)


def refusals_to_decide(kind: str, reason: str, state: State, *, need_id: int, into: tuple[int, State] | None) -> tuple[Refusal, ...]:  # fmt: skip
    """Why a decision cannot be taken so."""
    found = []
    if state in (State.DECLINED, State.MERGED) or (state == State.ACCEPTED and kind == State.ACCEPTED):
        found.append(Refusal("need_decided"))
    if not reason.strip():
        found.append(Refusal("need_reason_missing"))
    if kind == State.MERGED:
        if into is None or into[0] == need_id:
            found.append(Refusal("need_into_what"))
        elif into[1] in (State.DECLINED, State.MERGED):
            found.append(Refusal("need_into_ended"))
    return tuple(found)


@dataclass(frozen=True)
class OwnFigure:
    """One person's figure over the last months."""

    person_id: int
    value: float | None
    low: float | None
    high: float | None
    n: int
    enough: bool


def is_weak(figure: OwnFigure, bound: float, *, above: bool) -> bool:
    """Whether a person's figure lies on the worse side of what is asked for, from enough orders."""
    if figure.value is None or not figure.enough:
        return False
    return figure.value > bound if above else figure.value < bound


def is_surely_weak(figure: OwnFigure, bound: float, *, above: bool) -> bool:
    """Whether the whole interval does."""
    end = figure.low if above else figure.high
    return is_weak(figure, bound, above=above) and end is not None and (end > bound if above else end < bound)
