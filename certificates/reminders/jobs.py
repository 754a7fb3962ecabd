"""The daily round of certification: reminders of last days and of exams to which somebody was called."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from certificates.deltas.actions import remind_called
from certificates.reminders.actions import remind_of_expiry
from lms.core import clock
from lms.core.audit import System
from lms.core.db import db, rollback, transaction
from lms.core.jobs import Job, Progress, enqueue, job

ROUND = System("certification round")
MORNING_ROUND = "certificates.morning"
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


@job(MORNING_ROUND)
def every_morning(progress: Progress) -> dict[str, Any]:
    """Remind whoever is due. May be run twice: nobody is reminded twice."""
    at = clock.now()
    with transaction():
        reminded = remind_of_expiry(at=at)
    progress(1, 2)
    with transaction():
        called = remind_called(at=at)
    progress(2, 2)
    return {"reminded": reminded, "called": called}
