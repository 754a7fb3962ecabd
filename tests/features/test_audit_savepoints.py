"""Audit lines and savepoints: a savepoint neither writes the lines early nor loses them."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from lms.core import audit, clock
from lms.core.db import db, transaction


def note(action: str) -> None:
    audit.record(action, "thing", 1, actor=audit.System(), at=clock.now())


def actions() -> list[str]:
    return list(db.session.scalars(select(audit.AuditLine.action).order_by(audit.AuditLine.seq)))


def test_lines_wait_for_the_commit_and_not_for_a_savepoint(app: Flask) -> None:
    with transaction() as session:
        note("before")
        with session.begin_nested():
            note("inside")
        assert session.scalar(select(func.count()).select_from(audit.AuditLine)) == 0
        note("after")
    assert actions() == ["before", "inside", "after"]
    assert audit.verify() == (3, [])


def test_a_rolled_back_savepoint_keeps_what_was_noted_before_it(app: Flask) -> None:
    with transaction() as session:
        note("before")
        session.begin_nested().rollback()
        note("after")
    assert actions() == ["before", "after"]


def test_a_rolled_back_transaction_forgets_its_lines(app: Flask) -> None:
    with transaction() as session:
        note("lost")
        session.rollback()
    with transaction():
        note("kept")
    assert actions() == ["kept"]
