"""Who may be appointed as a mentor, for how long, and where an appointment stands on a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lms.core.rules import Refusal
from lms.core.terms import months_later

ENDING_DAYS = 60
"""So many days before the end of a term somebody must decide on its renewal."""
FARTHEST_TERM = 366
"""A term begins at most so many days from now."""
LONGEST_TERM = 120
"""In months."""
CAPACITY = 4
SHIFTS = ("day", "early", "late", "night")
LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Criteria:
    """What is asked of mentors of one kind. 0 and None: not asked."""

    kind: str
    tier: int
    years: float
    least_rating: float
    raters: int
    course_code: str | None
    term_months: int


USUAL = {
    "technical": Criteria("technical", 2, 2.0, 3.5, 1, None, 24),
    "culture": Criteria("culture", 0, 1.0, 3.5, 1, None, 24),
}
"""What is asked as long as nobody has decided otherwise."""


@dataclass(frozen=True)
class Facts:
    """What is on record about somebody who might be a mentor. `tier`: the highest with a certificate valid today;
    `tier_that_mentors`: the lowest to which certification gives the right to mentor, 0 where it says nothing."""

    tier: int = 0
    years: float = 0.0
    communication: float | None = None
    patience: float | None = None
    raters: int = 0
    courses: frozenset[str] = frozenset()
    here: bool = True
    tier_that_mentors: int = 0


@dataclass(frozen=True)
class Check:
    """One criterion: what is asked, what was found, whether that is enough."""

    code: str
    met: bool
    asked: float | str
    found: float | str | None


def checks(asked: Criteria, facts: Facts) -> tuple[Check, ...]:
    """Every criterion that is asked, in a fixed order."""
    found = [] if facts.here else [Check("here", met=False, asked="", found=None)]
    tier = max(asked.tier, facts.tier_that_mentors if asked.kind == "technical" else 0)
    if tier:
        found.append(Check("tier", facts.tier >= tier, tier, facts.tier))
    if asked.years:
        found.append(Check("years", facts.years >= asked.years, asked.years, round(facts.years, 1)))
    if asked.least_rating:
        for code, value in (("communication", facts.communication), ("patience", facts.patience)):
            enough = facts.raters >= asked.raters and value is not None and value >= asked.least_rating
            found.append(Check(code, enough, asked.least_rating, value))
        if facts.raters < asked.raters:
            found.append(Check("raters", met=False, asked=asked.raters, found=facts.raters))
    if asked.course_code:
        done = asked.course_code in facts.courses
        found.append(Check("course", done, asked.course_code, asked.course_code if done else None))
    return tuple(found)


def is_met(found: Collection[Check]) -> bool:
    """Is every criterion met?"""
    return all(one.met for one in found)


def term_faults(first: date, last: date, today: date, runs_until: date | None = None) -> tuple[Refusal, ...]:
    """What stands against a term from a day to a day. `runs_until`: the last day of the term that it continues."""
    found = []
    if first > today + timedelta(days=FARTHEST_TERM):
        early = Refusal("renewal_too_early", {"day": runs_until, "most": FARTHEST_TERM}) if runs_until else None
        found.append(early or Refusal("term_begins_too_far", {"most": FARTHEST_TERM}))
    if last < first:
        short = Refusal("renewal_ends_too_soon", {"day": runs_until}) if runs_until else None
        found.append(short or Refusal("term_ends_before_it_begins"))
    elif last < today:
        found.append(Refusal("term_over_already"))
    elif last > months_later(first, LONGEST_TERM):
        found.append(Refusal("term_too_long", {"years": LONGEST_TERM // 12}))
    return tuple(found)


class Status(StrEnum):
    """Where somebody stands as a mentor on a day."""

    NEVER = "never"
    FUTURE = "future"
    ACTIVE = "active"
    ENDING = "ending"
    RESTING = "resting"
    OVER = "over"
    RETIRED = "retired"


AVAILABLE = frozenset({Status.ACTIVE, Status.ENDING})
"""May be given new mentees."""


@dataclass(frozen=True)
class Term:
    """An appointment as the rules see it; both days belong to it."""

    from_day: date
    until_day: date
    technical: bool
    culture: bool
    ended_on: date | None = None

    def holds(self, day: date) -> bool:
        """Is somebody a mentor on a day by this appointment?"""
        return self.from_day <= day <= self.until_day and (self.ended_on is None or day < self.ended_on)


@dataclass(frozen=True)
class Rest:
    """A time without new mentees; both days belong to it."""

    from_day: date
    until_day: date | None = None
    ended_on: date | None = None

    def holds(self, day: date) -> bool:
        """Does somebody rest on a day?"""
        begun = self.from_day <= day and (self.until_day is None or day <= self.until_day)
        return begun and (self.ended_on is None or day < self.ended_on)


def rest_to_end(rests: Collection[Rest], today: date) -> Rest | None:
    """Which rest ends when a mentor takes mentees again: the one that runs, else the next to come."""
    open_ = [rest for rest in rests if rest.ended_on is None and (rest.until_day is None or rest.until_day >= today)]
    return min(open_, key=lambda rest: rest.from_day, default=None)


def status_of(terms: Collection[Term], rests: Collection[Rest], today: date) -> Status:
    """Where somebody stands; nothing of it is stored."""
    if not terms:
        return Status.NEVER
    holding = [term for term in terms if term.holds(today)]
    if not holding:
        if any(term.from_day > today and term.ended_on is None for term in terms):
            return Status.FUTURE
        last = max(terms, key=lambda term: (term.from_day, term.until_day))
        return Status.RETIRED if last.ended_on is not None else Status.OVER
    if any(rest.holds(today) for rest in rests):
        return Status.RESTING
    following = any(term.from_day > today and term.ended_on is None for term in terms)
    until = max(term.until_day for term in holding)
    return Status.ENDING if (until - today).days <= ENDING_DAYS and not following else Status.ACTIVE


def held_until(terms: Collection[Term], today: date) -> date | None:
    """The last day of the term under way and of the renewals that follow it without a gap; None where none is under way."""
    last = max((term.until_day for term in terms if term.holds(today)), default=None)
    for term in sorted((t for t in terms if t.ended_on is None), key=lambda term: term.from_day):
        if last is not None and term.from_day <= last + timedelta(days=1):
            last = max(last, term.until_day)
    return last


def kinds_on(terms: Collection[Term], day: date) -> frozenset[str]:
    """As what somebody may accompany on a day."""
    holding = [term for term in terms if term.holds(day)]
    kinds = {"technical"} if any(term.technical for term in holding) else set()
    return frozenset(kinds | ({"culture"} if any(term.culture for term in holding) else set()))
