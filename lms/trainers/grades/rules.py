"""Where somebody stands as a trainer on a day. Nothing of it is stored: it follows from the periods granted, from what was
decided about them and from the rule of re-review by which they were granted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from certificates.rules.renewal import Renewal, Stage, renewable_until, stage, window
from certificates.rules.status import Decision, DecisionKind, standing_decision

JUNIOR, INTERMEDIATE, SENIOR = LEVELS = (1, 2, 3)
CODES = {JUNIOR: "junior", INTERMEDIATE: "intermediate", SENIOR: "senior"}
REMINDER_DAYS = (90, 60, 30, 7)


class Status(StrEnum):
    """Where a grade stands on a day."""

    NONE = "none"
    FUTURE = "future"
    VALID = "valid"
    REVIEW = "review"
    """Valid, and the window of the re-review is open."""
    GRACE = "grace"
    LATE = "late"
    """Over, but the re-review is still enough."""
    LAPSED = "lapsed"
    """Over for so long that the whole way must be gone again."""
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


MAY_REVIEW = frozenset({Status.REVIEW, Status.GRACE, Status.LATE})


@dataclass(frozen=True)
class Period:
    """One grade held from the first to the last day, both included. `followed`: the re-review has been passed already."""

    grade_id: int
    level: int
    from_day: date
    until_day: date
    renewal: Renewal = field(default_factory=Renewal)
    decisions: tuple[Decision, ...] = ()
    cycle: int = 0
    followed: bool = False
    application_id: int | None = None


@dataclass(frozen=True)
class Standing:
    """Somebody as a trainer on a day. `valid_until`: the last day that is certain, with a re-review passed already; `review_from`
    and `review_until`: when the re-review is open, where it is."""

    level: int = 0
    status: Status = Status.NONE
    valid: bool = False
    valid_until: date | None = None
    since: date | None = None
    review_from: date | None = None
    review_until: date | None = None
    period: Period | None = None

    @property
    def code(self) -> str:
        """The grade's code; empty where there is none."""
        return CODES.get(self.level, "")

    @property
    def at_the_top(self) -> bool:
        """Is the highest grade held? Nothing is above it but its own re-review."""
        return self.valid and self.level == SENIOR


def status_on(period: Period, day: date) -> Status:
    """The status of one period on a day. A withdrawal outweighs everything."""
    decided = standing_decision(period.decisions, day)
    if decided == DecisionKind.WITHDRAW:
        return Status.WITHDRAWN
    if day < period.from_day:
        return Status.FUTURE
    found = stage(period.renewal, period.until_day, day)
    if day > period.until_day:
        return {Stage.GRACE: Status.GRACE, Stage.LATE: Status.LATE}.get(found, Status.LAPSED)
    if decided == DecisionKind.SUSPEND:
        return Status.SUSPENDED
    return Status.REVIEW if found is Stage.OPEN and not period.followed else Status.VALID


def counts(period: Period, day: date) -> bool:
    """May somebody teach by this period on a day, and be paid for it?"""
    status = status_on(period, day)
    return status in (Status.VALID, Status.REVIEW) or (
        status is Status.GRACE
        and period.renewal.grace_counts
        and standing_decision(period.decisions, day) != DecisionKind.SUSPEND
    )


_ORDER = (Status.SUSPENDED, Status.GRACE, Status.LATE, Status.FUTURE, Status.LAPSED, Status.WITHDRAWN)
"""Of periods that do not count, which says most about where somebody stands."""


def standing_on(periods: Collection[Period], day: date) -> Standing:
    """The highest grade that counts on a day; where none does, the one that says most."""
    if not periods:
        return Standing()
    good = [one for one in periods if counts(one, day)]
    if good:
        period = max(good, key=lambda one: (one.level, one.until_day))
    else:
        period = min(
            periods, key=lambda one: (_ORDER.index(status_on(one, day)), -one.level, -one.until_day.toordinal())
        )
    status = status_on(period, day)
    until = _chained(period, periods)
    open_days = window(period.renewal, until)
    return Standing(
        level=period.level,
        status=status,
        valid=bool(good),
        valid_until=until,
        since=min(one.from_day for one in periods if one.level == period.level),
        review_from=open_days.first if open_days else None,
        review_until=renewable_until(period.renewal, until),
        period=period,
    )


def _chained(period: Period, periods: Collection[Period]) -> date:
    """The last day of a period and of those of the same level that follow it without a gap."""
    until = period.until_day
    for one in sorted(periods, key=lambda one: one.from_day):
        withdrawn = any(decision.kind == DecisionKind.WITHDRAW for decision in one.decisions)
        follows = one.level == period.level and one.until_day > until and (one.from_day - until).days <= 1
        if follows and not withdrawn:
            until = one.until_day
    return until


def reminder_due(until_day: date, day: date, sent: Collection[int], days: Sequence[int] = REMINDER_DAYS) -> int | None:
    """Which reminder is due: of those whose day has come the one nearest to the end, once; those missed before it are not
    made up for."""
    left = (until_day - day).days
    if left < 0:
        return None
    reached = [one for one in days if left <= one]
    if not reached or min(reached) in sent:
        return None
    return min(reached)
