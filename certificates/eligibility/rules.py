"""Who may do work of a kind: the tiers that unlock it, and how a person stands with them.

A tier unlocks what the newest version of it says, and whoever holds a higher tier of a scheme may do what the lower ones
unlock. A certificate counts as `certificates.rules.status.counts` says; in grace only where its rule says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from certificates.rules.unlocks import Unlocks


class Why(StrEnum):
    """One reason of an answer. The first alone speaks for the person."""

    HOLDS = "holds"
    LEFT = "left"
    NOT_HELD = "not_held"
    TOO_LOW = "tier_too_low"
    FUTURE = "not_yet_valid"
    GRACE = "grace"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    LOWER_TIER = "lower_tier_lapsed"
    DELTA = "exam_missed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Grant:
    """A tier that unlocks a kind of work, of one product line or of all."""

    scheme: str
    level: int
    product_line: str | None = None


@dataclass(frozen=True)
class Held:
    """How a person stands with one tier on the day: does work rest on it, until when, and what stops it otherwise (see
    `Why`; nothing where nothing does)."""

    scheme: str
    level: int
    certificate_id: int
    counts: bool
    until: date
    stopped: Why | None = None


@dataclass(frozen=True)
class Reason:
    """Why, and what it rests on: the tier that would do, and the certificate at hand."""

    why: Why
    grant: Grant | None = None
    held: Held | None = None


@dataclass(frozen=True)
class Eligibility:
    """Yes or no, until when a yes holds as things are now, and every reason."""

    eligible: bool
    until: date | None
    reasons: tuple[Reason, ...]


def grants_of(tiers: Iterable[tuple[str, int, Unlocks]]) -> dict[str, tuple[Grant, ...]]:
    """Kind of work to the tiers that unlock it, from (scheme, level, what it unlocks)."""
    found: dict[str, list[Grant]] = {}
    for scheme, level, unlocks in tiers:
        for job in unlocks.jobs:
            found.setdefault(job.code, []).append(Grant(scheme, level, job.product_line))
    return {code: tuple(sorted(grants, key=lambda g: (g.scheme, g.level))) for code, grants in found.items()}


def judge(
    grants: Collection[Grant],
    product_line: str | None,
    held: Mapping[tuple[str, int], Held],
    *,
    left_on: date | None,
    day: date,
) -> Eligibility:
    """Whether a person may do work that the grants unlock, on a day: of a product line, or of any where none is asked
    for. Somebody's last day of work still counts."""
    if left_on is not None and left_on < day:
        return Eligibility(False, None, (Reason(Why.LEFT),))
    fitting = [
        grant for grant in grants if None in (product_line, grant.product_line) or grant.product_line == product_line
    ]
    enough = [
        Reason(Why.HOLDS, grant, one)
        for grant in fitting
        for one in held.values()
        if one.scheme == grant.scheme and one.level >= grant.level and one.counts
    ]
    if enough:
        best = max(enough, key=lambda reason: reason.held.until if reason.held else day)
        until = best.held.until if best.held else None
        if left_on is not None and until is not None:
            until = min(until, left_on)
        return Eligibility(True, until, (best,))
    return Eligibility(False, None, tuple(_against(grant, held) for grant in fitting))


def _against(grant: Grant, held: Mapping[tuple[str, int], Held]) -> Reason:
    """What is missing for one tier: the certificate that comes nearest, or none at all."""
    own = [one for one in held.values() if one.scheme == grant.scheme]
    high = [one for one in own if one.level >= grant.level]
    if high:
        nearest = max(high, key=lambda one: (one.until, one.level))
        return Reason(nearest.stopped or Why.EXPIRED, grant, nearest)
    if own:
        return Reason(Why.TOO_LOW, grant, max(own, key=lambda one: (one.counts, one.level)))
    return Reason(Why.NOT_HELD, grant)
