"""Failed sign-ins in the audit trail: who is concerned and why, never what was typed, and never more than a line a window."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.core import audit, clock
from lms.core.audit import AuditLine
from lms.core.db import db, own_transaction, rollback, transaction
from lms.people.actions.accounts import close_account, note_failure, set_password, throttled
from lms.people.models import Account, Person
from lms.people.rules.accounts import MOST_FAILURES_BY_NAME, MOST_FAILURES_FROM_EVERYWHERE, WINDOW
from tests.browsing import send
from tests.factories import Factory

RIGHT, WRONG = "a good long sentence", "the secret of my bank"


@pytest.fixture
def person(make: Factory) -> Person:
    person = make.person()
    with transaction() as session:
        account = session.scalars(select(Account).where(Account.person_id == person.id)).one()
        set_password(account=account, password=RIGHT, actor=person, at=clock.now())
    return person


def _try(client: FlaskClient, username: str, password: str) -> int:
    return send(client, "/sign-in", {"username": username, "password": password}, page="/sign-in").status_code


def _lines() -> list[Any]:
    table = AuditLine.__table__
    query = select(table).where(table.c.action.startswith("account.sign_in_")).order_by(table.c.seq)
    rows = list(db.session.execute(query))
    db.session.rollback()
    return rows


def test_a_wrong_password_is_on_record_though_the_request_is_undone(client: FlaskClient, person: Person) -> None:
    assert _try(client, person.employee_no, WRONG) == 422
    (line,) = _lines()
    assert (line.subject_type, line.subject_id, line.actor_id) == ("person", str(person.id), None)
    assert line.detail == {"reason": "wrong_password", "failures": 1}
    assert line.origin == "127.0.0.1"
    assert audit.verify()[1] == []


def test_an_unknown_name_is_not_kept(client: FlaskClient, person: Person) -> None:
    assert _try(client, "MyPasswordTypedInTheWrongField", WRONG) == 422
    assert _try(client, "somebody-else", WRONG) == 422
    (line,) = _lines()
    assert (line.subject_type, line.subject_id) == ("sign_in", "unknown")
    assert line.detail == {"reason": "unknown_account"}
    kept = str(line)
    assert "mypassword" not in kept.lower()
    assert WRONG not in kept


def test_a_flood_leaves_one_line_an_account_and_window(client: FlaskClient, person: Person, fixed_clock: Any) -> None:
    for _ in range(MOST_FAILURES_BY_NAME):
        assert _try(client, person.employee_no, WRONG) == 422
    assert [line.action for line in _lines()] == ["account.sign_in_failed"]
    for password in (WRONG, RIGHT, WRONG):
        assert _try(client, person.employee_no, password) == 429
    first, slowed = _lines()
    assert slowed.action == "account.sign_in_slowed"
    assert slowed.detail == {"reason": "too_many_failures", "failures": MOST_FAILURES_BY_NAME}
    fixed_clock.forward(seconds=WINDOW.total_seconds() + 1)
    for _ in range(2):
        assert _try(client, person.employee_no, WRONG) == 422
    assert [line.action for line in _lines()] == [first.action, slowed.action, first.action]


def test_nobody_is_shut_out_from_another_address(client: FlaskClient, person: Person) -> None:
    for _ in range(MOST_FAILURES_BY_NAME + 1):
        note_failure(username=person.employee_no, address="203.0.113.9", at=clock.now())
    rollback()  # what was read before does not see them
    assert throttled(username=person.employee_no, address="203.0.113.9", at=clock.now())
    assert not throttled(username=person.employee_no, address="203.0.113.7", at=clock.now())
    assert _try(client, person.employee_no, RIGHT) == 302
    for n in range(MOST_FAILURES_FROM_EVERYWHERE):
        note_failure(username=person.employee_no, address=f"198.51.100.{n}", at=clock.now())
    rollback()
    assert throttled(username=person.employee_no, address="203.0.113.7", at=clock.now())


def test_a_closed_account_says_so(client: FlaskClient, person: Person) -> None:
    with transaction() as session:
        account = session.scalars(select(Account).where(Account.person_id == person.id)).one()
        close_account(account=account, actor=audit.System(), at=clock.now())
    assert _try(client, person.employee_no, RIGHT) == 422
    assert [line.detail["reason"] for line in _lines()] == ["closed"]
    assert audit.verify()[1] == []


def test_who_gets_in_after_failures_has_them_in_the_line(client: FlaskClient, person: Person) -> None:
    _try(client, person.employee_no, WRONG)
    assert _try(client, person.employee_no, RIGHT) == 302
    query = select(AuditLine.detail).where(AuditLine.action == "account.signed_in")
    assert db.session.scalars(query).all() == [{"failures": 1}]


def test_one_line_at_once_keeps_the_chain_whole(app: Flask, make: Factory) -> None:
    at = clock.now()
    with transaction():
        audit.record("test.before", "thing", 1, actor=audit.System(), at=at)
    written = []
    for n in (1, 2, 1):
        with own_transaction() as connection:
            written.append(
                audit.record_once(
                    connection, "test.once", "thing", n, since=at - WINDOW, actor=audit.System(), at=at, day=date.min
                )
            )
    with transaction():
        audit.record("test.after", "thing", 1, actor=audit.System(), at=at)
    assert written == [True, True, False]
    assert audit.verify() == (4, [])
