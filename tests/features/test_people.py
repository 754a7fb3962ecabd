"""Signing in, passwords, the directory and the roster, by errand."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lms.core import clock
from lms.core.access import Role
from lms.core.db import db, transaction
from lms.core.mail import Letter
from lms.people.models import Account, Person, Placement, RosterImport, Unit
from lms.people.queries.placements import moves_of
from tests.browsing import send
from tests.factories import Factory

PASSWORD = "every compressor hums"
ROSTER = "工号,姓名,英文名,部门,岗位,入职日期,邮箱\nN001,䶮天宇,Yan Tianyu,SH-PD,field-engineer,2026-03-02,yan@example.org\nN002,王芳,Wang Fang,浦东站,field-engineer,2026/3/2,\n"


def _upload(make: Factory, hr: Person, content: bytes, name: str = "roster.csv") -> tuple[FlaskClient, TestResponse]:
    browser = make.browser(hr)
    return browser, send(
        browser, "/people/roster", {"file": (io.BytesIO(content), name)}, content_type="multipart/form-data"
    )


def _hr(make: Factory) -> Person:
    make.unit("SH-PD", zh="浦东站", en="Pudong")
    return make.person(Role.HR, everywhere=True)


def _load(browser: FlaskClient, checked: TestResponse) -> TestResponse:
    return send(browser, checked.headers["Location"] + "/load", {}, follow=True)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_roster_goes_in_whole_and_a_second_time_changes_nothing(app: Flask, make: Factory, encoding: str) -> None:
    hr = _hr(make)
    before = db.session.scalar(select(func.count()).select_from(Person))
    browser, checked = _upload(make, hr, ROSTER.encode(encoding))
    dry = browser.get(checked.headers["Location"]).get_data(as_text=True)
    assert "Load: 2 added, 0 changed" in dry
    assert db.session.scalar(select(func.count()).select_from(Person)) == before
    _load(browser, checked)
    person = db.session.scalar(select(Person).where(Person.employee_no == "N001"))
    assert person is not None
    assert (person.name_zh, person.name_latin, person.unit.code) == ("䶮天宇", "Yan Tianyu", "SH-PD")
    letters = db.session.scalars(select(Letter)).all()
    assert [letter.address for letter in letters] == ["yan@example.org"]
    assert "/first/" in letters[0].body
    browser, again = _upload(make, hr, ROSTER.encode(encoding))
    assert "nothing to load" in browser.get(again.headers["Location"]).get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(Account)) == 3


def test_a_roster_that_moves_people_keeps_where_they_were(app: Flask, make: Factory) -> None:
    hr, new = _hr(make), make.unit("NEW")
    roster = ROSTER.replace("2026-03-02", "2025-03-03")
    browser, first = _upload(make, hr, roster.encode())
    _load(browser, first)
    browser, moved = _upload(make, hr, roster.replace("SH-PD", "NEW").encode())
    _load(browser, moved)
    person = db.session.scalars(select(Person).where(Person.employee_no == "N001")).one()
    assert person.unit_id == new.id
    known = db.session.execute(
        select(Unit.code, Placement.from_day)
        .join(Unit, Unit.id == Placement.unit_id)
        .where(Placement.person_id == person.id)
    ).all()
    assert sorted(known) == [("NEW", clock.today()), ("SH-PD", person.hired_on)]
    assert moves_of([person.id]).unit_on(person.id, new.id, clock.today() - timedelta(days=1)) != new.id


def test_no_two_people_share_an_address(app: Flask, make: Factory) -> None:
    hr = _hr(make)
    with transaction():
        db.session.get_one(Person, hr.id).email = "hr@example.org"
    rows = [
        "N001,王芳,SH-PD,field-engineer,2026-03-02,one@example.org",
        "N002,李四,SH-PD,field-engineer,2026-03-02,One@Example.org",
        "N003,赵五,SH-PD,field-engineer,2026-03-02,HR@example.org",
        f"{hr.employee_no},许静怡,SH-PD,field-engineer,2026-03-02,hr2@example.org",
    ]
    browser, checked = _upload(make, hr, "\n".join(["工号,姓名,部门,岗位,入职日期,邮箱", *rows[:3]]).encode())
    page = browser.get(checked.headers["Location"]).get_data(as_text=True)
    assert "“One@Example.org” stands in the file twice; the first time in line 2." in page
    assert f"“HR@example.org” is the address of {hr.employee_no} already" in page
    # Whose address changes in the same file leaves the old one free.
    rows[2] = rows[2].replace("N003", "N004")
    browser, checked = _upload(make, hr, "\n".join(["工号,姓名,部门,岗位,入职日期,邮箱", rows[0], *rows[2:]]).encode())
    assert "already" not in browser.get(checked.headers["Location"]).get_data(as_text=True)


def test_columns_that_nobody_knows_are_chosen_on_the_page(app: Flask, make: Factory) -> None:
    hr = _hr(make)
    strange = "A,B,C,D,E\nN007,王芳,SH-PD,field-engineer,2026-03-02\nN008,李四,SH-PD,field-engineer,2026-03-02\n"
    browser, checked = _upload(make, hr, strange.encode())
    page = browser.get(checked.headers["Location"]).get_data(as_text=True)
    assert "2 rows" in page
    assert "Choose a column for" in page
    assert page.count('<option value="1">B (王芳)</option>') == page.count("<select")
    fields = ("employee_no", "name_zh", "unit", "post", "hired_on")
    chosen = {f"column-{name}": str(index) for index, name in enumerate(fields)}
    page = browser.get(checked.headers["Location"], query_string=chosen).get_data(as_text=True)
    assert "Load: 2 added, 0 changed" in page
    assert page.count('<option value="1" selected>B (王芳)</option>') == 1
    send(browser, checked.headers["Location"] + "/load", chosen, follow=True)
    assert db.session.scalar(select(Person.name_zh).where(Person.employee_no == "N007")) == "王芳"


def test_one_bad_row_stops_the_whole_file_and_comes_back_with_its_reason(app: Flask, make: Factory) -> None:
    hr = _hr(make)
    bad = ROSTER + "N003,李四,,火星站,field-engineer,昨天,not-an-address\nN001,重复,,SH-PD,field-engineer,2026-03-02,\n"
    browser, checked = _upload(make, hr, bad.encode())
    page = browser.get(checked.headers["Location"]).get_data(as_text=True)
    assert "There is no unit “火星站”" in page
    assert _load(browser, checked).status_code == 422
    assert db.session.scalar(select(Person).where(Person.employee_no == "N002")) is None
    sheet = load_workbook(io.BytesIO(browser.get(checked.headers["Location"] + "/rejects").data)).active
    rows = [tuple(row) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert rows[0] == (4, "部门", "火星站", "There is no unit “火星站”. Use its code or its name.")
    assert [row[0] for row in rows] == [4, 4, 4, 5]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"\x00\x01\x02\xff" * 50, "not a table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", "old .xls"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(
    app: Flask, make: Factory, content: bytes, words: str
) -> None:
    _browser, answer = _upload(make, _hr(make), content)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(RosterImport)) == 0


def test_a_supervisor_sees_their_own_unit_only_and_loads_nothing(make: Factory) -> None:
    north, south = make.unit("N"), make.unit("S")
    boss = make.person(Role.SUPERVISOR, unit=north)
    theirs, other = make.person(Role.LEARNER, unit=north), make.person(Role.LEARNER, unit=south)
    browser = make.browser(boss)
    assert browser.get(f"/people/{theirs.id}").status_code == 200
    assert browser.get(f"/people/{other.id}").status_code == 404
    assert other.employee_no not in browser.get("/people").get_data(as_text=True)
    assert browser.get("/people/roster").status_code == 403
    assert make.browser(theirs).get("/people").status_code == 403


def test_hr_adds_units_and_posts_that_rosters_refer_to(make: Factory) -> None:
    hr = _hr(make)
    browser = make.browser(hr)
    unit = {
        "unit-code": "SZ-1",
        "unit-zh": "苏州站",
        "unit-en": "Suzhou",
        "unit-city_zh": "苏州",
        "unit-city_en": "Suzhou",
        "unit-parent": "0",
    }
    assert send(browser, "/people/organisation/units", unit).status_code == 302
    again = send(browser, "/people/organisation/units", unit)
    assert again.status_code == 422
    assert "taken by another unit" in again.get_data(as_text=True)
    post = {"post-code": "agent-1", "post-zh": "客服专员", "post-en": "Service agent", "post-family": "agent"}
    assert send(browser, "/people/organisation/posts", post).status_code == 302
    assert "苏州站" in make.browser(hr).get("/people/organisation", headers={"Accept-Language": "zh"}).get_data(
        as_text=True
    )


def test_the_first_administrator_comes_from_the_command_line(app: Flask, client: FlaskClient) -> None:
    from click.testing import CliRunner

    from lms.people.cli import administrator

    answer = CliRunner().invoke(administrator, ["--number", "A1", "--name", "管理员"])
    link = re.search(r"/first/[\w-]+", answer.output)
    assert link, answer.output
    assert send(client, link.group(), {"password": PASSWORD, "again": PASSWORD}, page=link.group()).status_code == 302
    assert client.get("/people/organisation").status_code == 200
    assert client.get("/administration/audit").status_code == 200


def test_who_leaves_loses_the_account_and_keeps_the_record(make: Factory) -> None:
    hr, person = make.person(Role.HR, everywhere=True), make.person(Role.LEARNER)
    browser, theirs = make.browser(hr), make.browser(person)
    address = f"/people/{person.id}/leaving"
    assert send(browser, address, {"last_day": "2027-01-01", "reason": "moves away"}).status_code == 422
    assert send(browser, address, {"last_day": "2026-03-01", "reason": "moves away"}).status_code == 302
    assert theirs.get("/me").status_code == 302
    assert "Left on" in browser.get(f"/people/{person.id}").get_data(as_text=True)
    assert send(browser, f"/people/{hr.id}/leaving", {"last_day": "2026-03-01", "reason": "me"}).status_code == 422
