"""Loading work orders by the worker: files that a page or the API took, and files that lie in the watched folder."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from flask import current_app
from sqlalchemy import select

from lms.core import audit, clock, files
from lms.core.audit import Actor
from lms.core.db import db, rollback, transaction
from lms.core.errors import NotFound, RuleBroken
from lms.core.files import StoredFile
from lms.core.jobs import JobRefused, Progress, enqueue, job
from lms.kpis import facts
from lms.kpis.heartbeat import beating
from lms.kpis.models import FactFile, WorkOrderLoad
from lms.kpis.queries.profiles import find_profile, get_profile, list_profiles
from lms.kpis.rejects import XLSX, reject_workbook
from lms.kpis.rules.profiles import ProfileFault, read_profile
from lms.kpis.sources.faults import SourceFault
from lms.kpis.watched_folder import AT_WORK, DONE, REJECTED, fitting, is_finished
from lms.people.models import Person

log = structlog.get_logger(__name__)
STEPS = 5
"""The file is at hand, it is read, its months are written, they count, it is put away."""
ORPHANED_AFTER = timedelta(hours=24)
SUPERSEDED_KEPT = timedelta(days=30)


@job("kpis.load")
def load_orders(
    progress: Progress, *, profile_id: int, file_id: int | None = None, folder_file: str | None = None,
    how: str = "page", partial: bool = False, idempotency_key: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Load one file: a stored one, or one that was taken from the watched folder. The result says what became of its rows."""
    from lms.kpis.actions.loading import LoadRejected, load

    profile = read_profile(get_profile(profile_id).text)
    actor = _asker(progress.asked_by)
    key = idempotency_key or f"job {progress.job_id}"  # a job may be run twice; its load counts once
    rollback()
    with beating(progress, STEPS) as step, _content(file_id, folder_file) as (path, name):
        step()
        if path is None:
            return _done_before(key)
        try:
            row = load(
                path, profile, how=how, actor=actor, at=clock.now(), partial=partial, name=name,  # type: ignore[arg-type]
                profile_id=profile_id, file_id=file_id, idempotency_key=key, step=step,
            )  # fmt: skip
        except LoadRejected as rejected:
            content = reject_workbook(rejected.plan.faults)
            if folder_file:
                _put_away(path, REJECTED, content)
            with transaction():
                kept = files.save(
                    content, name=f"{Path(name).stem}-rejected.xlsx", content_type=XLSX, actor=actor, at=clock.now()
                ).id
            counts = {"rows": rejected.plan.rows, "rejected": rejected.plan.rejected}
            raise JobRefused("load_has_rejects", **counts, file_id=kept) from rejected
        except (SourceFault, ProfileFault) as fault:
            if folder_file:
                _put_away(path, REJECTED)
            raise JobRefused(fault.code, **fault.values) from fault
        except RuleBroken as broken:
            raise JobRefused(broken.refusals[0].code, **broken.refusals[0].values) from broken
        result = _result(row)
        rollback()
        if folder_file:
            rejects = files.read(row.rejects_file_id)[1] if row.rejects_file_id else None
            rollback()
            _put_away(path, DONE, rejects)
        step()
    return result


def _done_before(key: str) -> dict[str, Any]:
    """The file was put away already: an earlier run of this job was cut off after its load."""
    row = db.session.scalar(select(WorkOrderLoad).where(WorkOrderLoad.idempotency_key == key))
    if row is None:
        raise JobRefused("folder_file_gone")
    return _result(row)


def _result(row: WorkOrderLoad) -> dict[str, Any]:
    names = ("rows", "orders", "loaded", "replaced", "unchanged", "rejected")
    result: dict[str, Any] = {"load": row.id, **{name: getattr(row, name) for name in names}, **row.notes}
    if row.rejects_file_id:
        result["file_id"] = row.rejects_file_id
    return result


def _asker(person_id: int | None) -> Actor:
    person = db.session.get(Person, person_id) if person_id is not None else None
    if person is not None:
        db.session.expunge(person)
        return person
    return audit.System("work-order folder")


@contextmanager
def _content(file_id: int | None, folder_file: str | None) -> Iterator[tuple[Path | None, str]]:
    """The file on this machine's disk."""
    if folder_file is not None:
        path = Path(folder_file)
        yield (path if path.is_file() else None), path.name
        return
    row = db.session.get(StoredFile, file_id)
    if row is None:
        raise NotFound
    sha256, name = row.sha256, row.name
    rollback()
    store = files.store()
    with tempfile.TemporaryDirectory(prefix="shifu-upload-") as folder:
        local = Path(folder) / "content"
        store.filesystem.get_file(store.path(sha256), str(local))
        yield local, name


def _put_away(path: Path, where: str, rejects: bytes | None = None) -> None:
    """Move a file of the watched folder to its end, the list of its rejected rows beside it."""
    target = path.parent.parent / where
    target.mkdir(exist_ok=True)
    place, count = target / path.name, 1
    while place.exists():
        count += 1
        place = target / f"{path.stem}-{count}{path.suffix}"
    if rejects is not None:
        place.with_name(f"{place.stem}-rejected.xlsx").write_bytes(rejects)
    path.replace(place)


def watch_folder(*, at: datetime) -> int:
    """Take the finished files of the watched folder and ask for a job each. Returns how many.

    `FOLDER/<profile>/file` is read by that profile; a file in the folder itself by the profile whose name its own begins
    with. What no profile fits stays where it is, so that saving one is all that is missing.
    """
    folder = current_app.extensions["settings"].work_order_folder
    if folder is None or not folder.is_dir():
        return 0
    names = [row.name for row in list_profiles()]
    rollback()
    taken = 0
    for place in (folder, *(folder / name for name in names)):
        if not place.is_dir():
            continue
        for path in sorted(place.iterdir()):
            profile = place.name if place != folder else fitting(path.name, names)
            if profile is None or not is_finished(path, at):
                continue
            _take(path, profile, at)
            taken += 1
    return taken


def _take(path: Path, profile_name: str, at: datetime) -> None:
    """Claim a file by moving it, so that no other worker takes it too, and ask for its job."""
    place = path.parent / AT_WORK
    place.mkdir(exist_ok=True)
    claimed = place / path.name
    with transaction():
        profile = find_profile(profile_name)
        assert profile is not None
        arguments = {"profile_id": profile.id, "folder_file": str(claimed), "how": "folder"}
        enqueue("kpis.load", arguments, actor=audit.System("work-order folder"), at=at)
        path.replace(claimed)


def sweep_facts(*, at: datetime) -> int:
    """Remove fact files that no load ever counted (a load was killed half-way), and the contents of those long superseded.
    Returns how many."""
    known = {row.path: row.superseded_at for row in db.session.execute(
        select(FactFile.path, WorkOrderLoad.loaded_at.label("superseded_at"))
        .outerjoin(WorkOrderLoad, WorkOrderLoad.id == FactFile.superseded_by)
    )}  # fmt: skip
    rollback()
    store = files.store()
    root = f"{store.root}/{facts.FOLDER}"
    if not store.filesystem.exists(root):
        return 0
    removed = 0
    for name, info in store.filesystem.find(root, detail=True).items():
        path = f"{facts.FOLDER}/{name.split(f'/{facts.FOLDER}/', 1)[1]}"
        superseded = known.get(path)
        if path in known:
            due = superseded is not None and superseded < at - SUPERSEDED_KEPT
        else:
            due = _written_at(info) < at - ORPHANED_AFTER
        if due:
            facts.discard(path)
            removed += 1
    if removed:
        log.info("fact files swept", removed=removed)
    return removed


def _written_at(info: dict[str, Any]) -> datetime:
    """When a store says that a file was written: stores differ in how they call it."""
    for key in ("mtime", "LastModified", "last_modified", "modified", "created"):
        value = info.get(key)
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=UTC)
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value, UTC)
    raise KeyError(f"no time of writing: {sorted(info)}")
