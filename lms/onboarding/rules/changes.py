"""What stands against changing a running programme: pauses, moves, transfers; and what a change of version means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lms.core.rules import Refusal

SICK, LEAVE, WORK, OTHER = "sick", "leave", "work", "other"
PAUSE_KINDS = (SICK, LEAVE, WORK, OTHER)
LONGEST_PAUSE = 365
SHORTEST_REASON = 2
"""In characters: one word of Chinese, such as 流感, is a reason."""
FARTHEST_MOVE = 366


def reason_faults(reason: str) -> list[Refusal]:
    """Every change has its reason."""
    return (
        []
        if len(reason.strip()) >= SHORTEST_REASON
        else [Refusal("change_reason_short", {"shortest": SHORTEST_REASON})]
    )


def pause_faults(
    *,
    first: date,
    last: date | None,
    kind: str,
    reason: str,
    starts_on: date,
    has_ended: bool,
    others: Iterable[tuple[date, date | None]],
    today: date,
) -> tuple[Refusal, ...]:
    """All that stands against a pause."""
    faults = reason_faults(reason)
    if has_ended:
        faults.append(Refusal("programme_over"))
    if kind not in PAUSE_KINDS:
        faults.append(Refusal("pause_kind"))
    if first < starts_on:
        faults.append(Refusal("pause_before_start", {"day": starts_on}))
    if last is not None and last < first:
        faults.append(Refusal("pause_backwards"))
    if (first - today).days > LONGEST_PAUSE:
        faults.append(Refusal("pause_too_far", {"most": LONGEST_PAUSE}))
    if last is not None and (last - first).days >= LONGEST_PAUSE:
        faults.append(Refusal("pause_too_long", {"longest": LONGEST_PAUSE}))
    if any(first <= (end or date.max) and begin <= (last or date.max) for begin, end in others):
        faults.append(Refusal("pause_overlaps"))
    return tuple(faults)


def move_faults(*, from_day: date, to_day: date, reason: str, ended: int, running: int) -> tuple[Refusal, ...]:
    """All that stands against moving an intake to another first day."""
    faults = reason_faults(reason)
    if to_day == from_day:
        faults.append(Refusal("move_same_day"))
    if abs(to_day - from_day) > timedelta(days=FARTHEST_MOVE):
        faults.append(Refusal("move_too_far", {"most": FARTHEST_MOVE}))
    if ended and not running:
        faults.append(Refusal("programme_over"))
    return tuple(faults)


def put_in_front(
    stages: Sequence[str], passed: Mapping[str, datetime | None], moves: Iterable[tuple[str, datetime]]
) -> dict[str, datetime]:
    """The stages of a version that a move put in front of the one under way then (its code and the moment), or that were left
    where that one is no more: since when each of them is there to be done. `stages` in their order, `passed` when."""
    found: dict[str, datetime] = {}
    for under_way, at in moves:
        before = stages[: stages.index(under_way)] if under_way in stages else stages
        for code in before:
            when = passed.get(code)
            if when is None or when >= at:
                found[code] = at
    return found


def counts_from(base: date, new_start: date, look_back_days: int) -> date:
    """From when results count after a transfer: from where they did, but no longer ago than the new programme looks back."""
    return max(base, new_start - timedelta(days=look_back_days))


@dataclass(frozen=True)
class Thing:
    """A content of a stage, by what it is: its minimum may change without it becoming another."""

    kind: str
    ref: str


@dataclass(frozen=True)
class VersionChange:
    """What moving to another version means for one person: which stages and contents stay, are new, or fall away."""

    kept_stages: tuple[str, ...]
    new_stages: tuple[str, ...]
    gone_stages: tuple[str, ...]
    new_things: tuple[Thing, ...]
    gone_things: tuple[Thing, ...]


def version_change(
    before: Sequence[tuple[str, Sequence[Thing]]], after: Sequence[tuple[str, Sequence[Thing]]], passed: Iterable[str]
) -> VersionChange:
    """Stages by code with their contents, of the version now and of the one to come; `passed` are codes of stages whose
    gate was passed: they stay passed, and what is new in them is not asked for any more."""
    done = set(passed)
    codes, wanted = [code for code, _ in before], [code for code, _ in after]
    known = {thing for _, things in before for thing in things}
    asked = [thing for code, things in before for thing in things if code not in done]
    to_do = [thing for code, things in after for thing in things if code not in done]
    return VersionChange(
        kept_stages=tuple(code for code in wanted if code in codes),
        new_stages=tuple(code for code in wanted if code not in codes),
        gone_stages=tuple(code for code in codes if code not in wanted),
        new_things=tuple(dict.fromkeys(thing for thing in to_do if thing not in known)),
        gone_things=tuple(dict.fromkeys(thing for thing in asked if thing not in to_do)),
    )
