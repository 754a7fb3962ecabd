"""Levels of abilities: what is asked of somebody, and what they have shown. Nothing of this is stored; both are told from
dated facts.

Levels: 1 knows it, 2 does it with guidance, 3 does it alone, 4 passes it on; 0 nothing shown yet.

What shows a level, and for how long:
    exam         passed: the level that the exam is said to show, for 24 months
    questions    the questions of one exam that carry the ability, at least three, at least 80 % of their points: level 1,
                 for 24 months
    task         a practical task whose needed sign-offs are all there: the level it is said to show, for 24 months
    rubric       a practical examination or scenario passed: the level it is said to show, for 24 months
    certificate  while it is valid: the level that its tier asks for today, at most 2: it was given for the whole, not for
                 the one ability
    observation  from five observed work orders of the last 12 months: the level of their mean
    ratings      by others in a 360° round whose results may be shown, for 18 months: the level of the mean, at most 3
Means are those of scales from 1 to 5: from 2.5 on level 2, from 3.5 on level 3, from 4.5 on level 4, below that level 1.

The level of a person is the highest of these. What people are seen to do outweighs what they once passed: where five or
more work orders were observed, the level is never above that of the upper limit of their mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lms.core.terms import months_later

LAYERS = ("basic", "advanced", "expert")
LEVELS = (1, 2, 3, 4)
TIERS = (0, 1, 2, 3, 4)
"""0: no certificate yet. What a tier does not say for itself, it takes from the one below."""
EXAM, QUESTIONS, TASK, RUBRIC, CERTIFICATE, OBSERVATION, RATINGS = (
    "exam", "questions", "task", "rubric", "certificate", "observation", "ratings",
)  # fmt: skip
MEASURE_KINDS = (EXAM, TASK, RUBRIC)
MOST_OF = {EXAM: 2, TASK: 3, RUBRIC: 3}
"""The highest level that each kind can be said to show: knowing alone is no doing."""
MONTHS = {EXAM: 24, QUESTIONS: 24, TASK: 24, RUBRIC: 24, OBSERVATION: 12, RATINGS: 18}
LEAST_QUESTIONS, QUESTIONS_SHARE = 3, 0.8
LEAST_OBSERVED = 5
LEAST_RATERS = 3
MOST_BY = {RATINGS: 3, CERTIFICATE: 2}
ENOUGH_PEOPLE = 5
"""Fewer people make no share that is worth a colour."""


@dataclass(frozen=True)
class Evidence:
    """One dated fact about one person and ability. `level` is what it shows; `ref` where it stands; `high` the upper limit
    of an observed mean; `n` orders observed, raters, or questions; `until` the last day of a certificate."""

    kind: str
    on: date
    level: int
    ref: str = ""
    value: float | None = None
    n: int | None = None
    high: float | None = None
    until: date | None = None


@dataclass(frozen=True)
class Shown:
    """The level of a person on a day. `by` are the facts that count, those that carry the level first; `capped` is the
    observation that keeps it below what was passed once."""

    level: int
    by: tuple[Evidence, ...] = ()
    capped: Evidence | None = None


@dataclass(frozen=True)
class Asked:
    """One dated requirement, as it is stored."""

    ability_id: int
    post_id: int | None
    family: str | None
    tier: int
    level: int
    from_day: date


def level_of_mean(mean: float) -> int:
    """The level of a mean on a scale from 1 to 5."""
    return 1 + sum(mean >= bound for bound in (2.5, 3.5, 4.5))


def counts(one: Evidence, today: date) -> bool:
    """Does a fact say anything on this day?"""
    if one.on > today or one.level < 1:
        return False
    if one.kind == CERTIFICATE:
        return one.until is not None and today <= one.until
    if one.on <= months_later(today, -MONTHS[one.kind]):
        return False
    least = {OBSERVATION: LEAST_OBSERVED, RATINGS: LEAST_RATERS, QUESTIONS: LEAST_QUESTIONS}.get(one.kind)
    return least is None or (one.n or 0) >= least


def level_on(evidence: Iterable[Evidence], today: date) -> Shown:
    """The level that all facts about one person and ability come to on a day."""
    valid = [one for one in evidence if counts(one, today)]
    if not valid:
        return Shown(0)
    capped = {one: min(one.level, MOST_BY.get(one.kind, one.level)) for one in valid}
    order = sorted(valid, key=lambda one: (-capped[one], -one.on.toordinal(), one.kind, one.ref))
    best = capped[order[0]]
    observed = max((one for one in valid if one.kind == OBSERVATION), key=lambda one: one.on, default=None)
    if observed is not None and observed.high is not None:
        limit = level_of_mean(observed.high)
        if limit < best:
            return Shown(limit, tuple(order), observed)
    return Shown(best, tuple(order))


class Requirements:
    """What is asked of whom on a day."""

    def __init__(self, rows: Iterable[Asked], today: date) -> None:
        """`rows` in the order in which they were said."""
        newest: dict[tuple[int, int | None, str | None, int], Asked] = {}
        for row in rows:
            key = (row.ability_id, row.post_id, row.family, row.tier)
            if row.from_day <= today and (key not in newest or newest[key].from_day <= row.from_day):
                newest[key] = row
        self._of: dict[tuple[int, int | str], dict[int, int]] = {}
        for row in newest.values():
            whom: int | str = row.post_id if row.post_id is not None else row.family or ""
            self._of.setdefault((row.ability_id, whom), {})[row.tier] = row.level
        self._known: dict[tuple[int, int, str, int], int] = {}

    def own(self, ability_id: int, whom: int | str) -> Mapping[int, int]:
        """What is said for a post (its id) or a family itself: level by tier."""
        return self._of.get((ability_id, whom), {})

    def level(self, ability_id: int, post_id: int, family: str, tier: int) -> int:
        """What is asked of somebody: by their post where anything is said of it, else by its family. 0: nothing."""
        key = (ability_id, post_id, family, tier)
        if key not in self._known:
            said = self.own(ability_id, post_id) or self.own(ability_id, family)
            self._known[key] = next((said[t] for t in range(tier, -1, -1) if t in said), 0)
        return self._known[key]
