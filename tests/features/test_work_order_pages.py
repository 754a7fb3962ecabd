"""Work orders through the pages: a file, its columns, the dry run, the load."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.core import clock
from lms.core.access import Role
from lms.core.audit import AuditLine, System
from lms.core.db import db, transaction
from lms.core.jobs import Job, run_waiting
from lms.kpis.actions.uploads import profile_of
from lms.kpis.definitions import ship_definitions
from lms.kpis.models import FactFile, SourceProfile, Subject, WorkOrderLoad, WorkOrderUpload
from lms.kpis.rules.mapping import values_of
from lms.kpis.rules.profiles import read_profile
from tests.browsing import send
from tests.factories import Factory
from tests.features.counting import statements

HEADER = "工单号,报修时间,技师工号,班组,产品,满意度,备注\n"
FILE = HEADER + "".join(
    f"WO{n:03d},2026-02-{n % 20 + 1:02d} 09:30,E{n % 4 + 1:04d},东区班组,压缩机,{80 + n % 20},无\n"
    for n in range(1, 41)
)


@pytest.fixture
def loader(make: Factory) -> FlaskClient:
    """Somebody who may load work orders for the whole organisation."""
    with transaction():
        ship_definitions(actor=System("test"), at=clock.now())
    return make.browser(make.person(Role.MANAGER, everywhere=True, name_zh="管理者"))


def _upload(browser: FlaskClient, content: bytes = FILE.encode(), name: str = "二月.csv", **data: str) -> Any:
    return send(browser, "/kpis/loads", {"file": (io.BytesIO(content), name), "profile": "propose", **data})


def _kept() -> WorkOrderUpload:
    db.session.rollback()
    return db.session.scalars(select(WorkOrderUpload).order_by(WorkOrderUpload.id.desc())).first()  # type: ignore[return-value]


def _form(**changes: Any) -> dict[str, Any]:
    """The mapping page's controls as they stand."""
    kept = _kept()
    return {"name": kept.name, **kept.choices, **changes}


def _count(table: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def _checked(browser: FlaskClient, **changes: Any) -> str:
    """Check the file and give the page of the dry run."""
    answer = send(browser, f"/kpis/uploads/{_kept().id}", {**_form(**changes), "do": "check"})
    assert answer.status_code == 303, answer.text
    assert "Checking work orders" in browser.get(answer.headers["Location"]).text
    run_waiting()
    return browser.get(answer.headers["Location"]).text


def test_a_file_goes_in_as_proposed(loader: FlaskClient) -> None:
    answer = _upload(loader)
    assert answer.status_code == 303, answer.text
    page = loader.get(answer.headers["Location"]).text
    assert "WO001" in page
    assert "2 Feb 2026, 09:30" in page  # the first order as it is understood
    page = _checked(loader)
    assert ">40<" in page
    assert _count(WorkOrderLoad) == _count(FactFile) == 0
    answer = send(loader, f"/kpis/uploads/{_kept().id}/load")
    assert answer.status_code == 303
    run_waiting()
    answer = loader.get(answer.headers["Location"])
    assert answer.status_code == 302
    page = loader.get(answer.headers["Location"]).text
    assert "What next" in page
    row = db.session.scalars(select(WorkOrderLoad)).one()
    assert (row.how, row.rows, row.loaded, row.rejected, row.file_name) == ("page", 40, 40, 0, "二月.csv")
    assert row.profile_id is not None
    assert row.loaded_by is not None
    assert row.file_id is not None
    assert "二月.csv" in loader.get("/kpis/loads").text
    actions = set(db.session.scalars(select(AuditLine.action)))
    assert {"upload.kept", "upload.load_asked", "orders.loaded", "profile.saved"} <= actions


def test_a_load_is_done_once(loader: FlaskClient) -> None:
    _upload(loader)
    _checked(loader)
    path = f"/kpis/uploads/{_kept().id}/load"
    send(loader, path)
    assert send(loader, path).status_code == 422  # at work already
    run_waiting()
    assert send(loader, path).status_code == 422  # loaded
    assert _count(WorkOrderLoad) == 1


def test_what_is_chosen_is_kept_even_where_it_makes_no_profile(loader: FlaskClient) -> None:
    _upload(loader)
    place = next(key for key, names in _kept().choices.items() if names == ["order_no"])
    answer = send(
        loader,
        f"/kpis/uploads/{_kept().id}",
        {**_form(**{place: [""], "zone": "Mars/Base"}), "do": "check"},
        follow=True,
    )
    assert "make no profile yet" in answer.text
    assert 'value="Mars/Base"' in answer.text
    assert "no time zone" in answer.text
    assert _count(Job) == 0


def test_choices_are_seen_at_once(loader: FlaskClient) -> None:
    _upload(loader)
    answer = send(loader, f"/kpis/uploads/{_kept().id}", {**_form(zone="UTC"), "do": "look"}, follow=True)
    assert "2 Feb 2026, 17:30" in answer.text


def test_choices_are_saved_as_a_profile_and_used_again(loader: FlaskClient) -> None:
    _upload(loader)
    answer = send(
        loader, f"/kpis/uploads/{_kept().id}", {**_form(name="Ticket system", source="desk"), "do": "save"}, follow=True
    )
    assert "is saved as version 1" in answer.text
    saved = db.session.scalars(select(SourceProfile)).one()
    assert read_profile(saved.text).source == "desk"
    _upload(loader, profile=str(saved.id))
    assert _kept().name == "Ticket system"
    assert _kept().choices["source"] == ["desk"]


def test_the_next_file_of_a_source_finds_its_profile(loader: FlaskClient) -> None:
    _upload(loader, name="工单导出-2026年2月.csv")
    assert _kept().choices["source"] == ["工单导出"]
    send(loader, f"/kpis/uploads/{_kept().id}", {**_form(name="Tickets", source="desk"), "do": "save"})
    _upload(loader, name="工单导出-2026年3月.csv")
    assert (_kept().name, _kept().choices["source"]) == ("Tickets", ["desk"])
    _upload(loader, FILE.replace("满意度", "评分").encode(), name="other.csv")
    assert _kept().name == "other"


def test_every_column_can_become_something(loader: FlaskClient) -> None:
    """Also one that nothing was proposed for: the page has a control for it, without any script."""
    _upload(loader)
    page = loader.get(f"/kpis/uploads/{_kept().id}").text
    index = next(key.removeprefix("heading-") for key, value in _kept().choices.items() if value == ["备注"])
    assert f'name="field-{index}"' in page
    names = [key for key in _kept().choices if key.startswith("heading-")]
    assert all(f'name="field-{key.removeprefix("heading-")}"' in page for key in names)
    send(loader, f"/kpis/uploads/{_kept().id}", {**_form(**{f"field-{index}": ["region"]}), "do": "look"})
    assert profile_of(_kept()).fields["region"].columns == ("备注",)


def test_wrong_rows_are_shown_and_may_be_left_out(loader: FlaskClient) -> None:
    _upload(loader, (FILE + "WO900,someday,E0001,东区班组,压缩机,90,无\n").encode())
    page = _checked(loader)
    assert "someday" in page
    assert "42" in page  # its line
    path = f"/kpis/uploads/{_kept().id}"
    assert "spreadsheetml.sheet" in loader.get(f"{path}/rejects").headers["Content-Type"]
    answer = send(loader, f"{path}/load")
    assert answer.status_code == 422
    assert "1 rows are wrong" in answer.text
    assert send(loader, f"{path}/load", {"partial": "1"}).status_code == 303
    run_waiting()
    row = db.session.scalars(select(WorkOrderLoad)).one()
    assert (row.loaded, row.rejected) == (40, 1)
    page = loader.get(f"/kpis/loads/{row.id}").text
    assert f"/kpis/loads/{row.id}/rejects" in page
    assert loader.get(f"/kpis/loads/{row.id}/rejects").status_code == 200


def test_changed_columns_must_be_checked_again(loader: FlaskClient) -> None:
    _upload(loader)
    _checked(loader)
    send(loader, f"/kpis/uploads/{_kept().id}", {**_form(source="other"), "do": "look"})
    assert send(loader, f"/kpis/uploads/{_kept().id}/load").status_code == 422


def test_a_corrected_file_tells_which_months_it_opens_again(loader: FlaskClient) -> None:
    _upload(loader)
    _checked(loader)
    send(loader, f"/kpis/uploads/{_kept().id}/load")
    run_waiting()
    _upload(loader, FILE.replace("WO001,2026-02-02 09:30", "WO001,2026-02-02 10:30").encode())
    page = _checked(loader)
    assert "is over: its figures change" in page
    _upload(loader)
    page = _checked(loader)
    assert "There is nothing to load" in page
    assert "/load" not in page.split("<form")[-1]


def test_technicians_without_a_person_are_told_before_the_load(loader: FlaskClient, make: Factory) -> None:
    make.person(Role.LEARNER, employee_no="E0003")
    _upload(loader)
    page = _checked(loader)
    for key, unknown in (("E0004", True), ("E0003", False)):
        assert (key in page) is unknown


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "empty.csv", "The file is empty."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "old.xls", "workbook of Excel 97"),
        (b"PK\x03\x04 no workbook", "broken.xlsx", "damaged"),
        (b"PAR1 nothing", "broken.parquet", "damaged"),
        (bytes(range(256)) * 40, "picture.csv", "no text"),
        (HEADER.encode(), "header.csv", "no rows"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(
    loader: FlaskClient, content: bytes, name: str, words: str
) -> None:
    answer = _upload(loader, content, name)
    assert answer.status_code == 422
    assert words in answer.text
    assert _count(WorkOrderUpload) == 0


def test_no_file_is_told(loader: FlaskClient) -> None:
    answer = send(loader, "/kpis/loads", {"profile": "propose"})
    assert answer.status_code == 422
    assert "Choose a file." in answer.text


def test_a_file_too_large_is_told_what_else_can_be_done(app: Flask, loader: FlaskClient) -> None:
    most = app.extensions["settings"].max_upload_mb
    answer = _upload(loader, b"x" * (most * 1024 * 1024 + 1))
    assert answer.status_code == 413
    assert f"larger than {most} MB" in answer.text
    assert "lms kpis import FILE" in answer.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_are_found(loader: FlaskClient, encoding: str) -> None:
    assert _upload(loader, FILE.encode(encoding)).status_code == 303
    assert "东区班组" in loader.get(f"/kpis/uploads/{_kept().id}").text


def test_an_event_log_is_folded(loader: FlaskClient) -> None:
    log = "number,sys_updated_at,incident_state,opened_at\n" + "".join(
        f"INC{n:03d},2026-02-03 {9 + step:02d}:00,{state},2026-02-03 09:00\n"
        for n in range(12) for step, state in enumerate(("New", "Active", "Resolved"))
    )  # fmt: skip
    _upload(loader, log.encode(), "log.csv")
    index = next(key.partition("-")[2] for key, value in _kept().choices.items() if value == ["sys_updated_at"])
    changes = {
        "fold": ["1"], "order_by": ["sys_updated_at"], f"field-{index}": ["resolved_at"],
        "when-resolved_at": ["incident_state"], "among-resolved_at": ["Resolved"], "take-resolved_at": ["first"],
    }  # fmt: skip
    send(loader, f"/kpis/uploads/{_kept().id}", {**_form(**changes), "do": "look"})
    page = loader.get(f"/kpis/uploads/{_kept().id}").text
    assert "3 Feb 2026, 11:00" in page
    page = _checked(loader)
    assert ">12<" in page


def test_the_form_says_what_the_profile_says(loader: FlaskClient) -> None:
    """Saved through the page without a change, a profile of every kind of rule stays what it was."""
    text = (
        'name = "all"\nsource = "s"\nzone = "UTC"\nnull_words = ["无", "?"]\n[fold]\norder_by = "报修时间"\n[fields]\n'
        'order_no = "工单号"\n[fields.opened_at]\ncolumn = "报修时间"\ndates = "ymd"\ntake = "first"\n'
        '[fields.symptom]\ncolumns = ["产品", "班组"]\n[fields.csat]\ncolumn = "满意度"\nscale = [1, 5]\n'
        '[fields.escalated]\ncolumn = "备注"\nwords = { "无" = "false", "a = b" = "true" }\notherwise = "false"\ntake = "any"\n'
        'when = { column = "班组", is = ["x", "y"], not = ["z"] }\n[fields.kind]\nvalue = "repair"\n'
        '[fields.closed_at]\ncolumn = "Gone"\noptional = true\n'
    )
    send(loader, "/kpis/profiles", {"text": text})
    before = read_profile(db.session.scalars(select(SourceProfile)).one().text)
    _upload(loader, profile="1")
    send(loader, f"/kpis/uploads/{_kept().id}", {**_form(), "do": "save"})
    db.session.rollback()
    newest = db.session.scalars(select(SourceProfile).order_by(SourceProfile.id.desc())).first()
    assert newest is not None
    assert read_profile(newest.text) == before
    page = loader.get(f"/kpis/uploads/{_kept().id}").text
    assert "not in this file" in page
    assert values_of(before, [])["low-csat"] == ["1"]


def test_profiles_are_edited_as_text(loader: FlaskClient) -> None:
    text = 'name = "desk"\n\n[fields]\norder_no = "No"\nopened_at = "Opened"\n'
    answer = send(loader, "/kpis/profiles", {"text": text}, follow=True)
    assert "is saved as version 1" in answer.text
    wrong = text + 'colour = "Red"\n'
    answer = send(loader, "/kpis/profiles/1", {"text": wrong})
    assert answer.status_code == 422
    assert "Line 6:" in answer.text
    assert "colour" in answer.text
    answer = send(loader, "/kpis/profiles/1", {"text": text + "= 3\n"})
    assert "Line 6:" in answer.text
    answer = send(loader, "/kpis/profiles/1", {"text": text.replace("Opened", "Created")}, follow=True)
    assert "is saved as version 2" in answer.text
    answer = loader.get("/kpis/profiles/1/toml")
    assert answer.text == text
    assert answer.headers["Content-Disposition"].endswith("desk-1.toml")
    answer = send(
        loader, "/kpis/profiles", {"file": (io.BytesIO(text.replace("desk", "二").encode()), "p.toml")}, follow=True
    )
    assert answer.status_code == 200
    assert _count(SourceProfile) == 3
    assert send(loader, "/kpis/profiles", {"text": " "}).status_code == 422
    assert send(loader, "/kpis/profiles", {"file": (io.BytesIO(b"\xff\xfe\xff"), "p.toml")}).status_code == 422


def test_a_technician_is_matched_by_one_click_and_back(loader: FlaskClient, make: Factory) -> None:
    _upload(loader)
    _checked(loader)
    send(loader, f"/kpis/uploads/{_kept().id}/load")
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
    _upload(loader, FILE.replace("E0004", "韩梅梅").encode())
    _checked(loader)
    send(loader, f"/kpis/uploads/{_kept().id}/load")
    run_waiting()
    page = loader.get("/kpis/technicians").text
    assert page.count("“韩梅梅” is Han Meimei") == 2
    assert ">10<" in page  # their orders


ADDRESSES = (
    "/kpis/loads", "/kpis/loads/1", "/kpis/loads/1/rejects", "/kpis/uploads/1", "/kpis/uploads/1/check",
    "/kpis/uploads/1/rejects", "/kpis/profiles", "/kpis/profiles/1", "/kpis/profiles/1/toml", "/kpis/technicians",
    "/kpis/technicians/1",
)  # fmt: skip


@pytest.mark.parametrize("everywhere", [True, False])
@pytest.mark.parametrize("role", list(Role))
def test_only_those_who_load_for_all_get_in(loader: FlaskClient, make: Factory, role: Role, everywhere: bool) -> None:
    _upload(loader)
    may = everywhere and role in (Role.MANAGER, Role.ADMIN)
    browser = make.browser(make.person(role, everywhere=everywhere))
    for address in ADDRESSES:
        assert (browser.get(address).status_code == 403) is not may, address
    assert (send(browser, "/kpis/uploads/1", {"do": "look"}).status_code == 403) is not may
    assert (_upload(browser).status_code == 403) is not may


def test_pages_take_few_statements(loader: FlaskClient, make: Factory) -> None:

    _upload(loader)
    _checked(loader)
    send(loader, f"/kpis/uploads/{_kept().id}/load")
    run_waiting()
    _upload(loader)
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
        assert len(asked) <= 12, (address, asked)
