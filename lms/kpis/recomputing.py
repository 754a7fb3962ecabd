"""Computing readings anew when a definition or the working time changed: a job, month by month."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import select

from lms.core import audit, clock, jobs
from lms.core.audit import Actor, System
from lms.core.db import db, transaction
from lms.core.jobs import Progress, job
from lms.kpis.actions.readings import recompute
from lms.kpis.heartbeat import beating
from lms.kpis.models import FactFile
from lms.kpis.rules.periods import read_month

MOMENTS = ("opened_at", "responded_at", "arrived_at", "resolved_at", "closed_at")
AT_ONCE = 3
"""Months computed in one transaction: few, so that others can write between them and the progress moves."""


def ask_to_recompute(since: date, *, actor: Actor, at: datetime) -> None:
    """Compute every month with orders from one on."""
    jobs.enqueue("kpis.recompute", {"since": since.strftime("%Y-%m")}, actor=actor, at=at)


def ask_to_recompute_worked(since: date | None, *, actor: Actor, at: datetime) -> None:
    """Compute every month anew whose orders have working time on or after a day."""
    jobs.enqueue("kpis.recompute", {"worked_since": since.isoformat() if since else ""}, actor=actor, at=at)


def months_worked_since(since: date | None) -> list[date]:
    """The months with orders of which something happened on or after a day, so that its working time matters to them."""
    months = _months()
    if since is None or not months:
        return months
    from lms.kpis import facts  # brings DuckDB, which pages do not need

    moment = datetime.combine(since, time(), clock.zone()).astimezone(UTC).replace(tzinfo=None)
    later = " OR ".join(f"{name} >= TIMESTAMP '{moment.isoformat(sep=' ')}'" for name in MOMENTS)
    with facts.connect() as connection:
        facts.orders_relation(connection)
        rows = connection.execute(f"SELECT DISTINCT month FROM orders WHERE {later} ORDER BY month").fetchall()
    return [month for (month,) in rows]


def _months() -> list[date]:
    query = select(FactFile.month).where(FactFile.superseded_by.is_(None)).distinct().order_by(FactFile.month)
    return list(db.session.scalars(query))


@job("kpis.recompute")
def recompute_since(progress: Progress, *, since: str = "", worked_since: str | None = None) -> dict[str, Any]:
    """The readings of every month that has orders, from one on, or of those that working time from a day on matters to."""
    first = read_month(since)
    if worked_since is None:
        months = [month for month in _months() if first is None or month >= first]
    else:
        months = months_worked_since(date.fromisoformat(worked_since) if worked_since else None)
    db.session.rollback()
    with beating(progress, len(months)) as step:
        for start in range(0, len(months), AT_ONCE):
            some = months[start : start + AT_ONCE]
            with transaction():
                recompute(some, at=clock.now())
            step(len(some))
    if months:
        with transaction():
            audit.record(
                "kpi.recomputed", "kpi", "all", actor=System("kpis.recompute"), at=clock.now(), count=len(months)
            )
    return {"months": len(months)}
