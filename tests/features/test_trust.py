"""Sessions, cookies, headers, and the line that every change leaves in the audit trail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from lms.app import create_app
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import AuditLine
from lms.core.db import db, transaction
from lms.people.actions.accounts import make_sign_in_link, set_password
from lms.people.models import Account, Person
from lms.people.queries.people import find_account
from tests.browsing import send
from tests.factories import Factory
from tests.features.whole_world import World, build_world

PASSWORD = "every compressor hums"


def with_password(person: Person) -> Person:
    with transaction():
        account = find_account(person_id=person.id)
        assert account is not None
        set_password(account=account, password=PASSWORD, actor=person, at=clock.now())
    return person


def enter(browser: FlaskClient, person: Person) -> Any:
    form = {"username": person.employee_no, "password": PASSWORD}
    return send(browser, "/sign-in", form, page="/sign-in")


@pytest.fixture
def for_real(app: Flask) -> Iterator[Flask]:
    """The same database, outside demo mode and outside tests: as an installation runs."""
    settings = replace(app.extensions["settings"], demo_mode=False, testing=False)
    real = create_app(settings)
    yield real
    with real.app_context():
        db.engine.dispose()


def test_cookies_are_closed_to_scripts_and_to_plain_http(for_real: Flask, make: Factory) -> None:
    person = with_password(make.person(Role.LEARNER))
    client = for_real.test_client()
    base = {"base_url": "https://localhost"}
    page = client.get("/sign-in", **base).get_data(as_text=True)
    token = page.split('name="csrf-token" content="')[1].split('"')[0]
    headers = {"Referer": "https://localhost/sign-in"}
    form = {"username": person.employee_no, "password": PASSWORD, "csrf_token": token}
    answer = client.post("/sign-in", data=form, headers=headers, **base)
    assert answer.status_code == 302
    kept = answer.headers["Set-Cookie"]
    assert "Secure" in kept
    assert "HttpOnly" in kept
    assert "SameSite=Lax" in kept
    assert answer.headers["Strict-Transport-Security"]
    form = {"language": "en", "csrf_token": token}
    answer = client.post("/language", data={**form}, headers=headers, **base)
    assert all("HttpOnly" in cookie for cookie in answer.headers.getlist("Set-Cookie"))


def test_demo_accounts_are_dead_outside_the_demo(for_real: Flask, app: Flask, make: Factory) -> None:
    person = with_password(make.person(Role.ADMIN, everywhere=True))
    with transaction() as session:
        session.execute(update(Account).values(is_demo=True))
        account = session.scalar(select(Account).where(Account.person_id == person.id))
        link = make_sign_in_link(account=account, actor=person, at=clock.now())
    demo = app.test_client()
    assert enter(demo, person).status_code == 302
    cookie = demo.get_cookie("shifu")
    assert cookie is not None
    client = for_real.test_client()
    base = {"base_url": "https://localhost"}
    client.set_cookie("shifu", cookie.value, domain="localhost", secure=True)
    assert client.get("/jobs", **base).status_code == 302
    page = client.get("/sign-in", **base).get_data(as_text=True)
    assert person.employee_no.lower() not in page
    token = page.split('name="csrf-token" content="')[1].split('"')[0]
    headers = {"Referer": "https://localhost/sign-in"}
    form = {"username": person.employee_no, "password": PASSWORD, "csrf_token": token}
    assert client.post("/sign-in", data=form, headers=headers, **base).status_code == 422
    form = {"password": "another long sentence", "again": "another long sentence", "csrf_token": token}
    assert client.post(f"/first/{link}", data=form, headers=headers, **base).status_code == 404


def test_signing_in_begins_a_new_session(make: Factory, client: FlaskClient) -> None:
    person = with_password(make.person(Role.LEARNER))
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
        session["csrf_token"] = "known"
    client.get("/sign-in")
    before = client.get_cookie("shifu")
    assert enter(client, person).status_code == 302
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != "known"
    after = client.get_cookie("shifu")
    assert before is not None
    assert after is not None
    assert before.value != after.value


def test_a_password_set_anew_ends_every_other_session(make: Factory, app: Flask) -> None:
    person = with_password(make.person(Role.LEARNER))
    phone, desk = app.test_client(), app.test_client()
    assert enter(phone, person).status_code == enter(desk, person).status_code == 302
    new = "another long sentence"
    form = {"present": PASSWORD, "password": new, "again": new}
    assert send(desk, "/password", form, page="/me").status_code == 302
    assert desk.get("/me").status_code == 200
    assert phone.get("/me").status_code == 302


def test_whose_account_is_closed_is_out_at_once(make: Factory) -> None:
    person = make.person(Role.LEARNER)
    browser = make.browser(person)
    assert browser.get("/me").status_code == 200
    with transaction() as session:
        session.execute(update(Account).values(closed_at=clock.now()))
    assert browser.get("/me").status_code == 302


def test_every_page_carries_the_headers(make: Factory) -> None:
    browser = make.browser(make.person(*Role, everywhere=True))
    for path in ("/", "/sign-in", "/jobs", "/nothing", "/verify", "/healthz"):
        headers = browser.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"


def test_private_files_are_asked_for_each_time_and_run_nothing(make: Factory, app: Flask) -> None:
    world = build_world(make, make.unit("A"))
    values = world.values
    for who, path in (
        ("learner", f"/practicals/photos/{values['photo_id']}"),
        ("learner", f"/attempts/{values['attempt_id']}/1/figure"),
        ("hr", f"/jobs/{values['job_id']}/file"),
    ):
        answer = make.browser(world.people[who]).get(path)
        assert answer.status_code == 200, path
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        again = make.browser(world.people[who]).get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
        assert app.test_client().get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 302


def test_a_file_name_cannot_break_the_header(make: Factory, app: Flask) -> None:
    from lms.core import files

    with transaction():
        name = '..\\..\\a"; filename="x.html\r\nSet-Cookie: a=b/训练.zip'
        row = files.save(b"x", name=name, content_type="application/zip", actor=make.person(), at=clock.now())
    with app.test_request_context("/"):
        answer = files.send(row.id)
    assert "\n" not in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "Set-Cookie" not in answer.headers


# ---- the audit trail

SILENT = {
    "core.set_language": "a choice of reading",
    "core.open_notice": "one's own notice read",
    "core.read_notices": "one's own notices read",
    "courses.place": "one's own place in a lesson",
    "assessments.save": "answers are append-only and dated themselves",
    "assessments.send_answer": "answers are append-only and dated themselves",
    "certificates.verify_paper": "a question, nothing is kept but a miss",
    "assessments.bank_import": "files kept to be looked at; the loading is on record",
}
"""Unsafe requests that may leave no line, and why."""


@pytest.fixture
def silent_successes(app: Flask) -> Iterator[list[str]]:
    """Watches every request of the test: unsafe, answered below 400, and no line written."""
    found: list[str] = []
    lines: list[int] = []
    engine = db.engine

    def count() -> int:
        with engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(AuditLine)).scalar() or 0

    class Watch:
        def __init__(self, inner: Any) -> None:
            self.inner = inner

        def __call__(self, environ: Any, start_response: Any) -> Any:
            lines.append(count())

            def started(status: str, headers: Any, *rest: Any) -> Any:
                if environ["REQUEST_METHOD"] == "POST" and int(status[:3]) < 400:
                    endpoint, _values = app.url_map.bind("localhost").match(environ["PATH_INFO"], method="POST")
                    if count() == lines[-1] and endpoint not in SILENT:
                        found.append(f"{endpoint}: {environ['PATH_INFO']}")
                return start_response(status, headers, *rest)

            return self.inner(environ, started)

    inner = app.wsgi_app
    app.wsgi_app = Watch(inner)  # type: ignore[method-assign]
    yield found
    app.wsgi_app = inner  # type: ignore[method-assign]


def test_every_silent_route_exists(app: Flask) -> None:
    assert set(SILENT) <= set(app.view_functions)


def _deeds(world: World) -> list[tuple[str, str, dict[str, Any]]]:
    """What each does in a day: who, where, with what form."""
    v = world.values
    person = v["person_id"]
    return [
        ("learner", "/log", {"day": clock.today().isoformat(), "cases": "One", "ideas": "", "learned": "Much"}),
        ("learner", f"/attempts/{v['attempt_id']}/hand-in", {}),
        ("mentor", f"/log/{v['entry_id']}/reply", {"text": "Good."}),
        ("mentor", f"/mentees/{person}/rate", dict.fromkeys(("skill", "diligence", "communication", "safety", "learning"), "5") | {"comment": "Good."}),
        ("mentor", "/practicals/sign-offs/3/revoke", {"reason": "It was the wrong device."}),
        ("hr", f"/certificates/{v['certificate_id']}/decisions", {"kind": "suspend", "reason": "Under review for now.", "impartial": "y"}),
        ("hr", "/certificates/export", {"what": "all"}),
        ("hr", "/archives", {"which": "all"}),
        ("hr", f"/people/{person}/sign-in-link", {}),
        ("hr", f"/people/{person}/mentors/{v['pairing_id']}/end", {}),
        ("hr", "/people/organisation/posts", {"post-code": "p", "post-zh": "岗", "post-en": "Post", "post-family": "field"}),
        ("admin", f"/people/{person}/roles", {"role": "mentor", "unit": world.unit.id}),
        ("admin", f"/people/{person}/roles/{v['assignment_id']}/end", {}),
        ("hr", f"/people/{person}/leaving", {"last_day": clock.today().isoformat(), "reason": "Moves away."}),
        ("manager", "/people/1/archive/pdf", {}),
        ("supervisor", "/sign-out", {}),
    ]  # fmt: skip


def test_every_change_leaves_a_line(make: Factory, app: Flask, silent_successes: list[str]) -> None:
    world = build_world(make, make.unit("A"))
    done = {}
    for who, path, form in _deeds(world):
        browser = make.browser(world.people[who])
        done[path] = send(browser, path, form).status_code
    assert not {path: status for path, status in done.items() if status >= 400}
    assert silent_successes == []
