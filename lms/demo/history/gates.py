"""Looking at gates as the months went by: the real rules judge the evidence, for everybody of a round at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, update

from lms.core import audit
from lms.core.db import db
from lms.demo.history.deeds import EXTEND, LEAVE, OTHER_POST, Deed, Round
from lms.demo.history.learner import Learner
from lms.onboarding.actions.progress import RULE
from lms.onboarding.models import Enrolment, Outcome, StageExtension, StagePassage
from lms.onboarding.queries.enrolments import list_rows
from lms.onboarding.queries.journeys import CURRENT, Journey, journeys
from lms.onboarding.rules.decisions import LEFT, ON_DUTY
from lms.onboarding.rules.decisions import OTHER_POST as ENDS_ELSEWHERE
from lms.onboarding.rules.result import FAIL, PASS
from lms.onboarding.snapshots import evidence_of, result_of
from lms.people.models import Account, Person


class Implausible(Exception):
    """The simulation and the rules disagree, so the history would contradict itself."""


@dataclass
class Gates:
    """Writes passages, decisions and outcomes; keeps whom to award what, and who ended when."""

    today: date
    awards: list[tuple[datetime, Learner, list[dict[str, Any]]]] = field(default_factory=list)
    ended: dict[int, datetime] = field(default_factory=dict)
    _failed: dict[int, dict[str, Any]] = field(default_factory=dict)

    def close(self, some: Sequence[tuple[Learner, Round]]) -> None:
        """Judge a round of each learner by what is on record, and write what follows."""
        closing = {learner.enrolment_id: (learner, round_) for learner, round_ in some if round_.closes}
        rows = list_rows(Enrolment.id.in_(closing)) if closing else []
        for journey in journeys(rows, self.today, CURRENT):
            learner, round_ = closing[journey.row.id]
            self._judge(journey, learner, round_)
        for learner, round_ in some:
            if round_.after is not None:
                self._decide(learner, round_.after)

    def _judge(self, journey: Journey, learner: Learner, round_: Round) -> None:
        stage = journey.current
        if stage is None or stage.row.position != round_.stage + 1:
            raise Implausible(f"{learner.person.name_latin} is not in stage {round_.stage + 1}")
        if journey.result is not None:
            verdict = journey.result.verdict
            if verdict != (PASS if round_.passes else FAIL):
                raise Implausible(f"{learner.person.name_latin}: {verdict}, {journey.result.figure}")
        elif unmet := [check.reason for check in stage.checks if not check.met]:
            raise Implausible(f"{learner.person.name_latin}, {stage.row.code}: {unmet}")
        if not round_.passes:
            audit.record(
                "programme.failed", "enrolment", learner.enrolment_id, actor=RULE, at=round_.done_at,
                person=learner.id, stage=stage.row.code, figure=str(journey.result.figure if journey.result else ""),
            )  # fmt: skip
            self._failed[learner.enrolment_id] = result_of(journey, journey.result, stage.checks)
            return
        evidence = evidence_of(journey, stage.checks)
        values = {
            "enrolment_id": learner.enrolment_id, "stage_id": stage.row.id, "passed_at": round_.done_at, "evidence": evidence
        }  # fmt: skip
        db.session.execute(insert(StagePassage), [values])
        audit.record(
            "stage.passed", "enrolment", learner.enrolment_id, actor=RULE, at=round_.done_at, person=learner.id,
            stage=stage.row.code, evidence=[[e["kind"], e["ref"], e["record_id"]] for e in evidence],
        )  # fmt: skip
        if journey.result is not None:
            kept = result_of(journey, journey.result, stage.checks)
            self._end(learner, ON_DUTY, "", kept, RULE, round_.done_at)
            self.awards.append((round_.done_at, learner, kept["evidence"]))

    def _decide(self, learner: Learner, deed: Deed) -> None:
        deciders: dict[str, Callable[[Learner, Deed], None]] = {
            EXTEND: self._extend, OTHER_POST: self._other_post, LEAVE: self._leave,
        }  # fmt: skip
        deciders[deed.kind](learner, deed)

    def _extend(self, learner: Learner, deed: Deed) -> None:
        supervisor, stage = deed.values["supervisor"], learner.last_stage
        row = {
            "enrolment_id": learner.enrolment_id, "stage_id": stage.id, "days": deed.values["days"],
            "reason": deed.values["reason"], "signed_by": supervisor.id, "signed_at": deed.at,
        }  # fmt: skip
        db.session.execute(insert(StageExtension), [row])
        audit.record(
            "stage.extended", "enrolment", learner.enrolment_id, actor=supervisor, at=deed.at, person=learner.id,
            stage=stage.code, days=deed.values["days"], reason=deed.values["reason"],
        )  # fmt: skip

    def _other_post(self, learner: Learner, deed: Deed) -> None:
        kept = self._failed[learner.enrolment_id]
        self._end(learner, ENDS_ELSEWHERE, deed.values["reason"], kept, deed.values["supervisor"], deed.at)

    def _leave(self, learner: Learner, deed: Deed) -> None:
        self._end(learner, LEFT, deed.values["reason"], {}, learner.supervisor, deed.at)
        day = deed.values["day"]
        db.session.execute(update(Person).where(Person.id == learner.id).values(left_on=day))
        db.session.execute(update(Account).where(Account.person_id == learner.id).values(closed_at=deed.at))
        audit.record("account.closed", "person", learner.id, actor=learner.supervisor, at=deed.at)

    def _end(
        self, learner: Learner, kind: str, reason: str, result: dict[str, Any], actor: audit.Actor, at: datetime
    ) -> None:
        row = {
            "enrolment_id": learner.enrolment_id, "kind": kind, "reason": reason, "result": result,
            "decided_by": actor.id, "decided_at": at,
        }  # fmt: skip
        db.session.execute(insert(Outcome), [row])
        self.ended[learner.id] = at
        audit.record(
            "programme.ended", "enrolment", learner.enrolment_id, actor=actor, at=at,
            person=learner.id, kind=kind, reason=reason, figure=result.get("figure"),
        )  # fmt: skip
