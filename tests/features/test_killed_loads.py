"""A process that is killed (no farewell, no cleaning up) in the middle of a load leaves nothing half-done."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.core import clock, jobs
from lms.core.audit import AuditLine, System
from lms.core.db import db, transaction
from lms.core.jobs import Job, JobState
from lms.kpis.actions.profiles import save_profile
from lms.kpis.definitions import ship_definitions
from lms.kpis.models import FactFile, Reading, WorkOrderLoad
from lms.kpis.working_folders import sweep_working_folders
from tests.conftest import Clock
from tests.features.work_order_scene import FILE

PROFILE = 'name = "desk"\nsource = "desk"\nzone = "UTC"\n[fields]\norder_no = "工单号"\nopened_at = "报修时间"\ntechnician = "技师工号"\n'
# One process that begins the job again and again, in a child each time that is killed: when its months
# are written, and inside the transaction after the readings.
KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from lms.app import create_app
from lms.core import audit, clock, jobs
from lms.core.config import Settings
url, files, queue, at, job_id = sys.argv[1:]
app = create_app(Settings(database_url=url, secret_key="k" * 40, files_url=files, jobs_path=Path(queue), demo_mode=True, testing=True))
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
for point in ("_still", "record"):
    child = os.fork()
    if not child:
        from lms.kpis.actions import loading
        clock.set_clock(lambda: datetime.fromisoformat(at))
        setattr(audit if point == "record" else loading, point, die)
        jobs.STALE_AFTER *= -1  # the child before has not been silent for long
        with app.app_context():
            jobs.run(int(job_id))
        os._exit(7)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, (point, status)
print("killed twice")
"""


def count(table: type) -> int:
    found = db.session.scalar(select(func.count()).select_from(table)) or 0
    db.session.rollback()
    return int(found)


def test_a_job_killed_again_and_again_counts_once(app: Flask, tmp_path: Path, fixed_clock: Clock) -> None:
    place, settings = tmp_path / "working", app.extensions["settings"]
    place.mkdir()
    (place / "desk.csv").write_text(FILE, encoding="utf-8")
    with transaction():
        ship_definitions(actor=System("test"), at=clock.now())
        profile = save_profile(text=PROFILE, actor=System("test"), at=clock.now())
        arguments = {"profile_id": profile.id, "folder_file": str(place / "desk.csv"), "how": "folder"}
        job_id = jobs.enqueue("kpis.load", arguments, actor=System("test"), at=clock.now()).id
    lines = count(AuditLine)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, settings.database_url, settings.files_url, str(settings.jobs_path), clock.now().isoformat(), str(job_id)],
        cwd=Path(__file__).parents[2], env={**os.environ, "TMPDIR": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "killed twice" in done.stdout, done.stderr[-2000:]
    assert count(WorkOrderLoad) == count(FactFile) == count(Reading) == 0
    assert count(AuditLine) == lines
    assert db.session.get_one(Job, job_id).state is JobState.RUNNING
    assert (place / "desk.csv").is_file()
    db.session.rollback()
    fixed_clock.forward(minutes=3)
    assert jobs.sweep() == 1
    jobs.run(job_id)
    job = db.session.get_one(Job, job_id)
    assert job.state is JobState.DONE, job.error
    assert (count(WorkOrderLoad), count(FactFile)) == (1, 1)
    assert [path.name for path in (tmp_path / "done").iterdir()] == ["desk.csv"]
    assert [path for path in tmp_path.iterdir() if path.name.startswith("shifu-")]
    sweep_working_folders(at=clock.now() + timedelta(days=40_000), among=tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["done", "working"]


@pytest.mark.one_database
def test_only_old_folders_of_loads_are_swept(tmp_path: Path) -> None:
    for name in ("shifu-load-old", "shifu-load-new", "shifu-load-used", "somebody-else"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "straight.csv").write_text("x")
    long_ago = (clock.now() - timedelta(days=2)).timestamp()
    today = clock.now().timestamp()
    for path in tmp_path.rglob("*"):
        new = "new" in path.name or (path.parent.name == "shifu-load-used") or path.parent.name == "shifu-load-new"
        os.utime(path, (today, today) if new else (long_ago, long_ago))
    assert sweep_working_folders(at=clock.now(), among=tmp_path) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["shifu-load-new", "shifu-load-used", "somebody-else"]
