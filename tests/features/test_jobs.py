"""Jobs: asked for with the transaction, done once, picked up again when a worker died."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from lms.core import clock, jobs
from lms.core.audit import System
from lms.core.db import db, own_transaction, transaction
from lms.core.jobs import Job, JobRefused, JobState, Progress, job
from tests.conftest import Clock
from tests.factories import Factory

done: list[int] = []


@job("test.count")
def count(progress: Progress, *, to: int) -> dict[str, Any]:
    """Counts, to be counted."""
    for n in range(to):
        progress(n + 1, to)
    done.append(to)
    return {"counted": to}


@job("test.refuse")
def refuse(progress: Progress) -> None:
    """Says why it cannot be done."""
    raise JobRefused("crashed")


@job("test.crash")
def crash(progress: Progress) -> None:
    """Has a fault."""
    raise ZeroDivisionError


def _ask(kind: str, **arguments: Any) -> int:
    with transaction():
        return jobs.enqueue(kind, arguments, actor=System(), at=clock.now()).id


def _state(job_id: int) -> Job:
    db.session.rollback()
    return db.session.get_one(Job, job_id)


def test_a_job_is_done_once_and_shows_how_far_it_came(app: Flask) -> None:
    done.clear()
    number = _ask("test.count", to=3)
    assert _state(number).state == JobState.WAITING
    jobs.run_waiting()
    jobs.run(number)
    row = _state(number)
    assert (row.state, row.done, row.total, row.result) == (JobState.DONE, 3, 3, {"counted": 3})
    assert done == [3]


def test_what_was_rolled_back_is_never_handed_over(app: Flask) -> None:
    before = app.extensions["huey"].pending_count()

    def ask_and_fail() -> None:
        with transaction():
            jobs.enqueue("test.count", {"to": 1}, actor=System(), at=clock.now())
            raise KeyError

    with pytest.raises(KeyError):
        ask_and_fail()
    assert app.extensions["huey"].pending_count() == before
    assert jobs.run_waiting() == 0


@pytest.mark.parametrize("kind", ["test.refuse", "test.crash"])
def test_a_failure_ends_the_job_and_says_so(app: Flask, kind: str) -> None:
    number = _ask(kind)
    jobs.run_waiting()
    assert _state(number).state == JobState.FAILED
    assert _state(number).error == "crashed"


def test_a_job_whose_worker_died_is_picked_up_again_and_given_up_in_the_end(app: Flask, fixed_clock: Clock) -> None:
    number = _ask("test.count", to=2)
    with own_transaction() as connection:
        connection.execute(update(Job).values(started_at=clock.now(), heartbeat_at=clock.now(), attempts=1))
    assert jobs.sweep() == 0
    jobs.run(number)
    assert _state(number).state == JobState.RUNNING
    fixed_clock.forward(minutes=3)
    assert jobs.sweep() == 1
    jobs.run(number)
    assert _state(number).state == JobState.DONE
    with own_transaction() as connection:
        connection.execute(update(Job).values(finished_at=None, attempts=3))
    fixed_clock.forward(minutes=3)
    jobs.sweep()
    assert _state(number).state == JobState.FAILED


def test_only_whoever_asked_sees_the_job(make: Factory) -> None:
    from lms.core.access import Role

    asker, other, admin = make.person(Role.HR), make.person(Role.HR), make.person(Role.ADMIN, everywhere=True)
    with transaction():
        number = jobs.enqueue("test.count", {"to": 1}, actor=asker, at=clock.now()).id
    assert make.browser(asker).get(f"/jobs/{number}").status_code == 200
    assert make.browser(other).get(f"/jobs/{number}").status_code == 404
    assert make.browser(admin).get(f"/jobs/{number}").status_code == 200
    assert make.browser(admin).get(f"/jobs/{number}/file").status_code == 404


@pytest.mark.redis
def test_jobs_go_through_redis_where_it_is_set(tmp_path: Any) -> None:
    from dataclasses import replace

    from huey import RedisHuey

    from lms.core.config import from_environment
    from tools.redis_server import throwaway_redis

    with throwaway_redis() as url:
        settings = from_environment({"SECRET_KEY": "k" * 40, "REDIS_URL": url, "LMS_VAR_DIR": str(tmp_path)})
        from lms.app import create_app
        from lms.core import schema

        other = create_app(replace(settings, testing=True))
        with other.app_context():
            schema.upgrade(db.engine)
            number = _ask("test.count", to=1)
            huey = other.extensions["huey"]
            assert isinstance(huey, RedisHuey)
            assert huey.pending_count() == 1
            huey.execute(huey.dequeue())
            assert _state(number).state == JobState.DONE
            db.session.remove()
            db.engine.dispose()
