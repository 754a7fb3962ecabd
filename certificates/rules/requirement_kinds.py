"""The kinds of requirements, what is known of a person for them, and where somebody stands with one.

Nothing here knows of tiers: grades of trainers use the same words. A package above adds kinds of its own by putting its
facts into `Facts.further`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from lms.kpis.rules.criteria import Criterion, CriterionState, read_criterion


class Kind(StrEnum):
    """Kinds of requirement."""

    EXAM = "exam"
    PRACTICAL_EXAM = "practical_exam"
    PRACTICALS = "practicals"
    COURSE = "course"
    PROGRAMME = "programme"
    PREVIOUS_TIER = "previous_tier"
    MONTHS_IN_GRADE = "months_in_grade"
    KPI = "kpi"
    CASES = "cases"
    MENTEES = "mentees"
    PLEDGE = "pledge"
    ALL = "all"
    ANY = "any"
    AT_LEAST = "at_least"


GROUPS = frozenset({Kind.ALL, Kind.ANY, Kind.AT_LEAST})
"""Several requirements as one: all of them, any of them, at least `n` of them."""
WITH_CODES = frozenset({Kind.EXAM, Kind.PRACTICAL_EXAM, Kind.PRACTICALS, Kind.COURSE, Kind.PROGRAMME})
"""Kinds that name something by its code; one of several will do, but of practical tasks all."""
COUNTS = frozenset({Kind.CASES, Kind.MENTEES})
"""Kinds of which so many are demanded (`min`)."""


@dataclass(frozen=True)
class Fact:
    """Something that is known of a person: a mark, how much of how much, since when, the record it stands in
    and, where the package that knows it says so, the page that shows it. `version` is that of a course completed;
    `observations` and `people` say how often a practical task was signed off, and by how many."""

    met: bool
    percent: float | None = None
    done: int | None = None
    total: int | None = None
    on: date | None = None
    record_id: int | None = None
    href: str | None = None
    version: int | None = None
    observations: int = 0
    people: int = 0


Known = Mapping[str, "Fact | Sequence[Fact]"]
"""By code: the one fact that counts, or all results there are."""


@dataclass(frozen=True)
class Facts:
    """All that is known of a person. `since`: nothing older counts (for a renewal); what is counted or added up before it
    comes here (practical tasks, figures, cases, mentees) has been counted from that day on already.

    `pledges` are by `pledge_code`; `further` holds what packages above know: their kind, then the code ("" where the
    requirement names none).
    """

    exams: Known = field(default_factory=dict)
    practical_exams: Known = field(default_factory=dict)
    practicals: Mapping[str, Fact] = field(default_factory=dict)
    courses: Known = field(default_factory=dict)
    programmes: Known = field(default_factory=dict)
    previous_tier: Fact | None = None
    in_grade_since: date | None = None
    kpis: Mapping[Criterion, CriterionState] = field(default_factory=dict)
    cases: Fact | None = None
    mentees: Fact | None = None
    pledges: Known = field(default_factory=dict)
    further: Mapping[str, Known] = field(default_factory=dict)
    since: date | None = None


@dataclass(frozen=True)
class State:
    """One requirement with its evidence.

    `wanted` is the mark, the months or the number demanded; `have` what there is, of `total` where it is so many of so
    many; `on` the day of the evidence. `people`: by how many it was observed and must be. `due`: the day on which time
    alone will have met it. `stale`: the day of a result that would do but is too old. `parts` are the requirements of a
    group, of which `need` must be met.
    """

    kind: str
    codes: tuple[str, ...]
    met: bool
    wanted: float | None = None
    have: float | None = None
    total: int | None = None
    on: date | None = None
    record_id: int | None = None
    href: str | None = None
    criterion: CriterionState | None = None
    people: tuple[int, int] | None = None
    due: date | None = None
    stale: date | None = None
    missing: tuple[str, ...] = ()
    parts: tuple[State, ...] = ()
    need: int | None = None
    requirement: Mapping[str, Any] = field(default_factory=dict)

    @property
    def parts_met(self) -> int:
        """How many requirements of a group are met."""
        return sum(part.met for part in self.parts)


def codes_of(requirement: Mapping[str, Any]) -> tuple[str, ...]:
    """The codes that a requirement names: one of them must be met, or all of them for practical tasks."""
    if "codes" in requirement:
        return tuple(requirement["codes"])
    return (requirement["code"],) if "code" in requirement else ()


def criterion_of(requirement: Mapping[str, Any]) -> Criterion:
    """The condition that a requirement on figures states."""
    return read_criterion({name: requirement[name] for name in requirement if name != "kind"})


def pledge_code(text: Mapping[str, str]) -> str:
    """What a pledge is known by: its very words. Changed words are another pledge, to be signed anew."""
    said = "\0".join(str(text.get(language) or "").strip() for language in ("zh", "en"))
    return hashlib.sha256(said.encode()).hexdigest()


def leaves(requirements: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """The requirements without groups: those within groups in their place."""
    found: list[Mapping[str, Any]] = []
    for requirement in requirements:
        if requirement["kind"] in GROUPS:
            found += leaves(requirement.get("of") or ())  # in a draft a group may still be empty
        else:
            found.append(requirement)
    return tuple(found)
