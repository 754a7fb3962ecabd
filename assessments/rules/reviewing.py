"""From a draft to a live item: what somebody else must have said before exams draw a wording."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from lms.core.rules import Refusal

STATES = ("draft", "returned", "reviewed", "live", "retired")


@dataclass(frozen=True)
class Standing:
    """The facts on one wording. `approved`: what the last review said; None without one."""

    author_id: int | None
    approved: bool | None = None
    live: bool = False
    retired: bool = False
    newest: bool = True


def wording_state(standing: Standing) -> str:
    """Where a wording stands."""
    if standing.retired:
        return "retired"
    if standing.live:
        return "live"
    if standing.approved is None:
        return "draft"
    return "reviewed" if standing.approved else "returned"


def review_refusals(standing: Standing, person_id: int | None, approved: bool, comment: str) -> tuple[Refusal, ...]:
    """Why somebody may not review a wording now: never the author, only the newest, and whoever returns it says why."""
    refusals = list(_closed(standing))
    if not refusals and (person_id is None or person_id == standing.author_id):
        refusals.append(Refusal("own_wording"))
    if not approved and not comment.strip():
        refusals.append(Refusal("review_needs_reason"))
    return tuple(refusals)


def ask_refusals(standing: Standing, reviewer_id: int, proposed: Collection[int]) -> tuple[Refusal, ...]:
    """Why somebody may not be asked to review a wording: whoever is asked sees its key. `proposed`: who may be asked."""
    refusals = list(_closed(standing))
    if standing.approved and not refusals:
        refusals.append(Refusal("approved_already"))
    if reviewer_id == standing.author_id:
        refusals.append(Refusal("own_wording"))
    elif reviewer_id not in proposed:
        refusals.append(Refusal("no_reviewer"))
    return tuple(refusals)


def live_refusals(standing: Standing) -> tuple[Refusal, ...]:
    """Why a wording may not be put into exams now: somebody other than its author has to have approved it."""
    if closed := _closed(standing):
        return closed
    return () if standing.approved else (Refusal("not_reviewed"),)


def _closed(standing: Standing) -> tuple[Refusal, ...]:
    if standing.retired:
        return (Refusal("item_retired"),)
    if not standing.newest:
        return (Refusal("newer_wording"),)
    return (Refusal("live_already"),) if standing.live else ()
