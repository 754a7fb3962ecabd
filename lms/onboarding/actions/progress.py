"""Moving on: what the evidence says of a learner's current stage, and what follows from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from certificates.actions.award import award_tier
from lms.core import audit, clock, events
from lms.core.audit import Actor, System
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import RuleBroken
from lms.core.notices import Notice
from lms.core.paths import path_to
from lms.onboarding.events import ProgrammeEnded, StagePassed
from lms.onboarding.models import Enrolment, Outcome, ProgrammeVersion, StagePassage
from lms.onboarding.queries.enrolments import find_running, get_row
from lms.onboarding.queries.journeys import CURRENT, Journey, StageView, journeys
from lms.onboarding.rules.decisions import LEFT, ON_DUTY
from lms.onboarding.rules.policy import BY_SIGNATURE
from lms.onboarding.rules.programme import scheme_for
from lms.onboarding.rules.result import FAIL, NOT_COMPLETE, PASS
from lms.onboarding.snapshots import evidence_of, result_of, unfinished_of
from lms.onboarding.telling import in_both_languages, tell_deciders, tell_hr, tell_learner, tell_mentors
from lms.people.queries.people import get_person
from lms.plans.actions.development import open_plan

RULE = System("onboarding rule")
FAILED_NOTICE = "onboarding.not_passed"
PASSED_NOTICE = "onboarding.passed_unsigned"
USED_UP_NOTICE = "onboarding.attempts_used_up"


def reevaluate(*, person_id: int, at: datetime) -> None:
    """Look at a learner's current stage again: pass its gate when everything is met, and the next one's if it is too;
    end the programme when the last one's result is a pass; ask for a decision when it is a fail.

    Asking again changes nothing: what was passed, ended or asked for is on record.
    """
    enrolment_id = find_running(person_id)
    if enrolment_id is None:
        return
    # Two events of one learner at the same moment wait for each other here (PostgreSQL; SQLite has one writer anyway).
    db.session.execute(select(Enrolment.id).where(Enrolment.id == enrolment_id).with_for_update())
    db.session.flush()
    while True:
        journey = journeys([get_row(enrolment_id)], clock.local_date(at), CURRENT)[0]
        stage = journey.current
        if stage is None or not stage.checks:
            return
        if journey.result is not None:
            _conclude(journey, stage, at=at)
            return
        if not stage.is_open:
            _tell_of_used_attempts(journey, stage, at=at)
            return
        _pass_stage(journey, stage, at=at)


def _pass_stage(journey: Journey, stage: StageView, *, at: datetime) -> None:
    row = journey.row
    evidence = evidence_of(journey, stage.checks)
    db.session.add(StagePassage(enrolment_id=row.id, stage_id=stage.row.id, passed_at=at, evidence=evidence))
    audit.record(
        "stage.passed", "enrolment", row.id, actor=RULE, at=at,
        person=row.person_id, stage=stage.row.code, evidence=[[e["kind"], e["ref"], e["record_id"]] for e in evidence],
    )  # fmt: skip
    db.session.flush()
    if journey.stages[-1].row.id != stage.row.id:
        following = journey.stages[stage.row.position].row.title
        person = get_person(row.person_id)
        tell_learner(person, "onboarding.stage_passed", at=at, stage=stage.row.title, following=following)
        tell_mentors(row, "onboarding.mentee_passed", at=at, stage=stage.row.title, following=following)
    events.publish(StagePassed(row.id, row.person_id, stage.row.code, at))


def _conclude(journey: Journey, stage: StageView, *, at: datetime) -> None:
    result = journey.result
    assert result is not None
    if result.verdict == NOT_COMPLETE:
        return
    if result.verdict == FAIL:
        _ask_for_decision(journey, stage, at=at)
        return
    assert result.verdict == PASS
    if journey.policy.on_duty == BY_SIGNATURE:
        _ask_for_signature(journey, stage, at=at)
        return
    put_on_duty(journey, stage, reason="", actor=RULE, at=at)


def put_on_duty(journey: Journey, stage: StageView, *, reason: str, actor: Actor, at: datetime) -> None:
    """End the programme with the result it came to: the learner is on duty, has a development plan and the tier."""
    result = journey.result
    assert result is not None
    _pass_stage(journey, stage, at=at)
    kept = result_of(journey, result, stage.checks)
    row = journey.row
    end(enrolment_id=row.id, kind=ON_DUTY, reason=reason, result=kept, actor=actor, at=at)
    person = get_person(row.person_id)
    open_plan(person=person, occasion=row.programme_title, actor=actor, at=at)
    link = path_to("onboarding.result", enrolment_id=row.id)
    figure = str(result.figure)
    tell_learner(person, "onboarding.on_duty", at=at, link=link, programme=row.programme_title, figure=figure)
    tell_mentors(row, "onboarding.mentee_on_duty", at=at, programme=row.programme_title, figure=figure)
    plan = path_to("plans.development", person_id=row.person_id)
    tell_deciders(row, "onboarding.team_on_duty", link=plan, at=at, besides=actor.id, programme=row.programme_title, figure=figure)  # fmt: skip
    _award(journey, kept["evidence"], at=at)


def _award(journey: Journey, evidence: list[dict[str, Any]], *, at: datetime) -> None:
    """Award the programme's tier. What stands against the certificate (no such tier, a name that no font can print) must
    not undo the mark that was just given, so HR is told instead of the assessor."""
    row = journey.row
    version = db.session.get_one(ProgrammeVersion, row.version_id)
    if not version.scheme_code or not version.tier_level:
        return
    person = get_person(row.person_id)
    try:
        award_tier(
            person=person, scheme_code=scheme_for(version.scheme_code, person.product_line), level=version.tier_level,
            evidence=evidence, actor=RULE, at=at,
        )  # fmt: skip
    except RuleBroken as broken:
        codes = [refusal.code for refusal in broken.refusals]
        audit.record("certificate.refused", "enrolment", row.id, actor=RULE, at=at, person=row.person_id, reasons=codes)
        link = path_to("onboarding.result", enrolment_id=row.id)
        tell_hr(row, "onboarding.no_certificate", link=link, at=at, why=in_both_languages(broken.refusals))


def _ask_for_decision(journey: Journey, stage: StageView, *, at: datetime) -> None:
    """Tell the supervisors, once a round, that a result waits for their decision; the learner's notice says it was told."""
    row = journey.row
    link = path_to("onboarding.result", enrolment_id=row.id)
    if _is_told(journey, FAILED_NOTICE, link):
        return
    figure = str(journey.result.figure) if journey.result else ""
    audit.record(
        "programme.failed", "enrolment", row.id, actor=RULE, at=at, person=row.person_id, stage=stage.row.code, figure=figure
    )  # fmt: skip
    tell_deciders(
        row, "onboarding.decide", link=path_to("onboarding.decide", enrolment_id=row.id), at=at, figure=figure
    )
    person = get_person(row.person_id)
    tell_learner(person, FAILED_NOTICE, at=at, link=link, programme=row.programme_title, figure=figure)


def _ask_for_signature(journey: Journey, stage: StageView, *, at: datetime) -> None:
    """Tell those who sign, once a round, that a pass waits for their signature."""
    row = journey.row
    link = path_to("onboarding.result", enrolment_id=row.id)
    if _is_told(journey, PASSED_NOTICE, link):
        return
    figure = str(journey.result.figure) if journey.result else ""
    link_to_sign = path_to("onboarding.decide", enrolment_id=row.id)
    tell_deciders(row, "onboarding.sign_on_duty", link=link_to_sign, at=at, figure=figure)
    person = get_person(row.person_id)
    tell_learner(person, PASSED_NOTICE, at=at, link=link, programme=row.programme_title, figure=figure)


def _tell_of_used_attempts(journey: Journey, stage: StageView, *, at: datetime) -> None:
    """Whoever has used all attempts at an exam that the gate asks for cannot go on alone: learner and supervisors are told,
    once a round."""
    exam = next((check.content for check in stage.missing if check.reason == "attempts_used_up"), None)
    if exam is None:
        return
    row = journey.row
    link = f"{path_to('onboarding.person', enrolment_id=row.id)}#stage-{stage.row.position}"
    if _is_told(journey, USED_UP_NOTICE, link):
        return
    audit.record(
        "exam.attempts_used_up", "enrolment", row.id, actor=RULE, at=at,
        person=row.person_id, stage=stage.row.code, exam=exam.ref,
    )  # fmt: skip
    title = journey.title_of(exam) or Bilingual(exam.ref, exam.ref)
    tell_deciders(
        row, "onboarding.decide_attempts", link=path_to("onboarding.decide", enrolment_id=row.id), at=at,
        exam=title, stage=stage.row.title,
    )  # fmt: skip
    tell_learner(get_person(row.person_id), USED_UP_NOTICE, at=at, link=link, exam=title)


def _is_told(journey: Journey, kind: str, link: str) -> bool:
    """Does the learner have this notice already, from the round that runs?"""
    told = select(Notice.id).where(
        Notice.recipient_id == journey.row.person_id, Notice.kind == kind, Notice.link == link
    )
    if journey.round_began is not None:
        told = told.where(Notice.given_at > journey.round_began)
    return db.session.scalar(told.limit(1)) is not None


def end(*, enrolment_id: int, kind: str, reason: str, result: dict[str, Any], actor: Actor, at: datetime) -> Outcome:
    """Write how a programme ended, and how far its stage under way had come. It ends once: an outcome already there is given
    back unchanged."""
    outcome = db.session.scalar(select(Outcome).where(Outcome.enrolment_id == enrolment_id))
    if outcome is not None:
        return outcome
    enrolment = db.session.get_one(Enrolment, enrolment_id)
    journey = journeys([get_row(enrolment_id)], clock.local_date(at), CURRENT)[0]
    if journey.current is not None and journey.current.plan.state == "now":
        result = {**result, "unfinished": unfinished_of(journey, journey.current)}
    outcome = Outcome(
        enrolment_id=enrolment_id, kind=kind, reason=reason, result=result, decided_by=actor.id, decided_at=at
    )
    db.session.add(outcome)
    db.session.flush()
    audit.record(
        "programme.ended", "enrolment", enrolment_id, actor=actor, at=at,
        person=enrolment.person_id, kind=kind, reason=reason, figure=result.get("figure"),
    )  # fmt: skip
    events.publish(ProgrammeEnded(enrolment_id, enrolment.person_id, kind, at))
    return outcome


def leave(*, person_id: int, reason: str, actor: Actor, at: datetime) -> Outcome | None:
    """End the running programme of somebody who leaves the company; None when there is none."""
    enrolment_id = find_running(person_id)
    if enrolment_id is None:
        return None
    return end(enrolment_id=enrolment_id, kind=LEFT, reason=reason, result={}, actor=actor, at=at)
