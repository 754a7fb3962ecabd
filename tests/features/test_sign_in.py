"""Signing in: by password, by link, and what is refused."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.core import clock
from lms.core.access import Role
from lms.core.db import transaction
from lms.people.actions.accounts import set_password
from lms.people.models import Person
from lms.people.queries.people import find_account
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory

PASSWORD = "every compressor hums"


def _with_password(person: Person) -> Person:
    with transaction():
        account = find_account(person_id=person.id)
        assert account is not None
        set_password(account=account, password=PASSWORD, actor=person, at=clock.now())
    return person


def _sign_in(client: FlaskClient, username: str, password: str) -> TestResponse:
    return send(client, "/sign-in", {"username": username, "password": password}, page="/sign-in")


def test_who_is_not_signed_in_is_sent_to_the_sign_in_page_and_back(client: FlaskClient, make: Factory) -> None:
    person = _with_password(make.person(Role.LEARNER))
    answer = client.get("/notices")
    assert answer.headers["Location"] == "/sign-in?next=/notices"
    answer = send(
        client,
        "/sign-in?next=/notices",
        {"username": person.employee_no.upper(), "password": PASSWORD},
        page="/sign-in",
    )
    assert answer.headers["Location"] == "/notices"
    assert client.get("/notices").status_code == 200


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_signing_in_never_leads_to_another_host(client: FlaskClient, make: Factory, target: str) -> None:
    person = _with_password(make.person(Role.LEARNER))
    answer = send(
        client, f"/sign-in?next={target}", {"username": person.employee_no, "password": PASSWORD}, page="/sign-in"
    )
    assert answer.headers["Location"] == "/"


def test_a_wrong_password_is_refused_in_words_that_tell_nothing(client: FlaskClient, make: Factory) -> None:
    person = _with_password(make.person(Role.LEARNER))
    for name in (person.employee_no, "nobody"):
        answer = _sign_in(client, name, "wrong wrong wrong")
        assert answer.status_code == 422
        assert "User name or password is wrong." in answer.get_data(as_text=True)


def test_guessing_is_slowed_down_and_forgiven_after_a_while(
    client: FlaskClient, make: Factory, fixed_clock: Clock
) -> None:
    person = _with_password(make.person(Role.LEARNER))
    for _ in range(8):
        assert _sign_in(client, person.employee_no, "guess").status_code == 422
    assert _sign_in(client, person.employee_no, PASSWORD).status_code == 429
    fixed_clock.forward(minutes=16)
    assert _sign_in(client, person.employee_no, PASSWORD).status_code == 302


def test_without_a_token_a_form_is_refused(client: FlaskClient) -> None:
    assert client.post("/sign-in", data={"username": "a", "password": "b"}).status_code == 400


def test_who_left_cannot_sign_in(client: FlaskClient, make: Factory) -> None:
    person = _with_password(make.person(Role.LEARNER))
    with transaction() as session:
        session.get_one(Person, person.id).left_on = clock.today().replace(day=1)
    assert "closed" in _sign_in(client, person.employee_no, PASSWORD).get_data(as_text=True)


def test_changing_the_password_ends_other_sessions(make: Factory) -> None:
    person = _with_password(make.person(Role.LEARNER))
    here, elsewhere = make.browser(person), make.browser(person)
    answer = send(
        here,
        "/password",
        {"present": PASSWORD, "password": "the third relay clicks", "again": "the third relay clicks"},
    )
    assert answer.status_code == 302
    assert here.get("/me").status_code == 200
    assert elsewhere.get("/me").status_code == 302


def test_a_forced_change_comes_before_everything_else(make: Factory) -> None:
    person = make.person(Role.LEARNER)
    with transaction():
        account = find_account(person_id=person.id)
        assert account is not None
        account.must_change_password = True
    assert make.browser(person).get("/me").headers["Location"] == "/password"


def test_a_sign_in_link_works_once(client: FlaskClient, make: Factory) -> None:
    hr = make.person(Role.HR, everywhere=True)
    person = make.person(Role.LEARNER)
    page = send(make.browser(hr), f"/people/{person.id}/sign-in-link").get_data(as_text=True)
    link = re.search(r"/first/[\w-]+", page)
    assert link
    chosen = {"password": PASSWORD, "again": PASSWORD}
    assert send(client, link.group(), chosen, page=link.group()).status_code == 302
    assert client.get("/me").status_code == 200
    assert client.get(link.group()).status_code == 404


@pytest.mark.parametrize("weak", ["short", "aaaaaaaaaaaa", "password123"])
def test_a_weak_password_is_refused(make: Factory, weak: str) -> None:
    person = _with_password(make.person(Role.LEARNER))
    answer = send(make.browser(person), "/password", {"present": PASSWORD, "password": weak, "again": weak})
    assert answer.status_code == 422
