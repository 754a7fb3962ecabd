"""The daily round of evaluation: default plans for new trainings, questionnaires that open, reminders."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from assessments.actions.invitations import tell_opened
from lms.core import clock
from lms.core.audit import System
from lms.core.db import db, rollback, transaction
from lms.core.jobs import Job, Progress, enqueue, job
from lms.evaluation.actions.due import call_for_results
from lms.evaluation.actions.plans import publish_defaults
from lms.evaluation.actions.retention import ask_retention, remind_retention
from lms.evaluation.actions.tasks import ask_due
from lms.evaluation.queries.plans import list_planned
from lms.mentoring.answers import days_off

ROUND = System("evaluation round")
MORNING = 7
"""The hour, in the organisation's zone."""


def ask_each_morning(*, at: datetime) -> bool:
    """Ask for the day's round unless it was asked for today. Called every minute, so that a worker that was away at seven
    still does it."""
    local = at.astimezone(clock.zone())
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    asked = select(Job.id).where(Job.kind == "evaluation.morning", Job.asked_at >= midnight).limit(1)
    due = local.hour >= MORNING and db.session.scalar(asked) is None
    rollback()
    if due:
        with transaction():
            enqueue("evaluation.morning", {}, actor=ROUND, at=at)
    return due


@job("evaluation.morning")
def every_morning(progress: Progress) -> dict[str, Any]:
    """Plans first, then each training in a transaction of its own, then notices and reminders, then
    results and returns that fall due. Nobody hears of questionnaires on a day off. May be run twice."""
    at = clock.now()
    with transaction():
        plans = publish_defaults(actor=ROUND, at=at)
    subjects = [one.subject.key for one in list_planned()]
    rollback()
    asked = tests = reminders = 0
    for done, (kind, code) in enumerate(subjects):
        progress(done, len(subjects) + 1)
        with transaction():
            for one in list_planned(subject=(kind, code)):
                asked += ask_due(plan=one.plan, actor=ROUND, at=at)
                tests += ask_retention(planned=one, actor=ROUND, at=at)
                reminders += remind_retention(planned=one, actor=ROUND, at=at)
    progress(len(subjects), len(subjects) + 1)
    with transaction():
        opened, reminded = tell_opened(actor=ROUND, at=at, off=lambda ids: days_off(ids, [clock.local_date(at)]))
    with transaction():
        estimates, called = call_for_results(actor=ROUND, at=at)
    return {
        "plans": plans, "asked": asked, "opened": opened, "reminded": reminded + reminders, "tests": tests,
        "estimates": estimates, "called": called,
    }  # fmt: skip
