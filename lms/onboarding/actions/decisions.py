"""What is decided about somebody: more time, the stage once more, another post, the end, or on duty. Signed, with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from lms.core import audit, clock
from lms.core.access import Role
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import RuleBroken
from lms.core.paths import path_to
from lms.onboarding.actions.progress import end, put_on_duty
from lms.onboarding.models import Outcome, StageExtension
from lms.onboarding.queries.enrolments import get_row
from lms.onboarding.queries.journeys import CURRENT, Journey, journeys
from lms.onboarding.rules.decisions import END, ENDED, EXTEND, ON_DUTY, OTHER_POST, REPEAT, decision_faults
from lms.onboarding.rules.policy import SIGNERS, Policy
from lms.onboarding.snapshots import result_of
from lms.onboarding.telling import tell_hr, tell_learner, tell_mentors
from lms.people.models import Unit
from lms.people.queries.people import get_person, list_holders


def sign_decision(*, enrolment_id: int, kind: str, days: int | None, reason: str, actor: Actor, at: datetime) -> None:
    """Sign whatever is decided. Raises RuleBroken."""
    if kind == EXTEND:
        extend_stage(enrolment_id=enrolment_id, days=days, reason=reason, actor=actor, at=at)
        return
    _DECISIONS[kind](enrolment_id=enrolment_id, reason=reason, actor=actor, at=at)


def extend_stage(*, enrolment_id: int, days: int | None, reason: str, actor: Actor, at: datetime) -> StageExtension:
    """Give the current stage more days and open a new round for what was not passed. Raises RuleBroken."""
    journey = _guarded(EXTEND, enrolment_id, days=days, reason=reason, actor=actor, at=at)
    assert days is not None
    return _lengthen(journey, days=days, repeats=False, reason=reason, actor=actor, at=at)


def repeat_stage(*, enrolment_id: int, reason: str, actor: Actor, at: datetime) -> StageExtension:
    """Let the current stage be done once more as a whole: its full days, and every mark anew. Raises RuleBroken."""
    journey = _guarded(REPEAT, enrolment_id, days=None, reason=reason, actor=actor, at=at)
    assert journey.current is not None
    return _lengthen(journey, days=journey.current.row.days, repeats=True, reason=reason, actor=actor, at=at)


def _lengthen(journey: Journey, *, days: int, repeats: bool, reason: str, actor: Actor, at: datetime) -> StageExtension:
    stage = journey.current
    assert stage is not None
    assert actor.id is not None
    enrolment_id = journey.row.id
    extension = StageExtension(
        enrolment_id=enrolment_id, stage_id=stage.row.id, days=days, repeats=repeats, reason=reason.strip(),
        signed_by=actor.id, signed_at=at,
    )  # fmt: skip
    db.session.add(extension)
    db.session.flush()
    audit.record(
        "stage.repeated" if repeats else "stage.extended", "enrolment", enrolment_id, actor=actor, at=at,
        person=journey.row.person_id, stage=stage.row.code, days=days, reason=extension.reason,
    )  # fmt: skip
    person = get_person(journey.row.person_id)
    if repeats:
        tell_learner(person, "onboarding.repeated", at=at, stage=stage.row.title)
        tell_mentors(journey.row, "onboarding.mentee_repeats", at=at, stage=stage.row.title)
        return extension
    tell_learner(person, "onboarding.extended", at=at, stage=stage.row.title, days=days)
    tell_mentors(journey.row, "onboarding.mentee_extended", at=at, stage=stage.row.title, days=days)
    return extension


def sign_on_duty(*, enrolment_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """Sign a pass: the learner is on duty. Raises RuleBroken."""
    journey = _guarded(ON_DUTY, enrolment_id, days=None, reason=reason, actor=actor, at=at)
    assert journey.current is not None
    put_on_duty(journey, journey.current, reason=reason.strip(), actor=actor, at=at)


def end_probation(*, enrolment_id: int, reason: str, actor: Actor, at: datetime) -> Outcome:
    """End the programme because the probation ends. HR, who ends the employment, is told. Raises
    RuleBroken."""
    journey = _guarded(END, enrolment_id, days=None, reason=reason, actor=actor, at=at)
    outcome = _end(journey, ENDED, reason=reason, actor=actor, at=at)
    link, row = path_to("onboarding.result", enrolment_id=enrolment_id), journey.row
    tell_learner(get_person(row.person_id), "onboarding.ended", at=at, link=link, programme=row.programme_title)
    tell_mentors(row, "onboarding.mentee_ended", at=at, programme=row.programme_title)
    tell_hr(row, "onboarding.mentee_ended", link=link, at=at, programme=row.programme_title)
    return outcome


def propose_other_post(*, enrolment_id: int, reason: str, actor: Actor, at: datetime) -> Outcome:
    """End the programme with the decision that another post suits the learner better. Raises RuleBroken."""
    journey = _guarded(OTHER_POST, enrolment_id, days=None, reason=reason, actor=actor, at=at)
    outcome = _end(journey, OTHER_POST, reason=reason, actor=actor, at=at)
    person = get_person(journey.row.person_id)
    link = path_to("onboarding.result", enrolment_id=enrolment_id)
    tell_learner(person, "onboarding.other_post", at=at, link=link, programme=journey.row.programme_title)
    tell_mentors(journey.row, "onboarding.mentee_other_post", at=at, programme=journey.row.programme_title)
    tell_hr(journey.row, "onboarding.mentee_other_post", link=link, at=at, programme=journey.row.programme_title)
    return outcome


def _end(journey: Journey, kind: str, *, reason: str, actor: Actor, at: datetime) -> Outcome:
    checks = journey.current.checks if journey.current else ()
    result = result_of(journey, journey.result, checks)
    return end(enrolment_id=journey.row.id, kind=kind, reason=reason.strip(), result=result, actor=actor, at=at)


def may_sign(policy: Policy, unit_id: int, person_id: int | None, at: datetime) -> bool:
    """Does the programme ask for this person's signature in this unit? Whoever may decide at all, unless it names only one
    of the two roles."""
    if set(policy.signers) >= set(SIGNERS):
        return True
    unit, today = db.session.get_one(Unit, unit_id), clock.local_date(at)
    return any(p.id == person_id for role in policy.signers for p in list_holders(Role(role), unit, today))


def _guarded(kind: str, enrolment_id: int, *, days: int | None, reason: str, actor: Actor, at: datetime) -> Journey:
    journey = journeys([get_row(enrolment_id)], clock.local_date(at), CURRENT)[0]
    faults = decision_faults(
        kind,
        possible=journey.decisions,
        days=days,
        reason=reason,
        is_own_case=actor.id is None or actor.id == journey.row.person_id,
        may_sign=may_sign(journey.policy, journey.row.unit_id, actor.id, at),
        used_up=journey.used_up,
    )
    if faults:
        raise RuleBroken(*faults)
    return journey


_DECISIONS: dict[str, Callable[..., object]] = {
    REPEAT: repeat_stage,
    ON_DUTY: sign_on_duty,
    END: end_probation,
    OTHER_POST: propose_other_post,
}
