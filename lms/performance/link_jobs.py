"""What tens of thousands of people add up to is worked out beside the pages, so that nobody waits for an answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from lms.core import clock, jobs
from lms.core.audit import Actor
from lms.core.db import db, transaction
from lms.core.jobs import Job, JobState, Progress, job
from lms.kpis.heartbeat import beating
from lms.kpis.models import KpiVersion
from lms.performance.link_sums import Asked, add_up

KIND = "performance.links"
PATIENCE = timedelta(seconds=20)
"""So long a page waits for a worker to begin; without one it works the answer out itself."""
LATELY, JUST_NOW = timedelta(minutes=10), timedelta(seconds=5)


@job(KIND)
def work_out(progress: Progress, *, asked: dict[str, Any]) -> dict[str, Any]:
    """Add up what was asked and keep it for the page. Done twice, the second finds it there."""
    with beating(progress, 1) as step:
        wanted = Asked.of(asked)
        version = db.session.get(KpiVersion, wanted.version_id)
        if version is not None:
            add_up(wanted, version, wanted.keeper(waits=False))
        step()
    return {}


def ask_for(asked: Asked, *, actor: Actor) -> bool:
    """Have it worked out, unless that is under way. False: nobody does so for this page, since no worker begins, the last try
    failed, or what a worker kept just now does not lie here."""
    at, plain = clock.now(), asked.plain()
    query = select(Job).where(Job.kind == KIND, Job.asked_at > at - LATELY).order_by(Job.id.desc())
    same = next((row for row in db.session.scalars(query) if row.arguments == {"asked": plain}), None)
    if same is not None and same.finished_at is not None and at - same.finished_at < JUST_NOW:
        return False
    if same is not None and same.state is not JobState.DONE:
        begins = same.state is JobState.RUNNING or at - same.asked_at < PATIENCE
        return begins and same.state is not JobState.FAILED
    with transaction():
        jobs.enqueue(KIND, {"asked": plain}, actor=actor, at=at, total=1)
    return True
