"""Taking archives out of the house: on record, since they hold personal data."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.jobs import Job, enqueue

MOST = 500
"""How many archives one file holds."""


def record_export(*, person_id: int, language: str, actor: Actor, at: datetime, job_id: int | None = None) -> None:
    """Note that an archive was taken out as a PDF; `job_id` where it was one of many."""
    detail = {"language": language} if job_id is None else {"language": language, "job": job_id}
    audit.record("archive.exported", "person", person_id, actor=actor, at=at, **detail)
    db.session.flush()


def export_archives(*, person_ids: Collection[int], language: str, actor: Actor, at: datetime) -> Job:
    """Ask for the archives of many people as one ZIP. Raises RuleBroken."""
    chosen = sorted(set(person_ids))
    if not chosen:
        raise RuleBroken(Refusal("archives_nobody"))
    if len(chosen) > MOST:
        raise RuleBroken(Refusal("archives_too_many", {"count": len(chosen), "most": MOST}))
    arguments = {"person_ids": chosen, "language": language}
    job = enqueue("reports.archives", arguments, actor=actor, at=at, total=len(chosen))
    audit.record("archives.asked", "job", job.id, actor=actor, at=at, people=len(chosen))
    return job
