"""Closing a month, and opening it again."""

from __future__ import annotations

from datetime import date, datetime

from lms.core import audit, clock, jobs
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import RuleBroken
from lms.performance.models import CardClosing, CardReopening
from lms.performance.queries.closings import get_month
from lms.performance.rules.closing import close_refusals, reopen_refusals


def close_month(*, month: date, actor: Actor, at: datetime) -> CardClosing:
    """Ask for every card of a month to be taken down; a job does it. Raises RuleBroken where the month is not over or is
    closed already."""
    known = get_month(month)
    if refusals := close_refusals(known.state, month, clock.local_date(at)):
        raise RuleBroken(*refusals)
    closing = CardClosing(month=month, number=len(known.records) + 1, asked_by=actor.id, asked_at=at, cards=0)
    db.session.add(closing)
    db.session.flush()
    job = jobs.enqueue("performance.close", {"closing_id": closing.id}, actor=actor, at=at)
    closing.job_id = job.id
    audit.record(
        "cards.closing_asked", "card_month", f"{month:%Y-%m}", actor=actor, at=at, number=closing.number, job=job.id
    )
    db.session.flush()
    return closing


def reopen_month(*, month: date, reason: str, actor: Actor, at: datetime) -> CardReopening:
    """Open a closed month again, with the reason. What was taken down stays; closing again takes it down anew."""
    known = get_month(month)
    if refusals := reopen_refusals(known.state, reason):
        raise RuleBroken(*refusals)
    assert actor.id is not None
    last = known.records[-1]
    reopening = CardReopening(closing_id=last.id, reason=reason.strip(), reopened_by=actor.id, reopened_at=at)
    db.session.add(reopening)
    audit.record(
        "cards.reopened", "card_month", f"{month:%Y-%m}", actor=actor, at=at, number=last.number, reason=reason.strip()
    )
    db.session.flush()
    return reopening
