"""Files that people bring: kept, looked at, checked, loaded."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from lms.core import audit, files, jobs
from lms.core.audit import Actor
from lms.core.db import db, rollback, transaction
from lms.core.errors import Refusal, RuleBroken
from lms.core.jobs import Job, JobState
from lms.kpis.actions.profiles import save_profile
from lms.kpis.models import WorkOrderUpload
from lms.kpis.rules.day_answers import unsaid
from lms.kpis.rules.fields import NEEDED
from lms.kpis.rules.mapping import Values, table_of
from lms.kpis.rules.profile_text import write_profile
from lms.kpis.rules.profiles import Profile, ProfileFault, from_table

UNDER_WAY = (JobState.WAITING, JobState.RUNNING)


def profile_of(upload: WorkOrderUpload) -> Profile:
    """The profile that the choices make. Raises ProfileFault where they make none yet, or where nobody has said how dates are
    meant that can be read both ways."""
    if columns := unsaid(upload.choices):
        raise ProfileFault("dates_unsaid", columns=", ".join(columns))
    return from_table(table_of(upload.choices, upload.name))


def place_of(upload: WorkOrderUpload) -> Profile | None:
    """Where the file's table stands, though the choices make no profile yet: so that its own columns are shown. None: the
    choices do not even say that."""
    raw = table_of(upload.choices, upload.name)
    try:
        return from_table({**raw, "name": "place", "fields": {field: {"value": field} for field in NEEDED}})
    except ProfileFault:
        return None


def keep_upload(
    *, content: files.Content, file_name: str, name: str, choices: Values, actor: Actor, at: datetime
) -> WorkOrderUpload:
    """Keep an uploaded file with the choices that were proposed for it."""
    assert actor.id is not None
    kept = files.add(content, name=file_name, content_type="application/octet-stream", actor=actor, at=at)
    upload = WorkOrderUpload(file_id=kept.id, name=name, choices=choices, uploaded_by=actor.id, uploaded_at=at)
    db.session.add(upload)
    db.session.flush()
    audit.record("upload.kept", "work_order_upload", upload.id, actor=actor, at=at, file=kept.name)
    return upload


def choose(*, upload: WorkOrderUpload, name: str, choices: Values) -> None:
    """Keep the choices as they stand on the page. What was checked before was checked with others."""
    _refuse_if_done(upload)
    if choices != upload.choices or name != upload.name:
        upload.name, upload.choices, upload.check_job_id = name, choices, None
    db.session.flush()


def ask_check(*, upload: WorkOrderUpload, actor: Actor, at: datetime) -> Job:
    """Ask for the dry run. Raises ProfileFault where the choices make no profile."""
    _refuse_if_done(upload)
    profile_of(upload)
    job = jobs.enqueue("kpis.upload_check", {"upload_id": upload.id}, actor=actor, at=at)
    upload.check_job_id = job.id
    db.session.flush()
    return job


def ask_load(*, upload: WorkOrderUpload, partial: bool, actor: Actor, at: datetime) -> Job:
    """Ask for the load of what was checked; the profile is saved first, so that the load can name it."""
    _refuse_if_done(upload)
    check = db.session.get(Job, upload.check_job_id) if upload.check_job_id else None
    if check is None or check.state is not JobState.DONE or not check.result:
        raise RuleBroken(Refusal("upload_unchecked"))
    if check.result["rejected"] and not partial:
        raise RuleBroken(Refusal("upload_rejects", {"rejected": check.result["rejected"]}))
    saved = save_profile(text=write_profile(profile_of(upload)), actor=actor, at=at)
    arguments = {"upload_id": upload.id, "profile_id": saved.id, "partial": partial, "actor_name": actor.display_name}
    job = jobs.enqueue("kpis.upload_load", arguments, actor=actor, at=at)
    upload.load_job_id = job.id
    db.session.flush()
    audit.record("upload.load_asked", "work_order_upload", upload.id, actor=actor, at=at, partial=partial)
    return job


def discard_upload(*, upload: WorkOrderUpload, actor: Actor, at: datetime) -> None:
    """Forget a file that was not loaded, with what its check found. Raises RuleBroken for one that was, or is at work."""
    _refuse_if_done(upload)
    kept = db.session.get_one(files.StoredFile, upload.file_id)
    check = db.session.get(Job, upload.check_job_id) if upload.check_job_id else None
    rejects_id = (check.result or {}).get("rejects_file_id") if check is not None else None
    audit.record(
        "upload.discarded", "work_order_upload", upload.id, actor=actor, at=at, file=kept.name, sha256=kept.sha256
    )
    db.session.delete(upload)
    db.session.flush()
    for file_id in (kept.id, rejects_id):
        if file_id is not None:
            files.remove(file_id)


def discard_stale(*, days: int, at: datetime) -> int:
    """Forget the files that nobody loaded for so many days, one transaction each. Returns how many."""
    before, sweeper = at - timedelta(days=days), audit.System("stale uploads")
    query = select(WorkOrderUpload.id).where(WorkOrderUpload.load_id.is_(None), WorkOrderUpload.uploaded_at < before)
    stale = list(db.session.scalars(query.order_by(WorkOrderUpload.id)))
    rollback()
    gone = 0
    for upload_id in stale:
        with transaction():
            upload = db.session.get(WorkOrderUpload, upload_id)
            if upload is not None and not is_busy(upload):
                discard_upload(upload=upload, actor=sweeper, at=at)
                gone += 1
    return gone


def is_busy(upload: WorkOrderUpload) -> bool:
    """Is a job at work on it?"""
    jobs_of = (db.session.get(Job, job_id) for job_id in (upload.check_job_id, upload.load_job_id) if job_id)
    return any(job is not None and job.state in UNDER_WAY for job in jobs_of)


def _refuse_if_done(upload: WorkOrderUpload) -> None:
    if upload.load_id is not None:
        raise RuleBroken(Refusal("upload_loaded"))
    if is_busy(upload):
        raise RuleBroken(Refusal("upload_busy"))
