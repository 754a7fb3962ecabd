"""A journey: one learner's programme as it stands today, put together from the plan, the record and the evidence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from lms.core import clock
from lms.core.bilingual import Bilingual
from lms.onboarding.queries.enrolments import Extended, Passed, StageRow, list_records, list_stages
from lms.onboarding.queries.evidence import Found, gather
from lms.onboarding.queries.titles import Described, describe
from lms.onboarding.rules import gate, schedule
from lms.onboarding.rules.decisions import EXTEND, keeps_counting, possible_decisions
from lms.onboarding.rules.gate import Check, Content
from lms.onboarding.rules.result import FAIL, NOT_COMPLETE, Result, exact, result

SOON = timedelta(days=3)
"""Before the end of a stage, an extension is worth speaking of."""

NOTHING, CURRENT, OPEN = "nothing", "current", "open"
"""How much evidence to load: none (dates only), the current stage's, or that of every stage not passed yet."""


@dataclass(frozen=True)
class StageView:
    """One stage of a journey. `checks` are empty where its evidence was not asked for, and for a stage passed already."""

    row: StageRow
    plan: schedule.StagePlan
    passed_at: datetime | None
    extended: tuple[Extended, ...]
    checks: tuple[Check, ...]

    @property
    def done(self) -> int:
        """How many of the contents are met."""
        return self.total if self.passed_at else sum(c.met for c in self.checks)

    @property
    def total(self) -> int:
        """How many contents there are."""
        return len(self.row.contents)


@dataclass(frozen=True)
class Journey:
    """Everything about one enrolment today. `row` holds its columns (see `queries.enrolments`); `result` is there once
    the last stage was reached and its evidence loaded."""

    row: Any
    today: date
    stages: tuple[StageView, ...]
    described: dict[tuple[str, str], Described]
    result: Result | None

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
        found = gate.blocked_by(self.current.checks, has_technical_mentor=has_technical_mentor)
        return (*(("decision_due",) if self.awaits_decision else ()), *found)

    @property
    def awaits_decision(self) -> bool:
        """Did the result come out as a fail, so that somebody has to decide?"""
        return not self.has_ended and self.result is not None and self.result.verdict == FAIL

    @property
    def decisions(self) -> tuple[str, ...]:
        """What may be decided now."""
        is_blocked = self.current is not None and "attempts_used_up" in gate.blocked_by(self.current.checks)
        verdict = self.result.verdict if self.result else NOT_COMPLETE
        return possible_decisions(
            has_ended=self.has_ended, verdict=verdict, is_blocked=is_blocked, late_by=self.late_by
        )

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


def base_since(row: Any) -> datetime:
    """From when results count: the intake's opening or its first day, whichever was earlier."""
    first_day = datetime.combine(row.cohort_starts_on, time(), clock.zone()).astimezone(UTC)
    return min(row.opened_at, first_day)


def journeys(rows: Sequence[Any], today: date, load: str = CURRENT) -> list[Journey]:
    """The journeys of enrolment rows. The number of statements depends on the kinds of contents, not on the people."""
    if not rows:
        return []
    stages = list_stages({(row.version_id, row.published_at) for row in rows})
    records = list_records([row.id for row in rows])
    drafts = [_Draft(row, stages[row.version_id], records) for row in rows]
    wanted = {draft: draft.stages_to_load(load) for draft in drafts}
    named = [stage for draft in drafts for stage in (draft.still_open() if load == OPEN else wanted[draft])]
    contents = {c for stage in named for c in stage.contents}
    described = describe(contents)
    found: dict[_Draft, Found] = {}
    for since in {base_since(draft.row) for draft in drafts}:
        group = [draft for draft in drafts if base_since(draft.row) == since and wanted[draft]]
        asked = {c for draft in group for stage in wanted[draft] for c in stage.contents}
        got = gather({draft.row.person_id for draft in group}, asked, since=since, described=described)
        found.update(dict.fromkeys(group, got))
    made = []
    for draft in drafts:
        evidence = draft.evidence(wanted[draft], found.get(draft, {}), described)
        made.append(draft.finish(today, wanted[draft], evidence, described))
    return made


class _Draft:
    """An enrolment on its way to becoming a journey."""

    def __init__(self, row: Any, stages: Sequence[StageRow], records: dict[tuple[int, int], list[Any]]) -> None:
        self.row = row
        self.stages = stages
        happened = {stage.id: records.get((row.id, stage.id), []) for stage in stages}
        self.passed = {s: next((r.at for r in some if isinstance(r, Passed)), None) for s, some in happened.items()}
        self.extended = {s: tuple(r for r in some if isinstance(r, Extended)) for s, some in happened.items()}

    def stages_to_load(self, load: str) -> list[StageRow]:
        if load == NOTHING or self.row.outcome_id is not None:
            return []
        return self.still_open()[:1] if load == CURRENT else self.still_open()

    def still_open(self) -> list[StageRow]:
        """The stages not passed; where the programme ended nobody looks for their evidence, but they have titles."""
        return [stage for stage in self.stages if self.passed[stage.id] is None]

    def evidence(
        self, stages: Iterable[StageRow], base: Found, described: dict[tuple[str, str], Described]
    ) -> dict[Content, gate.Evidence]:
        """What counts for this person: after an extension, marks that did not reach the bar count only from its signing."""
        person = self.row.person_id
        counted = {c: base[person, c] for stage in stages for c in stage.contents if (person, c) in base}
        for stage in stages:
            signings = [e.at for e in self.extended[stage.id]]
            marked = [c for c in stage.contents if c.kind in gate.MARKED]
            if not signings or not marked:
                continue
            anew = gather({person}, marked, since=max(signings), described=described)
            for content in marked:
                old, new = counted.pop(content, gate.NOTHING), anew.get((person, content))
                if self._stands(content, old):
                    counted[content] = old
                elif new is not None:
                    counted[content] = new
        return counted

    def _stands(self, content: Content, evidence: gate.Evidence) -> bool:
        if evidence.mark is None:
            return False
        if content.part is None:
            return gate.check(content, evidence).met
        minimum = exact(self.row.minimums.get(content.part, 0))
        return keeps_counting(
            evidence.mark, minimum, exact(self.row.pass_mark), is_refused=is_refused(content, evidence)
        )

    def finish(
        self,
        today: date,
        loaded: Collection[StageRow],
        evidence: dict[Content, gate.Evidence],
        described: dict[tuple[str, str], Described],
    ) -> Journey:
        ended_on = clock.local_date(self.row.decided_at) if self.row.outcome_id is not None else None
        dates = [
            schedule.StageDates(
                stage.days,
                _day_of(self.passed[stage.id]),
                tuple(schedule.Extension(clock.local_date(e.at), e.days) for e in self.extended[stage.id]),
            )
            for stage in self.stages
        ]
        plans = schedule.schedule(dates, self.row.starts_on, today, ended_on)
        views = tuple(
            StageView(
                stage, plan, self.passed[stage.id], self.extended[stage.id],
                gate.checks(stage.contents, evidence) if stage in loaded else (),
            )
            for stage, plan in zip(self.stages, plans, strict=True)
        )  # fmt: skip
        last = views[-1] if views else None
        return Journey(self.row, today, views, described, self._result(last) if last and last.checks else None)

    def _result(self, last: StageView) -> Result:
        marks: dict[str, list[Decimal | None]] = {}
        for check in last.checks:
            if check.content.part is not None:
                marks.setdefault(check.content.part, []).append(check.evidence.mark)
        return result(
            weights=self.row.weights,
            minimums=self.row.minimums,
            pass_mark=self.row.pass_mark,
            marks=marks,
            refused={c.content.part for c in last.checks if c.content.part and is_refused(c.content, c.evidence)},
            all_else_met=all(c.met for c in last.checks if c.content.part is None),
        )


def _day_of(moment: datetime | None) -> date | None:
    return None if moment is None else clock.local_date(moment)


def is_refused(content: Content, evidence: gate.Evidence) -> bool:
    """Was a practical exam failed by its own rubric? A written exam's own pass mark plays no part in the weighing."""
    return content.kind == gate.PRACTICAL_EXAM and evidence.judged is False
