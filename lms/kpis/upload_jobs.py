"""Long work on uploaded files: the dry run, the load, the figures of units after a match."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from tempfile import TemporaryDirectory
from typing import Any

from lms.core import clock, files
from lms.core.db import db, rollback, transaction
from lms.core.jobs import JobRefused, Progress, job
from lms.kpis.actions.uploads import profile_of
from lms.kpis.heartbeat import beating
from lms.kpis.models import SourceProfile, WorkOrderUpload
from lms.kpis.rejects import XLSX
from lms.kpis.rules.profiles import ProfileFault, read_profile
from lms.kpis.sources.faults import SourceFault

FAULTS_SHOWN = 50
NAMES_SHOWN = 200
CHECK_STEPS, LOAD_STEPS = 4, 5


@dataclass(frozen=True)
class Asker:
    """Who asked for the job, in the audit trail."""

    id: int | None
    display_name: str


@job("kpis.upload_check")
def check_upload(progress: Progress, *, upload_id: int) -> dict[str, Any]:
    """The dry run of an uploaded file."""
    from lms.kpis.actions.loading import check

    upload = db.session.get_one(WorkOrderUpload, upload_id)
    file_id, name = upload.file_id, db.session.get_one(files.StoredFile, upload.file_id).name
    at = clock.now()
    try:
        profile = profile_of(upload)
        rollback()
        with beating(progress, CHECK_STEPS) as step, files.on_disk(file_id) as path:
            step()
            plan = check(path, profile, at=at, step=step)
    except (SourceFault, ProfileFault) as fault:
        raise JobRefused(fault.code, **fault.values) from fault
    rollback()
    progress(CHECK_STEPS - 1, CHECK_STEPS)
    rejects = None
    if plan.faults:
        with TemporaryDirectory(prefix="shifu-rejects-") as folder:
            from pathlib import Path

            made = plan.write_rejects(Path(folder) / "rejects.xlsx")
            with made.open("rb") as stream:
                content = files.put_stream(stream)
        with transaction():
            target = f"{name.rsplit('.', 1)[0]}-rejected.xlsx"
            asker = Asker(progress.asked_by, "")
            rejects = files.add(content, name=target, content_type=XLSX, actor=asker, at=at).id
    unmatched = list(plan.unmatched)
    return {
        **{key: getattr(plan, key) for key in ("source", "rows", "orders", "loaded", "replaced", "unchanged", "rejected", "repeated")},
        "first": plan.first.isoformat() if plan.first else None,
        "last": plan.last.isoformat() if plan.last else None,
        "months": [
            {
                "month": change.month.isoformat(), "added": change.added, "replaced": change.replaced,
                "left": change.left, "reopened": change.month in plan.reopened,
            }
            for change in plan.months
        ],
        "faults": [asdict(fault) for fault in plan.faults[:FAULTS_SHOWN]],
        "rejects_file_id": rejects,
        "absent": list(plan.absent),
        "unmatched": unmatched[:NAMES_SHOWN],
        "unmatched_count": len(unmatched),
    }  # fmt: skip


@job("kpis.upload_load")
def load_upload(
    progress: Progress, *, upload_id: int, profile_id: int, partial: bool, actor_name: str
) -> dict[str, Any]:
    """Load an uploaded file: all of it or nothing, unless bad rows may be left out. Run twice, it loads once."""
    from lms.kpis.actions.loading import LoadRejected, load

    upload = db.session.get_one(WorkOrderUpload, upload_id)
    if upload.load_id is not None:
        return {"load_id": upload.load_id}
    file_id, name = upload.file_id, db.session.get_one(files.StoredFile, upload.file_id).name
    profile = read_profile(db.session.get_one(SourceProfile, profile_id).text)
    actor = Asker(progress.asked_by, actor_name)
    rollback()
    try:
        with beating(progress, LOAD_STEPS) as step, files.on_disk(file_id) as path:
            step()
            row = load(
                path, profile, how="page", actor=actor, at=clock.now(), partial=partial, name=name,
                profile_id=profile_id, file_id=file_id, idempotency_key=f"upload:{upload_id}", step=step,
            )  # fmt: skip
    except SourceFault as fault:
        raise JobRefused(fault.code, **fault.values) from fault
    except LoadRejected as rejected:
        refusal = rejected.refusals[0]
        raise JobRefused(refusal.code, **refusal.values) from rejected
    load_id = row.id
    rollback()
    with transaction():
        db.session.get_one(WorkOrderUpload, upload_id).load_id = load_id
    return {"load_id": load_id}


@job("kpis.rematch")
def follow_matches(progress: Progress) -> dict[str, Any]:
    """The readings of units after technicians were matched."""
    from lms.kpis.actions.unit_readings import recompute_units

    with beating(progress, 1), transaction():
        recompute_units(at=clock.now())
    return {}
