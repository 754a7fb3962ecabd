"""Nobody reaches beyond their own units, nor becomes somebody who can do more."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.core import clock
from lms.core.access import Role
from lms.core.db import db, transaction
from lms.core.jobs import Job
from lms.people.actions.accounts import note_failure, set_password
from lms.people.models import Account, Person, RoleAssignment, SignInLink, Unit
from lms.people.queries.people import find_account
from lms.people.rules.accounts import MOST_FAILURES_BY_NAME, is_beyond
from tests.browsing import send, token_of
from tests.certificate_samples import award, publish
from tests.factories import Factory


@pytest.fixture
def two_units(make: Factory) -> tuple[Unit, Unit]:
    root = make.unit("ROOT")
    return make.unit("A", parent=root, zh="甲站", en="Station A"), make.unit(
        "B", parent=root, zh="乙站", en="Station B"
    )


def links() -> int:
    count = len(db.session.scalars(select(SignInLink)).all())
    db.session.rollback()
    return count


@pytest.mark.parametrize(
    ("powers", "reach", "beyond"),
    [
        ([], ("/1/",), False),
        ([None], None, False),
        (["/1/2/"], ("/1/",), False),
        (["/1/", "/1/2/"], ("/1/2/",), True),
        ([None], ("/1/",), True),
        (["/2/"], (), True),
    ],
)
def test_powers_and_reach(powers: list[str | None], reach: tuple[str, ...] | None, beyond: bool) -> None:
    assert is_beyond(powers, reach) is beyond


def link_for(browser: FlaskClient, person: Person) -> Any:
    return send(browser, f"/people/{person.id}/sign-in-link")


def test_hr_makes_no_way_in_to_an_account_that_can_do_more(make: Factory, two_units: tuple[Unit, Unit]) -> None:
    here, _there = two_units
    everywhere, local = make.person(Role.HR, everywhere=True), make.person(Role.HR, unit=here)
    admin = make.person(Role.ADMIN, unit=here, everywhere=True)
    auditor = make.person(Role.AUDITOR, unit=here, everywhere=True)
    supervisor, learner = make.person(Role.SUPERVISOR, unit=here), make.person(Role.LEARNER, unit=here, everywhere=True)
    assert link_for(make.browser(everywhere), admin).status_code == 422
    assert link_for(make.browser(local), admin).status_code == 422
    assert link_for(make.browser(local), auditor).status_code == 422
    assert links() == 0
    assert link_for(make.browser(everywhere), auditor).status_code == 200
    assert link_for(make.browser(local), supervisor).status_code == 200
    assert link_for(make.browser(local), learner).status_code == 200
    assert link_for(make.browser(make.person(Role.ADMIN, everywhere=True)), admin).status_code == 200


def test_an_administrator_of_a_unit_gives_no_role_beyond_it(make: Factory, two_units: tuple[Unit, Unit]) -> None:
    here, there = two_units
    admin, hr = make.person(Role.ADMIN, unit=here), make.person(Role.HR, unit=here, everywhere=True)
    browser = make.browser(admin)
    for unit in (0, there.id):
        assert send(browser, f"/people/{admin.id}/roles", {"role": "admin", "unit": unit}).status_code == 422
    held = db.session.scalar(select(RoleAssignment.id).where(RoleAssignment.person_id == hr.id))
    db.session.rollback()
    assert send(browser, f"/people/{hr.id}/roles/{held}/end").status_code == 422
    assert send(browser, f"/people/{hr.id}/roles", {"role": "mentor", "unit": here.id}).status_code == 302


def test_hr_of_a_unit_adds_units_only_below_it(make: Factory, two_units: tuple[Unit, Unit]) -> None:
    here, there = two_units
    browser = make.browser(make.person(Role.HR, unit=here))
    form = {"unit-code": "NEW", "unit-zh": "新", "unit-en": "New", "unit-city_zh": "沪", "unit-city_en": "SH"}
    for parent in (0, there.id):
        assert send(browser, "/people/organisation/units", {**form, "unit-parent": parent}).status_code == 422
    assert send(browser, "/people/organisation/units", {**form, "unit-parent": here.id}).status_code == 302


def upload(browser: FlaskClient, *lines: str) -> str:
    content = "\n".join(("工号,姓名,部门,岗位,入职日期", *lines)).encode()
    data = {"file": (io.BytesIO(content), "roster.csv"), "csrf_token": token_of(browser)}
    return browser.post("/people/roster", data=data, content_type="multipart/form-data").location


def test_a_roster_touches_nobody_outside_the_units_of_whoever_loads_it(
    make: Factory, two_units: tuple[Unit, Unit]
) -> None:
    here, there = two_units
    browser = make.browser(make.person(Role.HR, unit=here))
    stranger = make.person(Role.LEARNER, unit=there)
    for line in (
        f"{stranger.employee_no},改名,A,field-engineer,2026-01-05",  # would take them over
        "N1,新人,B,field-engineer,2026-01-05",
    ):
        check = upload(browser, line)
        assert "outside your units" in browser.get(check).get_data(as_text=True)
        assert send(browser, f"{check}/load").status_code == 422
    assert db.session.get_one(Person, stranger.id).unit_id == there.id
    check = upload(browser, "N2,新人,A,field-engineer,2026-01-05")
    assert send(browser, f"{check}/load").status_code == 302
    other = make.browser(make.person(Role.HR, unit=there))
    for path in (check, f"{check}/rejects"):
        assert other.get(path).status_code == 404
    assert send(other, f"{check}/load").status_code == 404
    assert "roster.csv" not in other.get("/people/roster").get_data(as_text=True)


def test_who_only_sees_certificates_elsewhere_neither_decides_nor_exports_there(
    make: Factory, two_units: tuple[Unit, Unit]
) -> None:
    here, there = two_units
    publish(code="field-any", product_line=None)
    certificate = award(make.person(Role.LEARNER, unit=there), code="field-any")
    hr = make.person(Role.HR, unit=here)
    with transaction() as session:
        session.add(RoleAssignment(person_id=hr.id, role=Role.SUPERVISOR, unit_id=there.id, from_day=clock.today()))
    browser = make.browser(hr)
    assert browser.get(f"/certificates/{certificate.id}").status_code == 200
    decision = {"kind": "withdraw", "reason": "Because I can."}
    assert send(browser, f"/certificates/{certificate.id}/decisions", decision).status_code == 404
    for form in ({"what": "chosen", "ids": certificate.id}, {"what": "all"}):
        assert send(browser, "/certificates/export", form).location == "/certificates"
        assert "There is no certificate to export" in browser.get("/certificates").get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(Job)) == 0


def test_the_sign_in_link_bears_our_own_address_whatever_the_request_says(
    make: Factory, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(app.extensions["settings"], public_url="https://shifu.example.org")
    monkeypatch.setitem(app.extensions, "settings", settings)
    page = link_for(make.browser(make.person(Role.HR, everywhere=True)), make.person(Role.LEARNER))
    assert "https://shifu.example.org/first/" in page.get_data(as_text=True)
    assert "//localhost" not in page.get_data(as_text=True)


def test_guessing_the_present_password_is_slowed_down(make: Factory) -> None:
    person = make.person(Role.LEARNER)
    with transaction():
        account = find_account(person_id=person.id)
        assert account is not None
        set_password(account=account, password="every compressor hums", actor=person, at=clock.now())
    for _ in range(MOST_FAILURES_BY_NAME):
        note_failure(username=account.username, address="127.0.0.1", at=clock.now())
    new = "another long sentence"
    form = {"present": "every compressor hums", "password": new, "again": new}
    assert send(make.browser(person), "/password", form, page="/me").status_code == 422
    assert db.session.scalar(select(Account.epoch).where(Account.person_id == person.id)) == 1
