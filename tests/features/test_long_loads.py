"""Jobs on work orders say how far they are, and show that they are alive while the engine works without coming back."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core import clock
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.core.jobs import Job, JobState, Progress, enqueue, run_waiting
from lms.kpis import heartbeat, load_jobs, recomputing
from lms.kpis.actions.profiles import save_profile
from lms.kpis.definitions import ship_definitions
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.work_order_scene import FILE, checked, sign_in_loader, upload
from tests.kpi_orders import keep_facts, order

PROFILE = 'name = "desk"\nsource = "desk"\nzone = "UTC"\n[fields]\norder_no = "工单号"\nopened_at = "报修时间"\n'


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """What jobs say of their progress."""
    told: list[tuple[int, int]] = []
    whole = Progress.__call__

    def note(self: Progress, done: int, total: int) -> None:
        told.append((done, total))
        whole(self, done, total)

    monkeypatch.setattr(Progress, "__call__", note)
    return told


def test_a_check_says_each_of_its_steps(make: Factory, said: list[tuple[int, int]]) -> None:
    browser = sign_in_loader(make)
    upload(browser)
    checked(browser)
    done = [done for done, total in said if total == 4]
    assert done == sorted(done)
    assert {0, 1, 2, 3} <= set(done)


def test_a_file_of_the_folder_says_each_of_its_steps(app: Flask, said: list[tuple[int, int]], tmp_path: Path) -> None:
    place = tmp_path / "working"
    place.mkdir()
    (place / "desk.csv").write_text(FILE, encoding="utf-8")
    with transaction():
        ship_definitions(actor=System("test"), at=clock.now())
        profile = save_profile(text=PROFILE, actor=System("test"), at=clock.now())
        arguments = {"profile_id": profile.id, "folder_file": str(place / "desk.csv"), "how": "folder"}
        enqueue("kpis.load", arguments, actor=System("test"), at=clock.now())
    run_waiting()
    job = db.session.scalars(select(Job).where(Job.kind == "kpis.load")).one()
    assert job.state is JobState.DONE, job.error
    assert [done for done, total in said if total == load_jobs.STEPS] == list(range(load_jobs.STEPS + 1))


def test_a_silent_job_beats(app: Flask, fixed_clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction():
        job = enqueue("kpis.load", {}, actor=System("test"), at=clock.now())
        job_id = job.id
    monkeypatch.setattr(heartbeat, "BEAT", 0.01)
    beaten = threading.Event()
    whole = Progress.__call__

    def note(self: Progress, done: int, total: int) -> None:
        whole(self, done, total)
        if threading.current_thread() is not threading.main_thread():
            beaten.set()

    monkeypatch.setattr(Progress, "__call__", note)
    with heartbeat.beating(Progress(job_id), 3) as step:
        step()
        fixed_clock.forward(minutes=5)
        beaten.clear()
        assert beaten.wait(30)
        later: datetime = clock.now()
    row = db.session.get_one(Job, job_id)
    assert (row.done, row.total, row.heartbeat_at) == (1, 3, later)


def test_months_computed_anew_are_told_few_by_few(
    app: Flask, said: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = [datetime(2025, month, 3, 8, tzinfo=UTC).replace(tzinfo=None) for month in range(1, 6)]
    with transaction():
        ship_definitions(actor=System("test"), at=clock.now())
        keep_facts([order(number, moment) for number, moment in enumerate(opened)], clock.now())
    monkeypatch.setattr(recomputing, "AT_ONCE", 2)
    with transaction():
        recomputing.ask_to_recompute(date(2025, 1, 1), actor=System("test"), at=clock.now())
    run_waiting()
    job = db.session.scalars(select(Job).where(Job.kind == "kpis.recompute")).one()
    assert job.state is JobState.DONE, job.error
    assert [done for done, total in said if total == 5] == [0, 2, 4, 5]
