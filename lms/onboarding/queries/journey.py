"""A journey: one learner's programme as it stands today; see `queries.journeys` for how it is put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from lms.core import clock
from lms.core.bilingual import Bilingual
from lms.onboarding.queries.enrolments import StageRow
from lms.onboarding.queries.records import Extended, Paused
from lms.onboarding.queries.titles import Described
from lms.onboarding.rules import conditions, gate, schedule
from lms.onboarding.rules.decisions import EXTEND, is_used_up, possible_decisions
from lms.onboarding.rules.gate import Check, Content, Evidence
from lms.onboarding.rules.policy import BY_SIGNATURE, Policy
from lms.onboarding.rules.result import FAIL, NOT_COMPLETE, PASS, Result
from lms.workdays.rules import Days, every_day

SOON = timedelta(days=3)
"""Before the end of a stage, an extension is worth speaking of."""


@dataclass(frozen=True)
class StageView:
    """One stage of a journey. `checks` are empty where its evidence was not asked for, and for a stage passed already."""

    row: StageRow
    plan: schedule.StagePlan
    passed_at: datetime | None
    extended: tuple[Extended, ...]
    checks: tuple[Check, ...]
    planned: int | None = None
    """For how many days a stage passed was planned by the version in which it was passed."""

    @property
    def done(self) -> int:
        """How many of the conditions that must hold do."""
        return self.total if self.passed_at else conditions.progress(self.row.gate, self.checks)[0]

    @property
    def total(self) -> int:
        """How many conditions must hold."""
        if self.row.gate == conditions.ALL:
            return len(self.row.contents)
        blank = gate.checks(self.row.contents, {})
        return conditions.progress(self.row.gate, blank)[1]

    @property
    def is_open(self) -> bool:
        """Is enough met to leave it?"""
        return conditions.is_open(self.row.gate, self.checks)

    @property
    def missing(self) -> tuple[Check, ...]:
        """What is not met and still counts."""
        return conditions.missing(self.row.gate, self.checks)


@dataclass(frozen=True)
class Journey:
    """Everything about one enrolment today. `row` holds its columns (see `queries.enrolments`); `result` is there once
    the last stage was reached and its evidence loaded."""

    row: Any
    today: date
    stages: tuple[StageView, ...]
    described: dict[tuple[str, str], Described]
    result: Result | None
    pauses: tuple[Paused, ...] = ()
    days: Days = field(default_factory=every_day)
    elsewhere: Mapping[Content, Evidence] = field(default_factory=dict)
    """What is on record of the practical tasks of all stages, where that was asked for."""

    @property
    def policy(self) -> Policy:
        """What the version rules besides its stages."""
        return Policy.of(self.row.policy)

    @property
    def pause(self) -> Paused | None:
        """The pause that lies over today."""
        if self.has_ended:
            return None
        return next(
            (p for p in self.pauses if p.first <= self.today and (p.last is None or p.last >= self.today)), None
        )

    @property
    def name(self) -> Bilingual:
        """The learner's name."""
        return Bilingual(self.row.name_zh or self.row.name_latin, self.row.name_latin or self.row.name_zh)

    @property
    def has_ended(self) -> bool:
        """Is there an outcome?"""
        return self.row.outcome_id is not None

    @property
    def ended_on(self) -> date | None:
        """The day of the outcome; None while the programme runs."""
        return clock.local_date(self.row.decided_at) if self.has_ended else None

    @property
    def current(self) -> StageView | None:
        """The stage whose gate comes next; None once all are passed or the programme ended."""
        return None if self.has_ended else next((s for s in self.stages if s.passed_at is None), None)

    @property
    def day(self) -> int:
        """Which day since the start this is, from 1; 0 before it."""
        return max(0, (self.today - self.row.starts_on).days + 1)

    @property
    def late_by(self) -> int:
        """By how many days the current stage is late."""
        return self.current.plan.late_by if self.current else 0

    def blocked_by(self, *, has_technical_mentor: bool = True) -> tuple[str, ...]:
        """What holds the learner up, the pending decision included."""
        if self.current is None:
            return ()
        found = gate.blocked_by(self.current.missing, has_technical_mentor=has_technical_mentor)
        asked = ("decision_due",) if self.awaits_decision else ("signature_due",) if self.awaits_signature else ()
        return (*asked, *found)

    @property
    def awaits_decision(self) -> bool:
        """Did the result come out as a fail, so that somebody has to decide?"""
        return not self.has_ended and self.result is not None and self.result.verdict == FAIL

    @property
    def awaits_signature(self) -> bool:
        """Is the result a pass that somebody has to sign?"""
        passed = not self.has_ended and self.result is not None and self.result.verdict == PASS
        return passed and self.policy.on_duty == BY_SIGNATURE

    @property
    def decisions(self) -> tuple[str, ...]:
        """What may be decided now."""
        is_blocked = self.current is not None and "attempts_used_up" in gate.blocked_by(self.current.missing)
        verdict = self.result.verdict if self.result else NOT_COMPLETE
        return possible_decisions(
            has_ended=self.has_ended,
            verdict=verdict,
            is_blocked=is_blocked,
            late_by=self.late_by,
            policy=self.policy,
            extended=len(self.current.extended) if self.current else 0,
        )

    @property
    def used_up(self) -> int | None:
        """How often the current stage was extended, where that is as often as the programme lets it be."""
        extended = len(self.current.extended) if self.current else 0
        return extended if is_used_up(self.policy, extended) else None

    @property
    def may_be_extended(self) -> bool:
        """Did an extension happen, or could one come soon: to be decided, or the stage ends within days?"""
        if any(stage.extended for stage in self.stages):
            return True
        if self.current is None:
            return False
        return EXTEND in self.decisions or self.current.plan.ends_on - self.today < SOON

    @property
    def round_began(self) -> datetime | None:
        """When the current stage was last extended: exams count their attempts from there."""
        return max((e.at for e in self.current.extended), default=None) if self.current else None

    def title_of(self, content: Content) -> Bilingual | None:
        """What a content is called; None for the log and the rating, which have no title of their own."""
        about = self.described.get((content.kind, content.ref))
        return about.title if about else None
