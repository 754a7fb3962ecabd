"""What a supervisor decides about somebody who does not pass: more time, or another post. Signed, with a reason."""

from __future__ import annotations

from datetime import datetime

from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import RuleBroken
from lms.core.paths import path_to
from lms.onboarding.actions.progress import end
from lms.onboarding.models import Outcome, StageExtension
from lms.onboarding.queries.enrolments import get_row
from lms.onboarding.queries.journeys import CURRENT, Journey, journeys
from lms.onboarding.rules.decisions import EXTEND, OTHER_POST, decision_faults
from lms.onboarding.snapshots import result_of
from lms.onboarding.telling import tell_hr, tell_learner, tell_mentors
from lms.people.queries.people import get_person


def extend_stage(*, enrolment_id: int, days: int | None, reason: str, actor: Actor, at: datetime) -> StageExtension:
    """Give the current stage more days and open a new round for what was not passed. Raises RuleBroken."""
    journey = _guarded(EXTEND, enrolment_id, days=days, reason=reason, actor=actor, at=at)
    stage = journey.current
    assert stage is not None
    assert days is not None
    assert actor.id is not None
    extension = StageExtension(
        enrolment_id=enrolment_id,
        stage_id=stage.row.id,
        days=days,
        reason=reason.strip(),
        signed_by=actor.id,
        signed_at=at,
    )
    db.session.add(extension)
    db.session.flush()
    audit.record(
        "stage.extended", "enrolment", enrolment_id, actor=actor, at=at,
        person=journey.row.person_id, stage=stage.row.code, days=days, reason=extension.reason,
    )  # fmt: skip
    person = get_person(journey.row.person_id)
    tell_learner(person, "onboarding.extended", at=at, stage=stage.row.title, days=days)
    tell_mentors(journey.row, "onboarding.mentee_extended", at=at, stage=stage.row.title, days=days)
    return extension


def propose_other_post(*, enrolment_id: int, reason: str, actor: Actor, at: datetime) -> Outcome:
    """End the programme with the decision that another post suits the learner better. Raises RuleBroken."""
    journey = _guarded(OTHER_POST, enrolment_id, days=None, reason=reason, actor=actor, at=at)
    checks = journey.current.checks if journey.current else ()
    outcome = end(
        enrolment_id=enrolment_id,
        kind=OTHER_POST,
        reason=reason.strip(),
        result=result_of(journey, journey.result, checks),
        actor=actor,
        at=at,
    )
    person = get_person(journey.row.person_id)
    link = path_to("onboarding.result", enrolment_id=enrolment_id)
    tell_learner(person, "onboarding.other_post", at=at, link=link, programme=journey.row.programme_title)
    tell_mentors(journey.row, "onboarding.mentee_other_post", at=at, programme=journey.row.programme_title)
    tell_hr(journey.row, "onboarding.mentee_other_post", link=link, at=at, programme=journey.row.programme_title)
    return outcome


def _guarded(kind: str, enrolment_id: int, *, days: int | None, reason: str, actor: Actor, at: datetime) -> Journey:
    journey = journeys([get_row(enrolment_id)], clock.local_date(at), CURRENT)[0]
    faults = decision_faults(
        kind,
        possible=journey.decisions,
        days=days,
        reason=reason,
        is_own_case=actor.id is None or actor.id == journey.row.person_id,
    )
    if faults:
        raise RuleBroken(*faults)
    return journey
