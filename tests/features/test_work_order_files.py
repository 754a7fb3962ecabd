"""Files of every kind through the pages, and the profiles that say how to read them."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.core import clock, files
from lms.core.audit import AuditLine
from lms.core.db import db, transaction
from lms.core.files import StoredFile
from lms.core.jobs import run_waiting
from lms.kpis.actions.uploads import discard_stale
from lms.kpis.models import SourceProfile, WorkOrderUpload
from lms.kpis.rules.mapping import values_of
from lms.kpis.rules.profiles import read_profile
from tests.browsing import send
from tests.factories import Factory
from tests.features.work_order_scene import FILE, HEADER, checked, count, form, kept, sign_in_loader, upload

pytestmark = pytest.mark.one_database


@pytest.fixture
def loader(make: Factory) -> FlaskClient:
    """Somebody who may load work orders for the whole organisation."""
    return sign_in_loader(make)


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
    answer = upload(loader, content, name)
    assert answer.status_code == 422
    assert words in answer.text
    assert count(WorkOrderUpload) == 0
    assert not in_store(content)


def in_store(content: bytes) -> bool:
    store = files.store()
    return bool(store.filesystem.exists(store.path(hashlib.sha256(content).hexdigest())))


def test_a_file_that_is_not_loaded_can_be_discarded(loader: FlaskClient) -> None:
    content = (FILE + "WO999,never,E0001,东区班组,压缩机,80,无\n").encode()
    upload(loader, content)
    upload(loader, content, "again.csv")
    checked(loader)
    newest = kept().id
    assert count(StoredFile) == 3  # the file twice, and the rows that the check rejected
    page = loader.get("/kpis/loads").text
    assert "Discard “again.csv”" in page
    assert f"/kpis/uploads/{newest}/discard" in loader.get(f"/kpis/uploads/{newest}/check").text
    assert send(loader, f"/kpis/uploads/{newest}/discard", {}).status_code == 303
    assert "“again.csv” is discarded" in loader.get("/kpis/loads").text
    assert (count(WorkOrderUpload), count(StoredFile)) == (1, 1)
    assert in_store(content)  # the other one has the same content
    assert send(loader, f"/kpis/uploads/{kept().id}/discard", {}).status_code == 303
    assert (count(WorkOrderUpload), count(StoredFile)) == (0, 0)
    assert not in_store(content)
    told = select(func.count()).select_from(AuditLine).where(AuditLine.action == "upload.discarded")
    assert db.session.scalar(told) == 2
    assert send(loader, f"/kpis/uploads/{newest}/discard", {}).status_code == 404


def test_a_file_at_work_or_loaded_is_not_discarded(loader: FlaskClient) -> None:
    upload(loader)
    first = kept().id
    send(loader, f"/kpis/uploads/{first}", {**form(), "do": "check"})
    assert send(loader, f"/kpis/uploads/{first}/discard", {}).status_code == 303
    assert "is at work already" in loader.get("/kpis/loads").text
    run_waiting()
    send(loader, f"/kpis/uploads/{first}/load", {})
    run_waiting()
    send(loader, f"/kpis/uploads/{first}/discard", {})
    assert "was loaded already" in loader.get("/kpis/loads").text
    assert count(WorkOrderUpload) == 1


def test_what_nobody_loads_is_removed_after_some_days(loader: FlaskClient) -> None:
    upload(loader, name="old.csv")
    with transaction():
        kept_row = db.session.scalars(select(WorkOrderUpload)).one()
        kept_row.uploaded_at = clock.now() - timedelta(days=30, minutes=1)
    upload(loader, name="new.csv")
    assert discard_stale(days=30, at=clock.now()) == 1
    assert "old.csv" not in loader.get("/kpis/loads").text
    assert discard_stale(days=30, at=clock.now()) == 0
    assert "new.csv" in loader.get("/kpis/loads").text


def test_no_file_is_told(loader: FlaskClient) -> None:
    answer = send(loader, "/kpis/loads", {"profile": "propose"})
    assert answer.status_code == 422
    assert "Choose a file." in answer.text


def test_a_file_too_large_is_told_what_else_can_be_done(app: Flask, loader: FlaskClient) -> None:
    most = app.extensions["settings"].max_upload_mb
    answer = upload(loader, b"x" * (most * 1024 * 1024 + 1))
    assert answer.status_code == 413
    assert f"larger than {most} MB" in answer.text
    assert "lms kpis import FILE" in answer.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_are_found(loader: FlaskClient, encoding: str) -> None:
    assert upload(loader, FILE.encode(encoding)).status_code == 303
    assert "东区班组" in loader.get(f"/kpis/uploads/{kept().id}").text


def test_an_event_log_is_folded(loader: FlaskClient) -> None:
    log = "number,sys_updated_at,incident_state,opened_at\n" + "".join(
        f"INC{n:03d},2026-02-03 {9 + step:02d}:00,{state},2026-02-03 09:00\n"
        for n in range(12) for step, state in enumerate(("New", "Active", "Resolved"))
    )  # fmt: skip
    upload(loader, log.encode(), "log.csv")
    index = next(key.partition("-")[2] for key, value in kept().choices.items() if value == ["sys_updated_at"])
    changes = {
        "fold": ["1"], "order_by": ["sys_updated_at"], f"field-{index}": ["resolved_at"],
        "when-resolved_at": ["incident_state"], "among-resolved_at": ["Resolved"], "take-resolved_at": ["first"],
    }  # fmt: skip
    send(loader, f"/kpis/uploads/{kept().id}", {**form(**changes), "do": "look"})
    page = loader.get(f"/kpis/uploads/{kept().id}").text
    assert "3 Feb 2026, 11:00" in page
    page = checked(loader)
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
    upload(loader, profile="1")
    send(loader, f"/kpis/uploads/{kept().id}", {**form(), "do": "save"})
    db.session.rollback()
    newest = db.session.scalars(select(SourceProfile).order_by(SourceProfile.id.desc())).first()
    assert newest is not None
    assert read_profile(newest.text) == before
    page = loader.get(f"/kpis/uploads/{kept().id}").text
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
    assert "no valid TOML from line 6, column 1 on" in answer.text
    answer = send(loader, "/kpis/profiles/1", {"text": text.replace("Opened", "Created")}, follow=True)
    assert "is saved as version 2" in answer.text
    answer = loader.get("/kpis/profiles/1/toml")
    assert answer.text == text
    assert answer.headers["Content-Disposition"].endswith("desk-1.toml")
    answer = send(
        loader, "/kpis/profiles", {"file": (io.BytesIO(text.replace("desk", "二").encode()), "p.toml")}, follow=True
    )
    assert answer.status_code == 200
    assert count(SourceProfile) == 3
    assert send(loader, "/kpis/profiles", {"text": " "}).status_code == 422
    assert send(loader, "/kpis/profiles", {"file": (io.BytesIO(b"\xff\xfe\xff"), "p.toml")}).status_code == 422
