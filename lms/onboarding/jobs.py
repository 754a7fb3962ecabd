"""The daily round of onboarding: enrolment by rule, gates that open by time, reminders."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from assessments.actions.second_assessors import chase_assessors
from lms.core import clock
from lms.core.audit import System
from lms.core.db import db, rollback, transaction
from lms.core.jobs import Job, Progress, enqueue, job
from lms.mentoring.appointments.reminding import remind_of_terms
from lms.mentoring.follow_ups.actions import ask_for_follow_ups
from lms.onboarding.actions.enrolment_rules import carry_out
from lms.onboarding.actions.progress import reevaluate
from lms.onboarding.actions.releasing import release_mentors
from lms.onboarding.actions.reminders import remind
from lms.onboarding.models import Enrolment, Outcome, Stage, StageContent
from lms.onboarding.queries.enrolment_rules import list_rules
from lms.onboarding.rules.gate import DAYS, TALK
from lms.plans.reminding import remind_of_talks

ROUND = System("onboarding round")
RULES, MORNING_ROUND = "onboarding.rules", "onboarding.morning"
MORNING = 7
"""The hour, in the organisation's zone."""


def ask_each_morning(*, at: datetime) -> bool:
    """Ask for the day's round unless it was asked for today. Called every minute, so that a worker that was away at seven
    still does it."""
    local = at.astimezone(clock.zone())
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    asked = select(Job.id).where(Job.kind == MORNING_ROUND, Job.asked_at >= midnight).limit(1)
    due = local.hour >= MORNING and db.session.scalar(asked) is None
    rollback()
    if due:
        with transaction():
            enqueue(MORNING_ROUND, {}, actor=ROUND, at=at)
    return due


@job(RULES)
def enrol_by_rules(progress: Progress) -> dict[str, Any]:
    """Carry out every rule, each in a transaction of its own. May be run twice: nobody is enrolled twice."""
    at = clock.now()
    ids = [rule.id for rule in list_rules()]
    rollback()
    enrolled = 0
    for done, rule_id in enumerate(ids):
        progress(done, len(ids))
        with transaction():
            rule = next((rule for rule in list_rules() if rule.id == rule_id), None)
            carried = carry_out(rule=rule, actor=ROUND, at=at) if rule else None
            enrolled += carried[1] if carried else 0
    progress(len(ids), len(ids))
    return {"enrolled": enrolled}


@job(MORNING_ROUND)
def every_morning(progress: Progress) -> dict[str, Any]:
    """Rules first, then gates that open by time or talks, then mentors who have done their part, then reminders. May be run
    twice."""
    found = enrol_by_rules(progress) or {}
    at = clock.now()
    waiting = (
        select(Enrolment.person_id)
        .join(Stage, Stage.version_id == Enrolment.version_id)
        .join(StageContent, StageContent.stage_id == Stage.id)
        .outerjoin(Outcome, Outcome.enrolment_id == Enrolment.id)
        .where(Outcome.id.is_(None), StageContent.kind.in_((DAYS, TALK)))
        .distinct()
    )
    people = list(db.session.scalars(waiting))
    rollback()
    for person_id in people:
        with transaction():
            reevaluate(person_id=person_id, at=at)
    with transaction():
        released = release_mentors(actor=ROUND, at=at)
    with transaction():
        reminded = remind(at=at)
        talks = remind_of_talks(at=at)
        terms = remind_of_terms(at=at)
        coaching = ask_for_follow_ups(at=at)
        assessors = chase_assessors(at=at)
    return {
        **found,
        "looked_at": len(people),
        "released": released,
        "reminded": reminded,
        "talks": talks,
        "terms": terms,
        "coaching": coaching,
        "assessors": assessors,
    }
