"""Computing readings anew when a definition changed: a job, month by month."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from lms.core import clock, jobs
from lms.core.audit import Actor
from lms.core.db import db, transaction
from lms.core.jobs import Progress, job
from lms.kpis.actions.readings import recompute
from lms.kpis.models import FactFile
from lms.kpis.rules.periods import read_month

AT_ONCE = 6
"""Months computed in one transaction."""


def ask_to_recompute(since: date, *, actor: Actor, at: datetime) -> None:
    """Compute every month with orders from one on."""
    jobs.enqueue("kpis.recompute", {"since": since.strftime("%Y-%m")}, actor=actor, at=at)


@job("kpis.recompute")
def recompute_since(progress: Progress, *, since: str) -> dict[str, Any]:
    """The readings of every month that has orders, from one on."""
    first = read_month(since)
    query = select(FactFile.month).where(FactFile.superseded_by.is_(None)).distinct().order_by(FactFile.month)
    months = [month for month in db.session.scalars(query) if first is None or month >= first]
    db.session.rollback()
    for start in range(0, len(months), AT_ONCE):
        progress(start, len(months))
        with transaction():
            recompute(months[start : start + AT_ONCE], at=clock.now())
    progress(len(months), len(months))
    return {"months": len(months)}
