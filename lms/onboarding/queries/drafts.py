"""An enrolment on its way to becoming a journey: what counts of the evidence, which dates follow, what the result is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lms.core import clock
from lms.onboarding.queries.enrolments import StageRow
from lms.onboarding.queries.evidence import Asked, Found
from lms.onboarding.queries.journey import Journey, StageView
from lms.onboarding.queries.records import WHOLE, Agreed, Extended, Moved, Passed, Paused, Record, put_in
from lms.onboarding.queries.titles import Described
from lms.onboarding.rules import gate, schedule
from lms.onboarding.rules.decisions import keeps_counting
from lms.onboarding.rules.gate import Content
from lms.onboarding.rules.result import Result, exact, result
from lms.workdays.rules import Days

NOTHING, CURRENT, OPEN = "nothing", "current", "open"
"""How much evidence to load: none (dates only), the current stage's, or that of every stage not passed yet."""

REPEATED = gate.MARKED | {gate.LOG, gate.TALK}
"""What has to be given again when a stage is repeated as a whole; courses and sign-offs stay."""


class Draft:
    """An enrolment on its way to becoming a journey."""

    def __init__(self, row: Any, stages: Sequence[StageRow], records: dict[tuple[int, str], list[Record]]) -> None:
        self.row = row
        self.stages = stages
        self.pauses = tuple(r for r in records.get((row.id, WHOLE), ()) if isinstance(r, Paused))
        happened = {stage.id: records.get((row.id, stage.code), []) for stage in stages}
        self.moved = {s: next((r.at for r in reversed(some) if isinstance(r, Moved)), None) for s, some in happened.items()}  # fmt: skip
        self.agreed = {s: next((r for r in reversed(some) if isinstance(r, Agreed)), None) for s, some in happened.items()}  # fmt: skip
        passed = {s: next((r for r in some if isinstance(r, Passed)), None) for s, some in happened.items()}
        self.passed = {s: None if one is None else one.at for s, one in passed.items()}
        self.planned = {s: one.planned for s, one in passed.items() if one is not None}
        by_code = {stage.code: self.passed[stage.id] for stage in stages}
        self.put_in = put_in(list(by_code), records.get((row.id, WHOLE), ()), by_code)
        self.extended = {s: tuple(r for r in some if isinstance(r, Extended)) for s, some in happened.items()}

    def stages_to_load(self, load: str) -> list[StageRow]:
        if load == NOTHING or self.row.outcome_id is not None:
            return []
        return self.still_open()[:1] if load == CURRENT else self.still_open()

    def still_open(self) -> list[StageRow]:
        """The stages not passed; where the programme ended nobody looks for their evidence, but they have titles."""
        return [stage for stage in self.stages if self.passed[stage.id] is None]

    def asked(self, stages: Iterable[StageRow], since: datetime) -> set[Asked]:
        """The moments from which what this person has done in some stages may count: `since`, and where a stage was extended
        what came after its signing."""
        signed = {max(e.at for e in self.extended[stage.id]) for stage in stages if self.extended[stage.id]}
        return {(self.row.person_id, moment) for moment in (since, *signed)} if stages else set()

    def evidence(self, stages: Iterable[StageRow], found: Found, since: datetime) -> dict[Content, gate.Evidence]:
        """What counts for this person: after an extension, marks that did not reach the bar count only from its signing."""
        base: Asked = (self.row.person_id, since)
        counted = {c: found[base, c] for stage in stages for c in stage.contents if (base, c) in found}
        for stage in stages:
            signings = [e.at for e in self.extended[stage.id]]
            repeated = [e.at for e in self.extended[stage.id] if e.repeats]
            anew_kinds = REPEATED if repeated else gate.MARKED
            marked = [c for c in stage.contents if c.kind in anew_kinds]
            if not signings or not marked:
                continue
            for content in marked:
                old = counted.pop(content, gate.NOTHING)
                new = found.get(((self.row.person_id, max(signings)), content))
                since_repeat = not repeated or (old.on is not None and old.on > max(repeated))
                if since_repeat and self._stands(content, old):
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
        days: Days,
        *,
        elsewhere: Mapping[Content, gate.Evidence],
        weighed: bool,
    ) -> Journey:
        ended_on = clock.local_date(self.row.decided_at) if self.row.outcome_id is not None else None
        dates = [
            schedule.StageDates(
                stage.days,
                _day_of(self.passed[stage.id]),
                tuple(schedule.Extension(clock.local_date(e.at), e.days) for e in self.extended[stage.id]),
                _day_of(self.moved[stage.id]),
                self.put_in.get(stage.code),
            )
            for stage in self.stages
        ]
        plans = schedule.schedule(dates, self.row.starts_on, today, ended_on, days)
        views = tuple(
            StageView(
                stage, plan, self.passed[stage.id], self.extended[stage.id],
                gate.checks(stage.contents, self._with_own(stage, plan, evidence)) if stage in loaded else (),
                self.planned.get(stage.id),
            )
            for stage, plan in zip(self.stages, plans, strict=True)
        )  # fmt: skip
        last = views[-1] if views else None
        outcome = self._result(last) if weighed and last and last.checks else None
        return Journey(self.row, today, views, described, outcome, self.pauses, days, elsewhere)

    def _with_own(
        self, stage: StageRow, plan: schedule.StagePlan, evidence: dict[Content, gate.Evidence]
    ) -> dict[Content, gate.Evidence]:
        """With what onboarding itself knows of a stage: the days spent in it, and the mentor's word since it was last extended."""
        own = dict(evidence)
        since = max((e.at for e in self.extended[stage.id]), default=None)
        for content in stage.contents:
            if content.kind == gate.DAYS:
                own[content] = gate.Evidence(done=plan.day, total=int(content.minimum or 1))
            word = self.agreed[stage.id]
            if content.kind == gate.AGREEMENT and word is not None and (since is None or word.at > since):
                own[content] = gate.Evidence(complete=word.agrees, on=word.at, returned=None if word.agrees else word.comment)  # fmt: skip
        return own

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
            all_else_met=last.is_open,
        )


def _day_of(moment: datetime | None) -> date | None:
    return None if moment is None else clock.local_date(moment)


def is_refused(content: Content, evidence: gate.Evidence) -> bool:
    """Was a practical exam failed by its own rubric? A written exam's own pass mark plays no part in the weighing."""
    return content.kind == gate.PRACTICAL_EXAM and evidence.judged is False
