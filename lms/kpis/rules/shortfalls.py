"""Where figures fall short, and which abilities that speaks for.

A place falls short in a KPI when its whole interval lies beyond the target; or, where there is no target, when it lies on the
worse side of its peers by three standard errors, the limit of a funnel plot (Spiegelhalter, Statistics in Medicine 24 (2005)
1185–1202): many places and KPIs are looked at together, and at 95 % one in forty would stand out by chance alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lms.kpis.rules.figures import Figure
from lms.kpis.rules.sums import COUNT, Sums
from lms.kpis.rules.targets import MISSED, standing

TARGET, PEERS = "target", "peers"
FUNNEL, USUAL = 3.0, 1.96
"""Standard errors: of a funnel's outer limit, and those that an interval of 95 % reaches."""
ABILITIES_NAMED, LEAST_WEIGHT = 3, 2
"""So many abilities are named for a place; one that moves a figure somewhat only is none of them."""


@dataclass(frozen=True)
class Shortfall:
    """One KPI in which a place falls short: its figure, what it is held against, and how far beyond that it lies, in
    half-widths of its interval."""

    code: str
    figure: Figure
    against: str
    bound: float
    distance: float


def short_of(
    code: str, kind: str, direction: str, figure: Figure, target: float | None, peers: float | None
) -> Shortfall | None:
    """How a figure falls short of its target, else of its peers; None where it does not, or where nobody can tell."""
    value, low, high = figure.value, figure.low, figure.high
    if not figure.enough or direction == "none" or value is None or low is None or high is None or high <= low:
        return None
    half = (high - low) / 2
    if target is not None:
        if standing(value, low, high, target, direction) != MISSED:
            return None
        return Shortfall(code, figure, TARGET, target, abs(value - target) / half)
    if peers is None or kind == COUNT:  # what is counted is larger where there is more work
        return None
    worse = value < peers if direction == "up" else value > peers
    reach = (high - value if value < peers else value - low) * FUNNEL / USUAL
    if not worse or abs(value - peers) <= reach:
        return None
    return Shortfall(code, figure, PEERS, peers, abs(value - peers) / half)


def without(whole: Sums, part: Sums) -> Sums:
    """What is left of a sum when one of its parts is taken away."""
    return Sums(
        max(whole.n - part.n, 0), whole.total - part.total, whole.base - part.base, whole.squares - part.squares,
        whole.logs - part.logs, whole.log_squares - part.log_squares,
    )  # fmt: skip


def speaks_for(
    found: Sequence[Shortfall], behind: Mapping[str, Sequence[tuple[int, int]]], most: int = ABILITIES_NAMED
) -> list[tuple[int, list[str]]]:
    """The abilities that shortfalls point to, the likeliest first, each with the codes that speak for it. `behind`: the
    abilities behind each KPI with their weights. An ability behind several of the KPIs adds them up."""
    weights: dict[int, int] = {}
    codes: dict[int, list[str]] = {}
    for one in found:
        for ability, weight in behind.get(one.code, ()):
            if weight >= LEAST_WEIGHT:
                weights[ability] = weights.get(ability, 0) + weight
                codes.setdefault(ability, []).append(one.code)
    order = sorted(
        weights, key=lambda ability: -weights[ability]
    )  # stable: of equals the one behind the gravest figure
    return [(ability, codes[ability]) for ability in order[:most]]
