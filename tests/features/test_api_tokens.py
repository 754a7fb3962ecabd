"""The tokens of the API: who may make one, what it opens, and until when."""

from __future__ import annotations

import json
from datetime import date

from flask.testing import FlaskClient
from sqlalchemy import select

from lms.api.models import ApiToken
from lms.api.rules import CALLS_A_MINUTE, Scope
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import AuditLine
from lms.core.db import db, transaction
from lms.kpis.models import WorkOrderLoad
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.api_scene import batch, count, push, token_for


def test_a_token_is_needed_and_must_work(client: FlaskClient, make: Factory, fixed_clock: Clock) -> None:
    assert push(client, None, batch()).status_code == 401
    assert push(client, "shifu_" + "x" * 43, batch()).status_code == 401
    signed_in = make.browser(make.person(Role.ADMIN, everywhere=True))
    answer = push(signed_in, None, batch())  # the session of somebody signed in opens nothing here
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    token = token_for(until_day=date(2026, 3, 2))
    assert push(client, token, batch()).status_code == 200
    fixed_clock.forward(days=1)
    answer = push(client, token, batch())
    assert answer.status_code == 401
    assert answer.json is not None
    assert answer.json["type"].endswith("expired-token")


def test_a_token_that_may_only_check_loads_nothing(client: FlaskClient) -> None:
    assert push(client, token_for(Scope.CHECK), batch()).status_code == 403
    assert count(WorkOrderLoad) == 0


def test_too_many_requests_wait(client: FlaskClient, fixed_clock: Clock) -> None:
    token = token_for()
    with transaction() as session:
        row = session.scalars(select(ApiToken)).one()
        row.window_at, row.window_calls = clock.now(), CALLS_A_MINUTE
    answer = push(client, token, batch())
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 61
    fixed_clock.forward(seconds=61)
    assert push(client, token, batch()).status_code == 200


def test_only_a_hash_is_kept_and_the_last_use_is_noted(client: FlaskClient) -> None:
    token = token_for()
    push(client, token, [])
    row = db.session.scalars(select(ApiToken)).one()
    assert row.last_used_at == clock.now()
    assert token not in json.dumps([str(value) for value in vars(row).values()])


def test_an_administrator_makes_and_revokes_tokens(make: Factory, client: FlaskClient) -> None:
    browser = make.browser(make.person(Role.ADMIN, everywhere=True))
    page = send(browser, "/administration/tokens", {"name": "Nightly", "scope": "work-orders:load"})
    assert page.status_code == 200
    token = page.text.split("shifu_")[1].split("<")[0]
    assert push(client, f"shifu_{token}", batch()).status_code == 200
    listed = browser.get("/administration/tokens").text
    assert "Nightly" in listed
    assert token not in listed
    row = db.session.scalars(select(ApiToken)).one()
    answer = send(browser, f"/administration/tokens/{row.id}/revoke", follow=True)
    assert "works no more" in answer.text
    assert push(client, f"shifu_{token}", batch()).status_code == 401
    assert send(browser, f"/administration/tokens/{row.id}/revoke").status_code == 422
    actions = set(db.session.scalars(select(AuditLine.action)))
    assert {"api.token_made", "api.token_revoked"} <= actions


def test_a_wrong_form_loses_nothing_that_was_typed(make: Factory) -> None:
    browser = make.browser(make.person(Role.ADMIN, everywhere=True))
    data = {"name": "Nightly", "scope": "work-orders:check", "until_day": "2026-03-01"}
    answer = send(browser, "/administration/tokens", data)
    assert answer.status_code == 422
    assert "The last day is past already." in answer.text
    assert 'value="Nightly"' in answer.text
    assert count(ApiToken) == 0


def test_tokens_are_no_matter_for_the_administrator_of_a_unit(make: Factory) -> None:
    token_for()
    browser = make.browser(make.person(Role.ADMIN))
    assert browser.get("/administration/tokens").status_code == 403
    assert send(browser, "/administration/tokens", {"name": "N", "scope": "work-orders:load"}).status_code == 403
    assert send(browser, "/administration/tokens/1/revoke").status_code == 403
