"""Reads of uploads and loads."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from sqlalchemy import func, select

from lms.core import clock, events
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.files import StoredFile
from lms.core.jobs import Job
from lms.kpis.events import CLOSED_MONTHS
from lms.kpis.models import Alert, FactFile, SourceProfile, WorkOrderLoad, WorkOrderUpload
from lms.kpis.queries.alerts import search_alerts
from lms.people.models import Person
from lms.people.session import User


def months_told(months: Collection[date], at: datetime) -> set[date]:
    """Those of the months that are over and have or had orders of any source, or were closed without any: their figures
    are known, and what comes in now changes them. The first load of a history changes nothing that anybody saw."""
    over = {month for month in months if month < clock.local_date(at).replace(day=1)}
    known = set(db.session.scalars(select(FactFile.month).where(FactFile.month.in_(over)).distinct()))
    for closed in events.answers(CLOSED_MONTHS):
        known.update(closed(over - known))
    return known


def loads() -> Any:
    """A statement: all loads, newest first, with who loaded them."""
    query = select(WorkOrderLoad, Person).outerjoin(Person, Person.id == WorkOrderLoad.loaded_by)
    return query.order_by(WorkOrderLoad.id.desc())


def get_load(load_id: int) -> WorkOrderLoad:
    """A load. Raises NotFound."""
    row = db.session.get(WorkOrderLoad, load_id)
    if row is None:
        raise NotFound
    return row


def find_loader(load: WorkOrderLoad) -> Person | None:
    """Who loaded it; None for the API, the folder and commands."""
    return db.session.get(Person, load.loaded_by) if load.loaded_by is not None else None


def get_upload(upload_id: int) -> WorkOrderUpload:
    """An uploaded file. Raises NotFound."""
    row = db.session.get(WorkOrderUpload, upload_id)
    if row is None:
        raise NotFound
    return row


def list_waiting_uploads(limit: int = 20) -> list[tuple[WorkOrderUpload, StoredFile, Person]]:
    """Files that were uploaded and not loaded, newest first."""
    query = (
        select(WorkOrderUpload, StoredFile, Person)
        .join(StoredFile, StoredFile.id == WorkOrderUpload.file_id)
        .join(Person, Person.id == WorkOrderUpload.uploaded_by)
        .where(WorkOrderUpload.load_id.is_(None))
        .order_by(WorkOrderUpload.id.desc())
        .limit(limit)
    )
    return [(upload, file, person) for upload, file, person in db.session.execute(query)]


def list_refused_from_folder(since: datetime, limit: int = 20) -> list[Job]:
    """The files of the watched folder that were refused, newest first, but for those that came again and were loaded."""
    query = (
        select(Job)
        .where(Job.kind == "kpis.load", Job.failed_at >= since, Job.arguments["how"].as_string() == "folder")
        .order_by(Job.id.desc())
        .limit(limit)
    )
    refused = list(db.session.scalars(query))
    if not refused:
        return []
    names = {file_of(job) for job in refused}
    later = select(WorkOrderLoad.file_name, func.max(WorkOrderLoad.loaded_at)).where(
        WorkOrderLoad.file_name.in_(names), WorkOrderLoad.how == "folder", WorkOrderLoad.loaded_at >= since
    )
    loaded = {row[0]: row[1] for row in db.session.execute(later.group_by(WorkOrderLoad.file_name))}
    return [
        job
        for job in refused
        if job.failed_at and not (file_of(job) in loaded and loaded[file_of(job)] >= job.failed_at)
    ]


def file_of(job: Job) -> str:
    """The name of the file that a job of the watched folder was about."""
    return PurePath(str(job.arguments.get("folder_file") or "")).name[-200:]


def find_folder_rejects(job_id: int) -> int | None:
    """The list of rejected rows of a file that was refused from the watched folder."""
    job = db.session.get(Job, job_id)
    if job is None or job.kind != "kpis.load" or job.arguments.get("how") != "folder" or not job.failed_at:
        return None
    return (job.result or {}).get("file_id")


def find_job(job_id: int | None) -> Job | None:
    """A job of an upload."""
    return db.session.get(Job, job_id) if job_id is not None else None


def list_alerts_after(user: User, load: WorkOrderLoad, limit: int = 5) -> list[Any]:
    """The alerts within reach that stand and were raised between a load and the next one, the gravest first."""
    following = select(func.min(WorkOrderLoad.loaded_at)).where(WorkOrderLoad.id > load.id)
    until = db.session.scalar(following)
    query = search_alerts(user, state="standing").where(Alert.raised_at >= load.loaded_at)
    if until is not None:
        query = query.where(Alert.raised_at < until)
    return list(db.session.execute(query.limit(limit)))


def list_versions(name: str) -> list[tuple[SourceProfile, Person | None]]:
    """The versions of a profile, newest first, with who made them."""
    query = (
        select(SourceProfile, Person)
        .outerjoin(Person, Person.id == SourceProfile.made_by)
        .where(SourceProfile.name == name)
        .order_by(SourceProfile.version.desc())
    )
    return [(row, person) for row, person in db.session.execute(query)]
