"""Who may be whose mentor, what a rating comes to, when a log entry may be written."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import floor

from lms.core.rules import Refusal

LONGEST_COVER = 365
"""In days: whoever is away for longer is replaced, not stood in for."""
CAPACITY = 4
"""How many mentees a mentor can care for; more is allowed with a warning."""

LOWEST, HIGHEST = 1, 5


class Kind(StrEnum):
    """The two mentors of a new hire."""

    TECHNICAL = "technical"
    CULTURE = "culture"


def other(kind: str) -> Kind:
    """The other of the two."""
    return Kind.CULTURE if kind == Kind.TECHNICAL else Kind.TECHNICAL


class Dimension(StrEnum):
    """What a mentor rates."""

    SKILL = "skill"
    DILIGENCE = "diligence"
    COMMUNICATION = "communication"
    SAFETY = "safety"
    LEARNING = "learning"


@dataclass(frozen=True)
class Span:
    """A pairing as the rules see it: from `started_on` until the day before `ended_on`."""

    mentor_id: int
    kind: str
    started_on: date
    ended_on: date | None = None

    def holds(self, day: date) -> bool:
        """Does it hold on a day?"""
        return self.started_on <= day and (self.ended_on is None or day < self.ended_on)


def against_pairing(
    *,
    mentor_id: int,
    mentee_id: int,
    kind: str,
    current: Collection[Span],
    mentor_has_role: bool,
    mentor_here: bool,
    mentee_here: bool,
) -> tuple[Refusal, ...]:
    """Every reason why somebody cannot become a mentor of somebody. `current` are the mentee's pairings of today."""
    found = []
    if mentor_id == mentee_id:
        found.append(Refusal("mentors_self"))
    if not mentor_has_role:
        found.append(Refusal("not_a_mentor"))
    if not mentor_here:
        found.append(Refusal("mentor_left"))
    if not mentee_here:
        found.append(Refusal("mentee_left"))
    if any(span.mentor_id == mentor_id and span.kind != kind for span in current):
        found.append(Refusal("is_other_mentor"))
    return tuple(found)


def pairing_warnings(
    *, mentees: int, kind: str, supervises_unit: bool, capacity: int = CAPACITY, rests: bool = False,
    parts: Collection[str] | None = None,
) -> tuple[Refusal, ...]:  # fmt: skip
    """What speaks against a pairing without forbidding it. `mentees` is how many the mentor has already, of `capacity`;
    `parts` what they are appointed for today, None where they never were and hold the role alone."""
    found = []
    if mentees >= capacity:
        found.append(Refusal("mentor_full", {"count": mentees, "capacity": capacity}))
    if kind == Kind.CULTURE and supervises_unit:
        found.append(Refusal("culture_mentor_supervises"))
    if rests:
        found.append(Refusal("mentor_rests"))
    if parts is not None and kind not in parts:
        found.append(Refusal("mentor_other_part" if parts else "mentor_term_over"))
    return tuple(found)


@dataclass(frozen=True)
class Traits:
    """Where and on what somebody works; empty `region` where the unit belongs to none."""

    family: str
    product_line: str | None
    unit_id: int
    region: str

    def is_near(self, other: Traits) -> bool:
        """Do both work in one unit or one region?"""
        return self.unit_id == other.unit_id or (self.region != "" and self.region == other.region)


def region_of(path: str) -> str:
    """The region to which a unit belongs: the unit below the root on its path."""
    ids = path.strip("/").split("/")
    return "/".join(ids[:2]) if len(ids) > 1 else ""


def suits(kind: str, mentor: Traits, mentee: Traits, *, is_warned_of: bool, certified: bool | None) -> bool:
    """Is somebody among the first to think of as a mentor? Near, and nothing speaks against it; the technical mentor also
    does the same work on the same products and holds the tier that the mentee strives for, where that is known."""
    if is_warned_of or not mentor.is_near(mentee):
        return False
    if kind == Kind.CULTURE:
        return True
    same_line = None in (mentor.product_line, mentee.product_line) or mentor.product_line == mentee.product_line
    return mentor.family == mentee.family and same_line and certified is not False


Pair = tuple[int, int, str]
"""Mentor, mentee, kind."""


def overloaded(
    standing: Collection[Pair], wanted: Collection[Pair], capacities: Mapping[int, int]
) -> dict[int, tuple[int, int]]:
    """Mentor to how many mentees before and after, for those whom the wanted pairings take past the limit: theirs in
    `capacities`, or else the usual one. A wanted pairing replaces the standing one of the same mentee and kind; one mentee
    counts once, whatever the mentor's parts."""
    filled = {(mentee, kind) for _mentor, mentee, kind in wanted}
    coming = [*(pair for pair in standing if pair[1:] not in filled), *wanted]
    found = {}
    for mentor in {pair[0] for pair in wanted}:
        before, after = (len({pair[1] for pair in pairs if pair[0] == mentor}) for pairs in (standing, coming))
        if after > max(before, capacities.get(mentor, CAPACITY)):
            found[mentor] = (before, after)
    return found


def against_sign_off(spans: Collection[Span], signer_id: int, day: date) -> tuple[Refusal, ...]:
    """Every reason why somebody may not sign off a mentee's work on a day: only the technical mentor of that day may."""
    own = [span for span in spans if span.mentor_id == signer_id]
    if any(span.kind == Kind.TECHNICAL and span.holds(day) for span in own):
        return ()
    if any(span.kind == Kind.CULTURE and span.holds(day) for span in own):
        return (Refusal("culture_mentor_signs"),)
    if any(span.kind == Kind.TECHNICAL for span in own):
        return (Refusal("pairing_ended"),)
    return (Refusal("not_the_mentor"),)


def against_examining(spans: Collection[Span], assessor_id: int) -> tuple[Refusal, ...]:
    """Nobody examines a person they mentor or have mentored."""
    return (Refusal("examines_own_mentee"),) if any(span.mentor_id == assessor_id for span in spans) else ()


def against_certifying(spans: Collection[Span], decider_id: int) -> tuple[Refusal, ...]:
    """Nobody certifies a person they mentor or have mentored."""
    return (Refusal("certifies_own_mentee"),) if any(span.mentor_id == decider_id for span in spans) else ()


def unrated(ratings: Mapping[str, int]) -> tuple[str, ...]:
    """The dimensions that carry no rating between LOWEST and HIGHEST."""
    return tuple(d for d in Dimension if ratings.get(d) not in range(LOWEST, HIGHEST + 1))


def percent_of(ratings: Mapping[str, int]) -> float:
    """The mean of all dimensions on 0–100, rounded half up to one decimal: all 1 gives 0, all 5 gives 100."""
    total = sum(Fraction(ratings[d] - LOWEST, HIGHEST - LOWEST) for d in Dimension)
    return floor(total / len(Dimension) * 1000 + Fraction(1, 2)) / 10


def against_entry(*, day: date, today: date, cases: str, learned: str, answered: bool) -> tuple[Refusal, ...]:
    """Every reason why an entry for a day cannot be written or changed."""
    found = []
    if day != today:
        found.append(Refusal("entry_not_today"))
    if answered:
        found.append(Refusal("entry_answered"))
    if not cases.strip():
        found.append(Refusal("cases_missing"))
    if not learned.strip():
        found.append(Refusal("learned_missing"))
    return tuple(found)
