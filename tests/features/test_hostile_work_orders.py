"""Files that mean no good, or were made by accident: a clear refusal, nothing half-done; and the watched folder."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.core import clock, jobs
from lms.core.audit import System
from lms.core.db import db, rollback, transaction
from lms.core.jobs import Job
from lms.kpis import facts
from lms.kpis.actions.loading import LoadRejected, load
from lms.kpis.actions.profiles import save_profile
from lms.kpis.load_jobs import watch_folder
from lms.kpis.models import FactFile, WorkOrderLoad
from lms.kpis.proposals import propose_profile
from lms.kpis.queries.loads import file_of, find_folder_rejects, list_refused_from_folder
from lms.kpis.rules.profiles import ProfileFault, read_profile
from lms.kpis.sources.faults import SourceFault
from lms.kpis.sources.json_objects import json_lines
from lms.kpis.watched_folder import waiting_files

pytestmark = pytest.mark.one_database

TEXT = 'name = "plain"\nsource = "plain"\n[fields]\norder_no = "no"\nopened_at = "opened"\ncost = { column = "cost", optional = true }\n'


def put(path: Path, text: str = TEXT, **values: Any) -> WorkOrderLoad:
    return load(path, read_profile(text), how="command", actor=System("test"), at=clock.now(), **values)


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        with package.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(80):
                part.write(b" " * 1024 * 1024)


def _package(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for name in names:
            package.writestr(name, "no,opened\n")
    return content.getvalue()


CASES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "file_empty"),
    "blank lines": (b"\n\n\n", "file_empty"),
    "one column": (b"opened\n2026-01-01\n", "column_missing"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file_old_excel"),
    "not a workbook": (b"PK\x03\x04 and then nothing", "file_not_excel"),
    "not parquet": (b"PAR1 and then nothing", "file_not_parquet"),
    "wide": (",".join(f"c{n}" for n in range(10_000)).encode() + b"\n", "file_too_wide"),
    "no text": (bytes(range(128, 256)) * 50, "file_not_text"),
    "gzip": (b"\x1f\x8b\x08\x00 and so on", "file_packed"),
    "a packed table": (_package("export.csv"), "file_packed"),
    "an open document": (_package("mimetype", "content.xml"), "file_other_office"),
    "a page called .xls": (b"\xef\xbb\xbf\n<table><tr><td>no</td></tr></table>", "file_markup"),
    "PDF": (b"%PDF-1.7 and so on", "file_picture"),
    "a list of numbers": (b"[1, 2, 3]", "json_no_objects"),
    "endless quote": (b'no,opened\n1,"2026-01-01\n' + b"x" * 1_100_000, "file_broken_csv"),
}


@pytest.mark.parametrize("name", CASES)
def test_is_refused_with_its_reason(app: Flask, tmp_path: Path, name: str) -> None:
    content, code = CASES[name]
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(SourceFault) as raised:
        put(path)
    assert raised.value.code == code
    assert db.session.scalar(select(func.count(FactFile.id))) == 0


def test_a_workbook_that_unpacks_beyond_measure(app: Flask, tmp_path: Path) -> None:
    _bomb(tmp_path / "bomb.xlsx")
    with pytest.raises(SourceFault) as raised:
        put(tmp_path / "bomb.xlsx")
    assert raised.value.code == "file_unpacks_too_large"


ROWS: dict[str, tuple[bytes, list[tuple[int, str]]]] = {
    "NUL": (b"no,opened\n1,2026-01-01\n2\0,2026-01-01\n", [(3, "bad_character")]),
    "ragged": (b"no,opened\n1\n2,2026-01-01\n3,2026-01-01,x\n4,2026-01-01,,\n", [(2, "ragged"), (4, "ragged")]),
    "mixed line ends": (b"no,opened\r\n1,2026-01-01\n2,2026-01-02\r\n3,?\r\n", [(4, "bad_date")]),
    "line break in quotes": (b'no,opened\n"1\na",2026-01-01\n2,x\n', [(4, "bad_date")]),
    "a shortened number": (
        b"no,opened\n1.23E+12,2026-01-01\n1E+X,2026-01-01\n1.23E+12,2026-01-02\n",
        [(2, "shortened"), (4, "shortened")],
    ),
    "bad json": (b'{"no": 1, "opened": "2026-01-01"}\n{"no": 2\n[1]\n', [(2, "bad_json"), (3, "bad_json")]),
}


@pytest.mark.parametrize("name", ROWS)
def test_rows_are_named_by_their_line(app: Flask, tmp_path: Path, name: str) -> None:
    content, expected = ROWS[name]
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(LoadRejected) as raised:
        put(path)
    assert [(fault.line, fault.code) for fault in raised.value.plan.faults] == expected


def test_an_order_in_the_place_of_headings_is_not_lost(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("W1,2026-01-01 08:00,A\nW2,2026-01-02 08:00,B\nW3,2026-01-03 08:00,A\n")
    with pytest.raises(SourceFault) as raised:
        propose_profile(path, "x")
    assert raised.value.code == "file_without_headings"


ANSWERS = {
    "pretty": '{"total": 2,\n "issues": [\n  {"no": 1, "at": {"opened": "2026-01-01"}},\n  {"no": 2, "at": {"opened": "2026-01-02"}}]}',
    "one line": '{"result": [{"no": 1, "at": {"opened": "2026-01-01"}}, {"no": 2, "at": {"opened": "2026-01-02"}}]}',
    "nested": '{"took": 3, "hits": {"total": 2, "hits": [{"no": 1, "at": {"opened": "2026-01-01"}}, {"no": 2, "at": {"opened": "2026-01-02"}}]}}',
    "pretty list": '[\n {"no": 1, "at": {"opened": "2026-01-01"}},\n {"no": 2, "at": {"opened": "2026-01-02"}}\n]',
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_the_answer_of_an_interface_is_unwrapped(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text(ANSWERS[name])
    assert [line[:2] for line in json_lines(tmp_path / "file", None)][1:] == [
        (1, ["1", "2026-01-01"]),
        (2, ["2", "2026-01-02"]),
    ]


def test_what_a_single_order_holds_is_its_own(tmp_path: Path) -> None:
    (tmp_path / "file").write_text('{"no": 1, "items": [{"part": "belt"}]}')
    (_names, order) = json_lines(tmp_path / "file", replace(read_profile(TEXT), format="jsonl"))
    assert order == (1, ["1", '[{"part": "belt"}]'], "")


def test_only_a_header_loads_nothing(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("no,opened\n")
    assert (put(path).rows, put(path).orders) == (0, 0)


def test_a_formula_without_a_saved_value(app: Flask, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["no", "opened", "cost"], [1, "2026-01-01", "=1+1"], [2, "2026-01-01", 3]):
        book.active.append(row)
    book.save(tmp_path / "book.xlsx")
    with pytest.raises(LoadRejected) as raised:
        put(tmp_path / "book.xlsx")
    assert [(fault.line, fault.code) for fault in raised.value.plan.faults] == [(2, "formula_without_value")]


def test_text_that_looks_like_a_query_stays_text(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "o'brien; drop.csv"
    path.write_text("""no,opened,"te'am"\n"1'); DROP TABLE incoming; --",2026-01-01,=cmd|' /C calc'!A0\n""")
    put(path, TEXT + 'team = "te\'am"\n'.replace("team =", "\n[fields.team]\ncolumn ="))
    with facts.connect() as connection:
        facts.orders_relation(connection)
        found = connection.execute("SELECT order_no, team FROM orders").fetchall()
    assert found == [("1'); DROP TABLE incoming; --", "=cmd|' /C calc'!A0")]


PROFILES = {
    "name =": "profile_not_toml",
    'name = "x"\n[fields]\norder_no = "a"': "profile_lacks",
    'name = "x"\n[fields]\norder_no = "a"\nopened_at = "b"\nnonsense = "c"': "profile_field",
    'name = "x"\nzone = "Mars/Olympus"\n[fields]\norder_no = "a"\nopened_at = "b"': "profile_zone",
    'name = "x"\nextra = 1\n[fields]\norder_no = "a"\nopened_at = "b"': "profile_key",
    'name = "x"\n[fields]\norder_no = "a"\nopened_at = { column = "b", dates = "when it suits" }': "profile_choice",
    'name = "x"\n[fields]\norder_no = "a"\nopened_at = "b"\nclosed_at = { column = "c", unit = "min" }': "profile_duration",
    'name = "../x"\n[fields]\norder_no = "a"\nopened_at = "b"': "profile_name",
    'name = "x"\n[fields]\norder_no = "a"\nopened_at = { take = "first" }': "profile_no_column",
}


@pytest.mark.parametrize("text", PROFILES)
def test_a_profile_that_cannot_be_used(text: str) -> None:
    with pytest.raises(ProfileFault) as raised:
        read_profile(text)
    assert raised.value.code == PROFILES[text]


@pytest.fixture
def folder(app: Flask, tmp_path: Path) -> Iterator[Path]:
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, work_order_folder=tmp_path)
    with transaction():
        save_profile(text=TEXT, actor=System("test"), at=clock.now())
    yield tmp_path
    app.extensions["settings"] = settings


def drop(path: Path, content: str, seconds_ago: int = 60) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(content)
    moment = clock.now().timestamp() - seconds_ago
    os.utime(path, (moment, moment))


def test_the_watched_folder(app: Flask, folder: Path) -> None:
    drop(folder / "plain-january.csv", "no,opened\n1,2026-01-01\n")
    drop(folder / "plain" / "february.csv", "no,opened\n2,2026-02-01\nx,y\n")
    drop(folder / "plain" / "broken.csv", "nothing\n")
    drop(folder / "plain-being-written.csv", "no,op", seconds_ago=1)
    drop(folder / "stranger.csv", "no,opened\n9,2026-01-01\n")
    assert watch_folder(at=clock.now()) == 3
    assert watch_folder(at=clock.now()) == 0
    jobs.run_waiting()
    left = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    assert left == [
        "done/plain-january.csv", "plain-being-written.csv", "plain/rejected/broken.csv",
        "plain/rejected/february-rejected.xlsx", "plain/rejected/february.csv", "stranger.csv",
    ]  # fmt: skip
    states = db.session.scalars(select(Job.error).where(Job.kind == "kpis.load")).all()
    assert sorted(str(state) for state in states) == ["None", "column_missing", "load_has_rejects"]
    assert [row.file_name for row in db.session.scalars(select(WorkOrderLoad))] == ["plain-january.csv"]
    refused = list_refused_from_folder(clock.now() - timedelta(days=1))
    assert sorted(map(file_of, refused)) == ["broken.csv", "february.csv"]
    assert [find_folder_rejects(job.id) is None for job in sorted(refused, key=file_of)] == [True, False]
    drop(folder / "plain" / "february.csv", "no,opened\n2,2026-02-01\n")
    drop(folder / "nobody" / "march.csv", "no,opened\n")
    watch_folder(at=clock.now())
    jobs.run_waiting()
    assert list(map(file_of, list_refused_from_folder(clock.now() - timedelta(days=1)))) == ["broken.csv"]
    assert waiting_files(folder, ["plain"], clock.now()) == ["nobody/march.csv", "stranger.csv"]


def test_a_job_cut_off_after_its_load_ends_well_when_run_again(app: Flask, folder: Path) -> None:
    drop(folder / "plain-january.csv", "no,opened\n1,2026-01-01\n")
    watch_folder(at=clock.now())
    row = db.session.scalars(select(Job)).one()
    job_id, arguments = row.id, row.arguments
    rollback()
    path = Path(arguments["folder_file"])
    put(path, idempotency_key=f"job {job_id}")
    rollback()
    jobs.run_waiting()
    assert not path.exists()
    assert (folder / "done" / "plain-january.csv").exists()
    assert db.session.scalar(select(func.count(WorkOrderLoad.id))) == 1
