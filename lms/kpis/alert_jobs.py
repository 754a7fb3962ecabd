"""When alert rules are asked: after figures changed, after a rule changed, and every morning."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from lms.core import clock
from lms.core.audit import Actor
from lms.core.db import db, rollback, transaction
from lms.core.jobs import Job, Progress, enqueue, job
from lms.kpis.actions.alerts import escalate_overdue
from lms.kpis.actions.daily_readings import count_days, daily_kpis, keep_days, months_kept
from lms.kpis.actions.evaluation import WATCH, evaluate
from lms.kpis.events import ReadingsChanged
from lms.kpis.heartbeat import beating

MORNING = 6
"""The hour, in the organisation's zone."""


def watch_again(event: ReadingsChanged) -> None:
    """Figures changed: ask the rules once this is committed."""
    ask_to_watch(event.months, actor=WATCH, at=event.at)


def ask_to_watch(months: Collection[date] | None, *, actor: Actor, at: datetime) -> Job:
    """A job that counts the days of some months anew (None: of all that are kept) and asks the rules."""
    named = None if months is None else [month.isoformat() for month in sorted(months)]
    return enqueue("kpis.watch", {"months": named}, actor=actor, at=at)


@job("kpis.watch")
def watch(progress: Progress, *, months: list[str] | None) -> dict[str, Any]:
    """Count days, then raise, worsen and clear alerts. May be run twice."""
    at = clock.now()
    with beating(progress, 1):
        return look(None if months is None else [date.fromisoformat(month) for month in months], at=at)


def look(months: Collection[date] | None, *, at: datetime) -> dict[str, Any]:
    """Count the days of the months (None: of all that are kept), evaluate every rule, and say what came of it."""
    with transaction():  # a unit or product seen for the first time gets its subject
        wanted = daily_kpis()
        asked = months_kept() if months is None else sorted(months)
        rows = count_days(wanted, asked, at=at)
        keep_days(wanted, asked, rows)
        return evaluate(at=at).as_json()


def ask_each_morning(*, at: datetime) -> bool:
    """Ask for the morning's look unless it was asked for today. Returns whether. Called every minute, so that a worker
    that was away at six still does it."""
    local = at.astimezone(clock.zone())
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    asked = select(Job.id).where(Job.kind == "kpis.morning", Job.asked_at >= midnight).limit(1)
    due = local.hour >= MORNING and db.session.scalar(asked) is None
    rollback()
    if due:
        with transaction():
            enqueue("kpis.morning", {}, actor=WATCH, at=at)
    return due


@job("kpis.morning")
def every_morning(progress: Progress) -> dict[str, Any]:
    """What is due by the clock: rules that waited for a day or month to end, and alerts that nobody acknowledged."""
    at = clock.now()
    with beating(progress, 1), transaction():
        done = evaluate(at=at).as_json()
        return {**done, "escalated": escalate_overdue(at=at)}


HANDLERS: tuple[tuple[Any, Any], ...] = ((ReadingsChanged, watch_again),)
