"""Technicians matched to people, and who gets to the pages of work orders at all."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.core.access import Role
from lms.core.db import db
from lms.core.jobs import Job, run_waiting
from lms.kpis.models import Subject
from tests.browsing import send
from tests.factories import Factory
from tests.features.counting import statements
from tests.features.work_order_scene import FILE, checked, kept, sign_in_loader, upload


@pytest.fixture
def loader(make: Factory) -> FlaskClient:
    """Somebody who may load work orders for the whole organisation."""
    return sign_in_loader(make)


ADDRESSES = (
    "/kpis/loads", "/kpis/loads/1", "/kpis/loads/1/rejects", "/kpis/uploads/1", "/kpis/uploads/1/check",
    "/kpis/uploads/1/rejects", "/kpis/profiles", "/kpis/profiles/1", "/kpis/profiles/1/toml", "/kpis/technicians",
    "/kpis/technicians/1",
)  # fmt: skip


def test_a_technician_is_matched_by_one_click_and_back(loader: FlaskClient, make: Factory) -> None:
    upload(loader)
    checked(loader)
    send(loader, f"/kpis/uploads/{kept().id}/load")
    run_waiting()
    one = make.person(Role.LEARNER, employee_no="HT-0004", name_zh="李雷")
    subject = db.session.scalars(select(Subject).where(Subject.key == "E0004")).one()
    page = loader.get(f"/kpis/technicians?words={subject.key}").text
    assert "E0004" in page
    assert "HT-0004" in loader.get(f"/kpis/technicians/{subject.id}?words=李雷").text
    answer = send(
        loader,
        f"/kpis/technicians/{subject.id}/match",
        {"person": one.id, "next": f"/kpis/technicians/{subject.id}"},
        follow=True,
    )
    assert "by hand" in answer.text
    assert db.session.scalar(select(func.count()).where(Job.kind == "kpis.rematch")) == 1
    run_waiting()
    db.session.rollback()
    assert db.session.get_one(Subject, subject.id).person_id == one.id
    assert db.session.scalar(select(Subject.id).where(Subject.level == "unit", Subject.unit_id == one.unit_id))
    assert "E0004" in loader.get("/kpis/technicians?show=matched").text
    answer = send(loader, f"/kpis/technicians/{subject.id}/unmatch", follow=True)
    assert "nobody yet" in answer.text
    assert answer.text.count('<li class="sf-plain">') == 2  # both are on record, with their days
    assert send(loader, f"/kpis/technicians/{subject.id}/unmatch").status_code == 422
    assert send(loader, f"/kpis/technicians/{subject.id}/match", {"person": "77777"}).status_code == 404


def test_those_with_the_same_name_are_proposed(loader: FlaskClient, make: Factory) -> None:
    for _ in range(2):
        make.person(Role.LEARNER, name_zh="韩梅梅", name_latin="Han Meimei")
    upload(loader, FILE.replace("E0004", "韩梅梅").encode())
    checked(loader)
    send(loader, f"/kpis/uploads/{kept().id}/load")
    run_waiting()
    page = loader.get("/kpis/technicians").text
    assert page.count("“韩梅梅” is Han Meimei") == 2
    assert ">10<" in page  # their orders


@pytest.mark.parametrize("everywhere", [True, False])
@pytest.mark.parametrize("role", list(Role))
def test_only_those_who_load_for_all_get_in(loader: FlaskClient, make: Factory, role: Role, everywhere: bool) -> None:
    upload(loader)
    may = everywhere and role in (Role.MANAGER, Role.ADMIN)
    browser = make.browser(make.person(role, everywhere=everywhere))
    evidence = everywhere and role == Role.AUDITOR  # reads what was loaded, and nothing that is still being loaded
    for address in ADDRESSES:
        reads = may or (evidence and address.startswith("/kpis/loads"))
        assert (browser.get(address).status_code == 403) is not reads, address
    assert (send(browser, "/kpis/uploads/1", {"do": "look"}).status_code == 403) is not may
    assert (upload(browser).status_code == 403) is not may


def test_pages_take_few_statements(loader: FlaskClient, make: Factory) -> None:

    upload(loader)
    checked(loader)
    send(loader, f"/kpis/uploads/{kept().id}/load")
    run_waiting()
    upload(loader)
    for address in (
        "/kpis/loads",
        "/kpis/loads/1",
        "/kpis/uploads/2",
        "/kpis/profiles",
        "/kpis/profiles/1",
        "/kpis/technicians",
        "/kpis/technicians/1?words=a",
    ):
        with statements() as asked:
            assert loader.get(address).status_code == 200
        assert len([one for one in asked if one != "BEGIN"]) <= 12, (address, asked)
