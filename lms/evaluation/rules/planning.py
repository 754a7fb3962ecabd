"""What an evaluation plan says: how deep, who is asked what and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from lms.core.terms import months_later
from lms.evaluation.rules.retention import WEEKS

LEVELS = (1, 2, 3, 4, 5)
RESULTS_MONTHS = (3, 6)
"""Level 4 is looked at from three to six months after people began to finish, level 5 from six to twelve."""
RETURN_MONTHS = (6, 12)
MOST_DAYS = 400
CONDUCT_CATEGORIES = frozenset({"management", "communication", "crisis"})


class Depth(StrEnum):
    """The kinds of training that are evaluated alike."""

    SKILLS = "skills"
    CONDUCT = "conduct"
    WHOLE = "whole"


WEIGHS: Mapping[Depth, tuple[int, ...]] = {Depth.SKILLS: (1, 2), Depth.CONDUCT: (3, 4), Depth.WHOLE: LEVELS}
"""The levels that decide: skills 1–2, management and service manner 3–4, a large programme all five."""
PLANNED: Mapping[Depth, tuple[int, ...]] = {Depth.SKILLS: (1, 2), Depth.CONDUCT: (1, 2, 3, 4), Depth.WHOLE: LEVELS}
"""The levels that are looked at. A higher level needs data at the lower ones, which may be short."""


@dataclass(frozen=True)
class Ask:
    """Who is asked which questionnaire: the learner, their direct supervisor, or observers (mentors)."""

    questionnaire: str
    role: str


@dataclass(frozen=True)
class Round:
    """One asking of a level, so many days after somebody finished, open for `window` days."""

    level: int
    days: int
    window: int
    asks: tuple[Ask, ...]

    @property
    def key(self) -> tuple[int, int]:
        """What tells it from the others of a plan."""
        return self.level, self.days

    def as_dict(self) -> dict[str, Any]:
        """As it is stored."""
        asks = [{"questionnaire": ask.questionnaire, "role": ask.role} for ask in self.asks]
        return {"level": self.level, "days": self.days, "window": self.window, "asks": asks}


def read_rounds(data: Sequence[Mapping[str, Any]]) -> tuple[Round, ...]:
    """Rounds as they were stored, in the order of time."""
    rounds = (
        Round(one["level"], one["days"], one["window"], tuple(Ask(a["questionnaire"], a["role"]) for a in one["asks"]))
        for one in data
    )
    return tuple(sorted(rounds, key=lambda one: (one.days, one.level)))


REACTION = Round(1, 0, 14, (Ask("reaction", "learner"),))
LATER_REACTION = Round(1, 30, 14, (Ask("reaction-30", "learner"),))


def behaviour(days: int, *, observed: bool = False) -> Round:
    """A look at behaviour on the job: by the learner and the supervisor, and by mentors where asked for."""
    asks = (Ask("behaviour-learner", "learner"), Ask("behaviour-supervisor", "supervisor"))
    return Round(3, days, 14, (*asks, Ask("behaviour-observer", "observer")) if observed else asks)


DEFAULT_ROUNDS: Mapping[Depth, tuple[Round, ...]] = {
    Depth.SKILLS: (REACTION,),
    Depth.CONDUCT: (REACTION, behaviour(30), behaviour(60), behaviour(90, observed=True)),
    Depth.WHOLE: (REACTION, LATER_REACTION, behaviour(30), behaviour(60), behaviour(90, observed=True)),
}


def depth_of(subject_kind: str, category: str | None) -> Depth:
    """How deep a training is evaluated unless somebody says otherwise: programmes wholly, courses by their category."""
    if subject_kind == "programme":
        return Depth.WHOLE
    return Depth.CONDUCT if category in CONDUCT_CATEGORIES else Depth.SKILLS


def due_on(one: Round, finished_on: date) -> date:
    """The day on which a round opens for who finished on a day."""
    return finished_on + timedelta(days=one.days)


def finish_window(one: Round, today: date) -> tuple[date, date]:
    """Who finished between these days is to be asked today: their round has opened and is not over. A round that a stopped
    system missed is made up for as long as its window is open."""
    return today - timedelta(days=one.days + one.window), today - timedelta(days=one.days)


def window_of(level: int, first_finish: date) -> tuple[date, date] | None:
    """From when to when level 4 or 5 is due, counted from the day when people began to finish."""
    spans = {4: RESULTS_MONTHS, 5: RETURN_MONTHS}
    if level not in spans:
        return None
    first, last = spans[level]
    return months_later(first_finish, first), months_later(first_finish, last)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a plan, by code."""

    code: str
    values: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class LevelTwo:
    """How level 2 is looked at: exams before and after, the rubric of practical ratings, and after how many weeks what is still
    known is tested once more."""

    before: str | None = None
    after: str | None = None
    rubric: str | None = None
    retention_weeks: int | None = None


UNTESTED = LevelTwo()


def faults_of(levels: Sequence[int], rounds: Sequence[Round], tests: LevelTwo = UNTESTED) -> list[Fault]:
    """Why a plan cannot be published so."""
    found = _faults_of_tests(levels, tests)
    if not levels:
        found.append(Fault("plan_without_levels"))
    for level in (1, 3):
        if level in levels and not any(one.level == level for one in rounds):
            found.append(Fault("plan_level_unasked", (("level", level),)))
    if any(one.level not in levels for one in rounds):
        found.append(Fault("plan_round_unplanned"))
    keys = [one.key for one in rounds]
    if len(set(keys)) < len(keys):
        found.append(Fault("plan_round_twice"))
    if any(not 0 <= one.days <= MOST_DAYS or not 1 <= one.window <= 60 for one in rounds):
        found.append(Fault("plan_days_wrong", (("most", MOST_DAYS),)))
    if any(not one.asks for one in rounds):
        found.append(Fault("plan_nobody_asked"))
    if 5 in levels and 4 not in levels:
        found.append(Fault("plan_return_without_results"))
    if 4 in levels and 3 not in levels:
        found.append(Fault("plan_results_without_behaviour"))
    return found


def _faults_of_tests(levels: Sequence[int], tests: LevelTwo) -> list[Fault]:
    found = []
    if tests.before and not tests.after:
        found.append(Fault("plan_before_without_after"))
    if tests.retention_weeks is not None:
        if not WEEKS[0] <= tests.retention_weeks <= WEEKS[1]:
            found.append(Fault("plan_weeks_wrong", (("least", WEEKS[0]), ("most", WEEKS[1]))))
        if not tests.after:
            found.append(Fault("plan_retention_without_exam"))
        if 2 not in levels:
            found.append(Fault("plan_retention_unplanned"))
    return found
