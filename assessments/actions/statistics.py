"""Working out how good an exam and its items are, and keeping it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from assessments.models import Exam, ItemStatistic, StatisticsRun
from assessments.queries.statistics import KIND, find_waiting_job
from lms.core import audit, jobs
from lms.core.audit import Actor
from lms.core.db import db


def ask_for_statistics(*, exam: Exam, actor: Actor, at: datetime) -> int:
    """Have an exam's figures worked out; what waits already is not asked for twice. Returns the job."""
    if (waiting := find_waiting_job(exam.id)) is not None:
        return waiting
    job = jobs.enqueue(KIND, {"exam_id": exam.id}, actor=actor, at=at)
    audit.record("exam.statistics_asked", "exam", exam.id, actor=actor, at=at, code=exam.code)
    return job.id


def keep_statistics(
    *, exam_id: int, basis: str, test: dict[str, Any], items: dict[int, Any], at: datetime
) -> StatisticsRun:
    """Keep what was worked out, as a new row beside the earlier ones."""
    run = StatisticsRun(exam_id=exam_id, basis=basis, computed_at=at, n=test["n"], figures=test)
    db.session.add(run)
    db.session.flush()
    db.session.add_all(
        ItemStatistic(run_id=run.id, item_version_id=version, n=one["n"], figures=one) for version, one in items.items()
    )
    db.session.flush()
    return run
