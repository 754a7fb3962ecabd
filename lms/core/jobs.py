"""Long work, done by the worker and shown on a page.

A job is a row: asked for in the same transaction as whatever caused it, handed to huey after the commit, and picked up
again by a sweep when the hand-over or the worker died. Job functions take a `Progress` and plain JSON arguments, may be
run twice, and return plain JSON (with "file_id" for a file to fetch). Progress is written outside their transactions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import structlog
from flask import Flask, current_app
from huey import RedisHuey, SqliteHuey
from huey.api import Huey
from sqlalchemy import JSON, String, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from lms.core import clock
from lms.core.audit import Actor
from lms.core.config import Settings
from lms.core.db import Base, after_commit, db, own_transaction, rollback

log = structlog.get_logger(__name__)
STALE_AFTER = timedelta(minutes=2)
MOST_ATTEMPTS = 3


class JobState(StrEnum):
    """Where a job stands, computed from its dates."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Base):
    """One piece of long work and how far it has come."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60), index=True)
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    asked_by: Mapped[int | None] = mapped_column(index=True)
    asked_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None] = mapped_column(index=True)
    failed_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    error: Mapped[str | None] = mapped_column(String(500))

    @property
    def state(self) -> JobState:
        """Waiting, running, done or failed."""
        if self.finished_at:
            return JobState.DONE
        if self.failed_at:
            return JobState.FAILED
        return JobState.RUNNING if self.started_at else JobState.WAITING


class JobRefused(Exception):
    """The work cannot be done, and the reader should know why: `code` has words in the labels, `values` fill them in."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass
class Progress:
    """A job's way to say how far it is; call it now and then, and never inside a transaction of the job's own."""

    job_id: int
    asked_by: int | None = None
    last: datetime | None = None

    def __call__(self, done: int, total: int) -> None:
        at = clock.now()
        if self.last and done < total and at - self.last < timedelta(milliseconds=300):
            return
        self.last = at
        with own_transaction() as connection:
            connection.execute(update(Job).where(Job.id == self.job_id).values(done=done, total=total, heartbeat_at=at))


JobFunction = Callable[..., dict[str, Any] | None]
_FUNCTIONS: dict[str, JobFunction] = {}


def job(kind: str) -> Callable[[JobFunction], JobFunction]:
    """Register a job function under its name."""

    def register(function: JobFunction) -> JobFunction:
        _FUNCTIONS[kind] = function
        return function

    return register


def enqueue(kind: str, arguments: dict[str, Any], *, actor: Actor, at: datetime, total: int = 0) -> Job:
    """Ask for a job; it starts after the commit. `total` is how much it has to do, where that is known already."""
    row = Job(kind=kind, arguments=arguments, asked_by=actor.id, asked_at=at, total=total)
    db.session.add(row)
    db.session.flush()
    _hand_over_later(row.id)
    return row


def _hand_over_later(job_id: int) -> None:
    huey = current_app.extensions["huey"]
    after_commit(lambda: huey.extensions_run_job(job_id))


def run(job_id: int) -> None:
    """Do one job. Claims it first, so that two workers never do the same one at once."""
    at = clock.now()
    with own_transaction() as connection:
        free = or_(Job.started_at.is_(None), Job.heartbeat_at < at - STALE_AFTER)
        claim = update(Job).where(Job.id == job_id, Job.finished_at.is_(None), Job.failed_at.is_(None), free)
        if not connection.execute(claim.values(started_at=at, heartbeat_at=at, attempts=Job.attempts + 1)).rowcount:
            return
    rollback()
    row = db.session.get_one(Job, job_id)
    kind, arguments, asked_by = row.kind, row.arguments, row.asked_by
    rollback()
    try:
        result = _FUNCTIONS[kind](Progress(job_id, asked_by), **arguments)
        _close(job_id, finished_at=clock.now(), result=result or {})
    except JobRefused as refused:
        rollback()
        _close(job_id, failed_at=clock.now(), error=refused.code, result=refused.values)
    except Exception:
        rollback()
        log.exception("job failed", job=job_id, kind=kind)
        _close(job_id, failed_at=clock.now(), error="crashed")


def _close(job_id: int, **values: Any) -> None:
    with own_transaction() as connection:
        connection.execute(update(Job).where(Job.id == job_id).values(**values))


def sweep() -> int:
    """Hand over again what got lost: never started, or started by a worker that is gone. Returns how many."""
    at = clock.now()
    rollback()
    lost = or_(
        (Job.started_at.is_(None)) & (Job.asked_at < at - timedelta(seconds=20)),
        (Job.started_at.is_not(None)) & (Job.heartbeat_at < at - STALE_AFTER),
    )
    rows = db.session.execute(
        select(Job.id, Job.attempts).where(Job.finished_at.is_(None), Job.failed_at.is_(None), lost)
    ).all()
    rollback()
    for job_id, attempts in rows:
        if attempts >= MOST_ATTEMPTS:
            _close(job_id, failed_at=at, error="crashed")
        else:
            current_app.extensions["huey"].extensions_run_job(job_id)
    return len(rows)


def _make_huey(settings: Settings) -> Huey:
    if settings.redis_url:
        return RedisHuey("shifu", url=settings.redis_url, results=False)
    settings.jobs_path.parent.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("shifu", filename=str(settings.jobs_path), results=False, fsync=False)


def install(app: Flask) -> None:
    """Make the queue; in tests (`testing`) jobs run when asked for by `run_waiting`."""
    huey = _make_huey(app.extensions["settings"])

    def in_application(job_id: int) -> None:
        with app.app_context():
            run(job_id)

    huey.extensions_run_job = huey.task(name="run_job")(in_application)
    app.extensions["huey"] = huey


def run_waiting() -> int:
    """Do, here and now, every job that waits (for tests and for `lms demo`). Returns how many."""
    ids = list(db.session.scalars(select(Job.id).where(Job.started_at.is_(None)).order_by(Job.id)))
    rollback()
    for job_id in ids:
        run(job_id)
    return len(ids)
