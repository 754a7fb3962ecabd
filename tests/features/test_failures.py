"""When something fails: a page for every status in both languages, JSON for programs, and never a traceback."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, exc

from lms.core import errors
from lms.core.access import Role
from lms.core.db import db
from tests.browsing import send, token_of
from tests.factories import Factory

pytestmark = pytest.mark.one_database

STATUSES = sorted(errors._PAGES)


@contextmanager
def every_statement_fails(app: Flask, error: Exception) -> Iterator[None]:
    """For a while, the database answers nothing but an error."""

    def fail(*_: Any) -> None:
        raise error

    db.session.remove()
    event.listen(db.engine, "before_cursor_execute", fail)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", fail)


def _wrapped(kind: type[exc.DBAPIError]) -> Exception:
    return kind("SELECT secret_column", {}, sqlite3.OperationalError("database is locked"))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("status", STATUSES)
def test_every_status_has_its_page_in_both_languages(app: Flask, status: int, language: str) -> None:
    with app.test_request_context("/x", headers={"Accept-Language": language}):
        page, code = errors.error_page(status)
    assert code == status
    assert isinstance(page, str)
    chinese = any("\u4e00" <= c <= "\u9fff" for c in page.split("<h1>")[1].split("</h1>")[0])
    assert chinese == (language == "zh")


@pytest.mark.parametrize("status", STATUSES)
def test_a_program_gets_every_status_as_json(app: Flask, status: int) -> None:
    with app.test_request_context("/x", headers={"Accept": "application/json", "Accept-Language": "en"}):
        answer, code = errors.error_page(status)
    assert code == status
    assert not isinstance(answer, str)
    assert (answer.json or {})["error"] == status


@pytest.mark.parametrize("path", ["/", "/sign-in", "/v/AAAA-AAAA-AAAA-AAAA", "/nothing-here", "/jobs"])
@pytest.mark.parametrize("kind", [exc.OperationalError, exc.DatabaseError, exc.InterfaceError])
def test_a_database_that_is_gone_is_a_page_that_says_so(
    app: Flask, make: Factory, kind: type[exc.DBAPIError], path: str
) -> None:
    browser = make.browser(make.person(Role.LEARNER))
    app.config["TESTING"] = False
    try:
        with every_statement_fails(app, _wrapped(kind)):
            answer = browser.get(path)
    finally:
        app.config["TESTING"] = True
    text = answer.get_data(as_text=True)
    assert answer.status_code in (404, 503) if path == "/nothing-here" else answer.status_code == 503
    assert "<h1>" in text
    assert "secret_column" not in text
    assert "Traceback" not in text


def test_a_post_to_a_locked_database_is_refused_and_writes_nothing(app: Flask, make: Factory) -> None:
    browser = make.browser(make.person(Role.LEARNER))
    token = token_of(browser)
    with every_statement_fails(app, _wrapped(exc.OperationalError)):
        answer = browser.post("/notices/read", data={"csrf_token": token})
    assert answer.status_code == 503


def test_healthz_says_that_the_database_is_gone(app: Flask, client: FlaskClient) -> None:
    with every_statement_fails(app, _wrapped(exc.OperationalError)):
        assert client.get("/healthz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_two_at_once_are_told_that_somebody_was_faster(app: Flask, make: Factory) -> None:
    browser = make.browser(make.person(Role.LEARNER))
    token = token_of(browser)
    with every_statement_fails(app, _wrapped(exc.IntegrityError)):
        assert browser.post("/notices/read", data={"csrf_token": token}).status_code == 409


def test_a_crash_shows_a_number_and_no_traceback(app: Flask, client: FlaskClient, monkeypatch: Any) -> None:
    def broken() -> None:
        raise ZeroDivisionError("inside secrets")

    broken.access = "public"  # type: ignore[attr-defined]
    monkeypatch.setitem(app.view_functions, "core.healthz", broken)
    answer = client.get("/healthz")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "inside secrets" not in text
    assert "Number" in text


def test_who_is_not_signed_in_is_led_there_by_htmx_too(client: FlaskClient) -> None:
    answer = client.get("/jobs/1", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in?next=/jobs/1"


def test_a_form_without_the_token_is_refused(make: Factory) -> None:
    browser = make.browser(make.person(Role.LEARNER))
    assert browser.post("/notices/read").status_code == 400
    assert send(browser, "/notices/read").status_code == 302
