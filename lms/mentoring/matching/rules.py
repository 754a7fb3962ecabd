"""What a pairing of mentees with mentors is asked for, and what it answers. Pure values, no solver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

TECHNICAL, CULTURE = "technical", "culture"
KINDS = (TECHNICAL, CULTURE)
ALTERNATIVES = 3


class Candidate(NamedTuple):
    """A pair that no hard limit forbids, with its score and how the score came about. There may be a million of them."""

    mentee: str
    mentor: str
    kind: str
    score: float
    use: float = 1.0
    """How much of the mentor's capacity the mentee takes."""
    reasons: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True)
class Task:
    """A whole intake: who needs which kind of mentor, who could be whose, and how many a mentor can take."""

    wanted: Sequence[tuple[str, str]]
    """(mentee, kind), in a stable order."""
    candidates: Sequence[Candidate]
    capacity: Mapping[str, float]
    """Free places of each mentor, both kinds together."""
    minimise: bool = False
    balance: float = 0.0
    """Points taken off for each mentee that a mentor has already: spreads the load."""
    load: Mapping[str, int] = field(default_factory=dict)
    pins: Sequence[tuple[str, str, str]] = ()
    """(mentee, mentor, kind) that are settled."""


@dataclass(frozen=True)
class Pair:
    """Who was given whom, and who came next."""

    candidate: Candidate
    rank: int
    """1 = the best that this mentee could have had."""
    out_of: int
    pinned: bool = False
    next_best: tuple[tuple[str, float, bool], ...] = ()
    """(mentor, score, full): the best of the others."""


@dataclass(frozen=True)
class Unmatched:
    """Who is left, why, and which limit would be the cheapest to loosen."""

    mentee: str
    kind: str
    reason: str
    """no_candidate, or no_free_place."""
    limits: Mapping[str, int] = field(default_factory=dict)
    """Hard limit to the number of mentors who would come in without it."""
    loosen: str | None = None


@dataclass(frozen=True)
class Matching:
    """The optimum: most people placed, then the best total."""

    pairs: tuple[Pair, ...]
    total: float
    unmatched: tuple[Unmatched, ...]


# ---- scores from what is known of people


@dataclass(frozen=True)
class Mentee:
    """Somebody who needs mentors."""

    code: str
    city: str = ""
    product_line: str = ""
    languages: frozenset[str] = frozenset()
    shift: str = ""
    skills: frozenset[str] = frozenset()
    supervisor: str = ""
    kinds: tuple[str, ...] = KINDS
    family: str = ""
    supervisors: frozenset[str] = frozenset()
    """Where there are several."""


@dataclass(frozen=True)
class Mentor:
    """Somebody who may be appointed."""

    code: str
    capacity: float = 3
    kinds: tuple[str, ...] = KINDS
    city: str = ""
    product_lines: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    shift: str = ""
    skills: frozenset[str] = frozenset()
    rating: float | None = None
    """0 to 1."""
    results: float | None = None
    """Share of past mentees who passed at the first attempt, 0 to 1."""
    load: int = 0
    family: str = ""
    rests: bool = False


@dataclass(frozen=True)
class Wishes:
    """Which limits are hard, what each wish weighs, and the points taken off for each mentee already there."""

    same_city: bool = True
    product_line: bool = True
    own_supervisor: bool = True
    """The culture mentor is not one's own supervisor."""
    weights: Mapping[str, float] = field(
        default_factory=lambda: {
            "skills": 3.0, "product_line": 2.0, "language": 2.0, "shift": 2.0, "city": 1.0, "rating": 2.0, "results": 2.0,
        }
    )  # fmt: skip
    balance: float = 0.5
    bans: frozenset[tuple[str, str]] = frozenset()


LIMITS = ("same_city", "product_line", "own_supervisor", "rest", "ban", "family", "kind", "self")
LOOSENABLE = ("own_supervisor", "product_line", "same_city")
"""From the one that costs least to the one that costs most: a drive to another city."""
ANY_SHIFT = "*"


def broken_limits(mentee: Mentee, mentor: Mentor, kind: str, wishes: Wishes) -> tuple[str, ...]:
    """Every hard limit that forbids the pair."""
    broken = []
    if wishes.same_city and mentee.city != mentor.city:
        broken.append("same_city")
    if (
        wishes.product_line
        and kind == TECHNICAL
        and mentee.product_line
        and mentee.product_line not in mentor.product_lines
    ):
        broken.append("product_line")
    if (
        wishes.own_supervisor
        and kind == CULTURE
        and mentor.code
        and (mentor.code == mentee.supervisor or mentor.code in mentee.supervisors)
    ):
        broken.append("own_supervisor")
    if mentor.rests:
        broken.append("rest")
    if (mentee.code, mentor.code) in wishes.bans:
        broken.append("ban")
    if kind == TECHNICAL and mentee.family != mentor.family and mentee.family and mentor.family:
        broken.append("family")
    if kind not in mentor.kinds:
        broken.append("kind")
    if mentee.code == mentor.code:
        broken.append("self")
    return tuple(broken)


def scored(mentee: Mentee, mentor: Mentor, kind: str, wishes: Wishes) -> Candidate:
    """The pair with its points by wish: each wish fulfilled between 0 and 1, times its weight."""
    fulfilled: dict[str, float] = {}
    if mentee.skills and kind == TECHNICAL:
        fulfilled["skills"] = len(mentee.skills & mentor.skills) / len(mentee.skills)
    if mentee.product_line:
        fulfilled["product_line"] = float(mentee.product_line in mentor.product_lines)
    if mentee.languages:
        fulfilled["language"] = float(bool(mentee.languages & mentor.languages))
    if mentee.shift:
        fulfilled["shift"] = float(mentor.shift in (ANY_SHIFT, mentee.shift))
    if mentee.city and not wishes.same_city:
        fulfilled["city"] = float(mentee.city == mentor.city)
    if mentor.rating is not None:
        fulfilled["rating"] = mentor.rating
    if mentor.results is not None:
        fulfilled["results"] = mentor.results
    reasons = tuple(
        {"wish": name, "fulfilled": value, "weight": wishes.weights.get(name, 0.0), "points": value * wishes.weights.get(name, 0.0)}
        for name, value in fulfilled.items()
    )  # fmt: skip
    points = [value * wishes.weights.get(name, 0.0) for name, value in fulfilled.items()]
    return Candidate(mentee.code, mentor.code, kind, sum(points), reasons=reasons)
