"""Who is reminded of somebody's programme: whoever can act, and one level up once too many days have passed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from lms.onboarding.rules.gate import ASSESSOR, LEARNER, MENTOR, SUPERVISOR

MANAGER = "manager"
LAST_DAYS = 2
"""So many days before the end of a stage, whoever can act is reminded."""
WEEK = 7
"""Next week on a board: the seven days after today."""
FOR_SUPERVISOR = frozenset({"decision_due", "signature_due", "attempts_used_up"})


@dataclass(frozen=True)
class Standing:
    """A programme as reminders see it. `days_left` until the end of the stage under way, today not counted; `waits_for`
    whose turn the missing conditions are; `blockers` what holds the learner up; `week` how many of the
    seven days to come count as days of the stage."""

    late_by: int
    days_left: int
    waits_for: Collection[str]
    blockers: Collection[str]
    is_paused: bool = False
    week: int = WEEK

    @property
    def is_late(self) -> bool:
        """Past the end of its stage?"""
        return self.late_by > 0 and not self.is_paused

    @property
    def is_soon(self) -> bool:
        """Will it be late within the week, as things stand: something is missing, and the stage ends?"""
        return not self.is_late and not self.is_paused and bool(self.waits_for) and self.days_left <= self.week


def reminded(standing: Standing, escalate_after: int) -> frozenset[str]:
    """The roles that are reminded today; nobody while the programme rests."""
    if standing.is_paused:
        return frozenset()
    found: set[str] = set()
    if FOR_SUPERVISOR & set(standing.blockers):
        found.add(SUPERVISOR)
    if "no_technical_mentor" in standing.blockers:
        found.add(MANAGER)
    if standing.is_late or (standing.waits_for and standing.days_left <= LAST_DAYS):
        found |= {LEARNER, MENTOR, ASSESSOR} & set(standing.waits_for)
    if "waits_for_mentor" in standing.blockers:
        found.add(MENTOR)
    if "waits_for_assessor" in standing.blockers:
        found.add(ASSESSOR)
    if standing.late_by > escalate_after:
        found.add(SUPERVISOR)
    if standing.late_by > 2 * escalate_after:
        found.add(MANAGER)
    return frozenset(found)
