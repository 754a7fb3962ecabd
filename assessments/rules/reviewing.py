"""From a draft to a live item: what somebody else must have said before exams draw a wording."""

from __future__ import annotations

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
    refusals = list(_common(standing, person_id))
    if not approved and not comment.strip():
        refusals.append(Refusal("review_needs_reason"))
    return tuple(refusals)


def live_refusals(standing: Standing, person_id: int | None) -> tuple[Refusal, ...]:
    """Why somebody may not put a wording into exams now."""
    refusals = list(_common(standing, person_id))
    if not standing.approved and not refusals:
        refusals.append(Refusal("not_reviewed"))
    return tuple(refusals)


def _common(standing: Standing, person_id: int | None) -> tuple[Refusal, ...]:
    if standing.retired:
        return (Refusal("item_retired"),)
    if not standing.newest:
        return (Refusal("newer_wording"),)
    if standing.live:
        return (Refusal("live_already"),)
    if person_id is None or person_id == standing.author_id:
        return (Refusal("own_wording"),)
    return ()
