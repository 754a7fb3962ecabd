"""Saying that a job goes on, and how far it is, while the engine works for minutes without coming back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from lms.core.jobs import Progress

BEAT = 20.0
"""Seconds. A job that is silent for much longer is taken for one whose worker was killed."""


class Step(Protocol):
    """Says that the work is so many steps further."""

    def __call__(self, count: int = 1) -> None: ...


@contextmanager
def beating(progress: Progress, total: int, *, done: int = 0) -> Iterator[Step]:
    """Gives what is to be called after each step of `total`, or after several; call it outside transactions. Between the
    steps the job beats. `done`: the steps that an earlier run has taken already."""
    over = threading.Event()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def step(count: int = 1) -> None:
        nonlocal done
        done = min(done + count, total)
        progress(done, total)

    def beat() -> None:
        while not over.wait(BEAT):
            with app.app_context():
                try:
                    Progress(progress.job_id)(done, total)
                except SQLAlchemyError:
                    continue  # the job is writing just now, which shows that it is alive

    thread = threading.Thread(target=beat, daemon=True)
    progress(done, total)
    thread.start()
    try:
        yield step
    finally:
        over.set()
        thread.join()
