"""Taking many certificates out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from certificates.actions.papers import AS_ISSUED, Wish
from lms.core import audit, jobs
from lms.core.audit import Actor
from lms.core.jobs import Job


def ask_for_export(*, ids: Sequence[int], language: str, actor: Actor, at: datetime, wish: Wish = AS_ISSUED) -> Job:
    """Ask for the ZIP of these certificates. Which they are is fixed now, and stands in the job that the line names."""
    arguments = {"ids": list(ids), "language": language, "wish": wish.as_dict()}
    job = jobs.enqueue("certificates.export", arguments, actor=actor, at=at, total=len(ids))
    audit.record("certificates.export_asked", "job", job.id, actor=actor, at=at, count=len(ids))
    return job
