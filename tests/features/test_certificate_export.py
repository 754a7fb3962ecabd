"""Certificates taken away: papers and register in a ZIP."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from sqlalchemy import select

from certificates import export as exporting
from certificates.cli import export_certificates
from certificates.models import Certificate, CertificatePaper
from certificates.printing import job as printing
from certificates.queries import register
from lms.core import clock, files, jobs
from lms.core.access import Role
from lms.core.db import db, rollback, transaction
from lms.core.jobs import Job, run_waiting
from lms.core.notices import Notice
from lms.people.models import RoleAssignment
from tests.browsing import send
from tests.certificate_samples import award, publish
from tests.conftest import Clock
from tests.factories import Factory

pytestmark = pytest.mark.one_database


def archive_of(job: Job) -> zipfile.ZipFile:
    assert job.result is not None
    _, content = files.read(job.result["file_id"])
    return zipfile.ZipFile(io.BytesIO(content))


def lines_of(archive: zipfile.ZipFile) -> list[tuple[Any, ...]]:
    book = load_workbook(io.BytesIO(archive.read("register.xlsx")))
    return list(book.worksheets[0].iter_rows(values_only=True))


def test_hr_exports_papers_and_register(make: Factory) -> None:
    publish()
    unit = make.unit(zh="上海站", en="Shanghai")
    hr = make.person(Role.HR, unit=unit)
    wang = make.person(Role.LEARNER, unit=unit, product_line="home", name_zh="王芳", name_latin="Wang Fang")
    rare = make.person(Role.LEARNER, unit=unit, product_line="home", name_zh="李/䶮", name_latin="")
    elsewhere = make.person(Role.LEARNER, product_line="home")
    codes = {award(person).code for person in (wang, rare)}
    award(elsewhere)
    browser = make.browser(hr)
    answer = send(browser, "/certificates/export", {"what": "all"})
    assert answer.status_code == 302
    assert run_waiting() == 1
    job = db.session.scalars(select(Job)).one()
    assert (job.done, job.total, job.error) == (2, 2, None)
    assert job.result is not None
    assert job.result["problems"] == []
    archive = archive_of(job)
    names = set(archive.namelist())
    assert names == {
        "certificates/HT-2026-000001_王芳.pdf",
        "certificates/HT-2026-000002_李 䶮.pdf",
        "register.xlsx",
    }
    papers_in = {name for name in names if name.endswith(".pdf")}
    assert all(archive.read(name).startswith(b"%PDF") for name in papers_in)
    header, first, second = lines_of(archive)
    assert header[0] == "Certificate number"
    assert first[:5] == ("HT-2026-000001", "王芳", "Wang Fang", wang.employee_no, "Shanghai")
    assert first[6:8] == ("Junior", "Home equipment")
    assert (first[8].date(), first[9].date(), first[10]) == (date(2026, 3, 2), date(2028, 3, 1), "Valid")
    assert {line[11].rsplit("/", 1)[1] for line in (first, second)} == codes
    told = db.session.scalars(select(Notice).where(Notice.kind == "certificate.export_ready")).one()
    assert (told.recipient_id, told.link) == (hr.id, f"/jobs/{job.id}")
    path = f"/jobs/{job.id}/file"
    assert browser.get(path).status_code == 200
    assert make.browser(make.person(Role.HR, unit=unit)).get(path).status_code == 404


def test_only_the_chosen_and_only_those_within_reach(make: Factory) -> None:
    publish()
    unit = make.unit()
    ids = [award(make.person(Role.LEARNER, unit=unit, product_line="home")).id for _ in range(2)]
    foreign = award(make.person(Role.LEARNER, product_line="home")).id
    browser = make.browser(make.person(Role.HR, unit=unit))
    send(browser, "/certificates/export", {"what": "chosen", "ids": [str(ids[1]), str(foreign)]})
    run_waiting()
    names = archive_of(db.session.scalars(select(Job)).one()).namelist()
    assert next(name for name in names if name.endswith(".pdf")).startswith("certificates/HT-2026-000002_")
    assert len(names) == 2
    for nothing in (
        {"what": "chosen", "status": "valid"},
        {"what": "chosen", "status": "valid", "ids": [str(foreign)]},
    ):
        answer = send(browser, "/certificates/export", nothing)
        assert answer.headers["Location"] == "/certificates?status=valid"
        assert "There is no certificate to export" in browser.get("/certificates").get_data(as_text=True)
    supervisor = make.browser(make.person(Role.SUPERVISOR, unit=unit))
    assert send(supervisor, "/certificates/export", {"what": "all"}).status_code == 403


def test_who_lost_the_right_in_between_gets_nothing(make: Factory) -> None:
    publish()
    unit = make.unit()
    award(make.person(Role.LEARNER, unit=unit, product_line="home"))
    hr = make.person(Role.HR, unit=unit)
    send(make.browser(hr), "/certificates/export", {"what": "all"})
    with transaction() as session:
        session.scalars(select(RoleAssignment).where(RoleAssignment.person_id == hr.id)).one().role = Role.LEARNER
    run_waiting()
    job = db.session.scalars(select(Job)).one()
    assert (job.error, job.result) == ("export_not_yours", {})


def test_one_that_cannot_be_printed_does_not_stop_the_rest(make: Factory) -> None:
    publish()
    unit = make.unit()
    ids = [award(make.person(Role.LEARNER, unit=unit, product_line="home")).id for _ in range(3)]
    with transaction() as session:
        broken = session.get_one(Certificate, ids[1])
        broken.face = {**broken.face, "name_zh": "林\ue000喆"}  # as if its font had gone
    send(make.browser(make.person(Role.HR, unit=unit)), "/certificates/export", {"what": "all"})
    run_waiting()
    job = db.session.scalars(select(Job)).one()
    assert job.result is not None
    assert len(job.result["problems"]) == 1
    assert "HT-2026-000002" in job.result["problems"][0]
    assert "U+E000" in job.result["problems"][0]
    archive = archive_of(job)
    assert len([name for name in archive.namelist() if name.endswith(".pdf")]) == 2
    remarks = [line[12] for line in lines_of(archive)[1:]]
    assert not remarks[0]
    assert "U+E000" in remarks[1]


def test_a_killed_export_goes_on_from_what_it_had_made(
    make: Factory, fixed_clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish()
    unit = make.unit()
    for _ in range(3):
        award(make.person(Role.LEARNER, unit=unit, product_line="home"))
    send(make.browser(make.person(Role.HR, unit=unit)), "/certificates/export", {"what": "all"})
    job_id = db.session.scalars(select(Job.id)).one()
    rollback()
    rendered: list[str] = []
    really = printing._print

    def dies_at_the_third(run: Any, copy: Any) -> Any:
        rendered.append(copy.sheet.face.number)
        if len(rendered) == 3:
            raise KeyboardInterrupt
        return really(run, copy)

    monkeypatch.setattr(printing, "_print", dies_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        jobs.run(job_id)
    rollback()
    assert len(db.session.scalars(select(CertificatePaper)).all()) == 2
    rollback()
    fixed_clock.forward(minutes=3)
    jobs.run(job_id)
    assert rendered == ["HT-2026-000001", "HT-2026-000002", "HT-2026-000003", "HT-2026-000003"]
    job = db.session.get_one(Job, job_id)
    assert job.finished_at is not None
    assert len(archive_of(job).namelist()) == 4


def test_asked_twice_gives_the_same_papers(make: Factory, monkeypatch: pytest.MonkeyPatch) -> None:
    publish()
    unit = make.unit()
    for _ in range(3):
        award(make.person(Role.LEARNER, unit=unit, product_line="home"))
    monkeypatch.setattr(exporting, "BATCH", 2)
    browser = make.browser(make.person(Role.HR, unit=unit))
    for _ in range(2):
        send(browser, "/certificates/export", {"what": "all"})
    assert run_waiting() == 2
    one, two = (archive_of(job) for job in db.session.scalars(select(Job).order_by(Job.id)))
    assert one.namelist() == two.namelist()
    assert all(one.read(name) == two.read(name) for name in one.namelist() if name.endswith(".pdf"))


def test_the_command_exports_too(make: Factory, tmp_path: Path) -> None:
    publish()
    award(make.person(Role.LEARNER, product_line="home", name_zh="王芳"))
    rollback()
    out = tmp_path / "all.zip"
    result = CliRunner().invoke(export_certificates, ["--all", "--out", str(out), "--json"])
    assert result.exit_code == 0
    assert json.loads(result.output) == {"file": str(out), "certificates": 1, "problems": []}
    with zipfile.ZipFile(out) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.zip"]
    for arguments in ([], ["--all", "--cohort", "X"], ["--cohort", "no-such-intake"]):
        assert CliRunner().invoke(export_certificates, [*arguments, "--out", str(out)]).exit_code == 2


def test_an_export_says_at_once_how_many_there_are_and_counts_each(make: Factory, tmp_path: Path) -> None:
    publish()
    unit = make.unit()
    ids = [award(make.person(Role.LEARNER, unit=unit, product_line="home")).id for _ in range(3)]
    browser = make.browser(make.person(Role.HR, unit=unit))
    answer = send(browser, "/certificates/export", {"what": "all"})
    assert 'max="3"' in browser.get(answer.headers["Location"]).get_data(as_text=True)
    assert "0 / 3" in browser.get(answer.headers["Location"]).get_data(as_text=True)
    told: list[tuple[int, int]] = []
    for again in (False, True):  # the second time every paper is there already
        told.clear()
        path = tmp_path / f"{again}.zip"
        exporting.write_export(
            ids, path, at=clock.now(), day=clock.today(), progress=lambda *so_far: told.append(so_far)
        )
        assert told[0] == (0, 3)
        assert told[-1] == (3, 3)
        if not again:
            assert set(told) == {(0, 3), (1, 3), (2, 3), (3, 3)}


def test_a_query_narrows_what_the_command_exports(make: Factory, tmp_path: Path) -> None:
    publish()
    north, south = make.unit(en="North"), make.unit(en="South")
    codes = north.code, south.code
    for unit in (north, south):
        award(make.person(Role.LEARNER, unit=unit, product_line="home"))
    rollback()
    out = tmp_path / "some.zip"

    def export(*arguments: str) -> Any:
        return CliRunner().invoke(export_certificates, ["--out", str(out), "--json", *arguments])

    for line, count in (
        (f"unit={codes[0]} tier=1 product=home scheme=field-home status=valid", 1), ("number=HT-2026-000002", 1),
        ("issued=2026-03-02 expires<2028-03-02", 2), ("expires<2028-03-01", 0), ("", 2),
    ):  # fmt: skip
        result = export("--query", line)
        assert json.loads(result.output)["certificates"] == count, line
    assert json.loads(export("--query", "", "--paper", "card", "--language", "en").output)["certificates"] == 2
    with zipfile.ZipFile(out) as archive:
        assert {name.split("/")[0] for name in archive.namelist()} == {"证书卡片", "register.xlsx"}
    for line, said in (
        ("unit=nowhere", "“unit”不能是“nowhere”"), ("tier=9", "“tier”不能是“9”"), ("x", "“x”不是筛选项"),
        ("salary=1", "没有筛选项“salary”"), ("cohort=x", "“cohort”不能是“x”"), ("status=fine", "expiring"),
    ):  # fmt: skip
        result = export("--query", line)
        assert (result.exit_code, said in result.output) == (2, True), (line, result.output)
    assert export("--query", "", "--design", "nosuch").exit_code == 2


def test_a_choice_lasts_over_pages(make: Factory, monkeypatch: pytest.MonkeyPatch) -> None:
    publish()
    unit = make.unit()
    ids = [award(make.person(Role.LEARNER, unit=unit, product_line="home")).id for _ in range(3)]
    monkeypatch.setattr(register, "PER_PAGE", 1)
    browser = make.browser(make.person(Role.HR, unit=unit))
    page = send(browser, "/certificates/choose", {"ids": [str(ids[2])], "turn": "2"}).get_data(as_text=True)
    assert f'type="hidden" name="ids" value="{ids[2]}"' in page
    assert "1 more is chosen on other pages." in page
    back = send(browser, "/certificates/choose", {"ids": [str(ids[2])], "turn": "1"}).get_data(as_text=True)
    assert f'value="{ids[2]}" checked' in back
    send(browser, "/certificates/export", {"what": "chosen", "ids": [str(ids[0]), str(ids[2])], "paper": "card"})
    run_waiting()
    names = archive_of(db.session.scalars(select(Job)).one()).namelist()
    assert len(names) == 3
    assert names[0].startswith("cards/")
