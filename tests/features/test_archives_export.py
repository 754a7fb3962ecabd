"""Many archives as one ZIP: who may ask, what is in it, and that the reach is asked again by the job."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from lms.core import clock, files
from lms.core.access import Role
from lms.core.audit import AuditLine
from lms.core.db import db, transaction
from lms.core.jobs import Job, JobState, run_waiting
from lms.core.notices import Notice
from lms.people.models import Person, RoleAssignment, Unit
from tests.archives import fill_archive
from tests.browsing import send
from tests.factories import Factory

pytestmark = pytest.mark.one_database


@pytest.fixture
def unit(make: Factory) -> Unit:
    return make.unit(en="Suzhou station")


def _ask(make: Factory, reader: Person, data: dict[str, object]) -> Job:
    answer = send(make.browser(reader), "/archives", data)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    job = db.session.get(Job, int(re.findall(r"/jobs/(\d+)", answer.headers["Location"])[0]))
    assert job is not None
    return job


def _done(job: Job) -> Job:
    run_waiting()
    db.session.expire_all()
    assert job.state == JobState.DONE, job.error
    return job


def test_the_page_lists_whom_the_reader_reaches_by_unit_intake_and_name(make: Factory, unit: Unit) -> None:
    learner = make.person(Role.LEARNER, unit=unit, name_latin="Ada Chen")
    helper = make.person(Role.MENTOR, unit=unit, name_latin="Mia Mentor")
    ids = fill_archive(learner, mentor=helper, assessor=helper, supervisor=helper)
    far = make.person(Role.LEARNER, name_latin="Far Away")
    supervisor = make.browser(make.person(Role.SUPERVISOR, unit=unit))
    page = supervisor.get("/archives").get_data(as_text=True)
    assert "Ada Chen" in page
    assert "Far Away" not in page
    hr = make.browser(make.person(Role.HR, everywhere=True))
    assert "Far Away" in hr.get("/archives").get_data(as_text=True)
    page = hr.get(f"/archives?intake={ids.cohort}").get_data(as_text=True)
    assert "Ada Chen" in page
    assert "Mia Mentor" not in page
    page = hr.get("/archives?q=far").get_data(as_text=True)
    assert far.employee_no in page
    assert "Ada Chen" not in page
    assert "Nobody found" in hr.get("/archives?q=100%25").get_data(as_text=True)
    assert hr.get(f"/archives?intake={10**30}&unit={10**30}&page={10**30}").status_code == 200


def test_the_number_is_said_before_the_export_begins(
    make: Factory, unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        make.person(Role.LEARNER, unit=unit, name_latin=f"Ada {number}")
    browser = make.browser(make.person(Role.HR, everywhere=True))
    page = browser.get("/archives?q=ada").get_data(as_text=True)
    assert "Export all 3 found" in page
    assert 'data-confirm="The archives of 3 people go into one ZIP' in page
    assert "Choose all 3 on this page" in page
    monkeypatch.setattr("lms.reports.routes.archives.MOST", 2)
    page = browser.get("/archives?q=ada").get_data(as_text=True)
    assert "Export all" not in page
    assert "3 people were found" in page
    assert "One file holds at most 2 archives" in page


@pytest.mark.parametrize("role", [Role.LEARNER, Role.MENTOR, Role.TRAINER, Role.ASSESSOR, Role.ADMIN])
def test_the_page_is_for_those_who_see_archives(make: Factory, role: Role) -> None:
    browser = make.browser(make.person(role, everywhere=True))
    assert browser.get("/archives").status_code == 403
    assert send(browser, "/archives", {"which": "all"}).status_code == 403


def test_the_zip_holds_a_pdf_for_each_and_a_summary(make: Factory, unit: Unit) -> None:
    learner = make.person(Role.LEARNER, unit=unit, employee_no="A1", name_latin="Ada Chen", name_zh="陈䶮")
    helper = make.person(Role.MENTOR, unit=unit, employee_no="B2", name_latin="Mia Mentor")
    fill_archive(learner, mentor=helper, assessor=helper, supervisor=helper)
    hr = make.person(Role.HR, everywhere=True, employee_no="Z9")
    job = _done(_ask(make, hr, {"which": "all", "unit": unit.id}))
    assert job.result is not None
    assert (job.done, job.total, job.result["count"], job.result["problems"]) == (2, 2, 2, [])
    row, content = files.read(job.result["file_id"])
    assert row.content_type == "application/zip"
    pack = zipfile.ZipFile(io.BytesIO(content))
    names = pack.namelist()
    assert names[:2] == ["A1 Ada Chen Training archive.pdf", "B2 Mia Mentor Training archive.pdf"]
    assert all(pack.read(name).startswith(b"%PDF") for name in names[:2])
    sheet = load_workbook(io.BytesIO(pack.read(names[2]))).active
    assert sheet is not None
    lines = list(sheet.iter_rows(values_only=True))
    assert lines[1][:3] == ("A1", "陈䶮", "Ada Chen")
    assert lines[1][6:10] == (1, 2, 1, 1)
    subjects = db.session.scalars(
        select(AuditLine.subject_id).where(AuditLine.action == "archive.exported").order_by(AuditLine.seq)
    ).all()
    assert subjects == [str(learner.id), str(helper.id)]
    notice = db.session.scalar(select(Notice).where(Notice.recipient_id == hr.id))
    assert notice is not None
    assert notice.link == f"/jobs/{job.id}"


def test_only_those_ticked_and_never_those_out_of_reach(make: Factory, unit: Unit) -> None:
    near, far = make.person(Role.LEARNER, unit=unit), make.person(Role.LEARNER)
    supervisor = make.person(Role.SUPERVISOR, unit=unit)
    job = _ask(make, supervisor, {"which": "ticked", "person": [near.id, far.id]})
    assert job.arguments["person_ids"] == [near.id]
    nobody = send(make.browser(supervisor), "/archives", {"which": "ticked", "person": [far.id]})
    assert nobody.status_code == 422
    assert "Choose at least one person." in nobody.get_data(as_text=True)


def test_the_job_asks_again_whom_the_reader_reaches(make: Factory, unit: Unit) -> None:
    other = make.unit()
    near, moved = make.person(Role.LEARNER, unit=unit), make.person(Role.LEARNER, unit=unit)
    supervisor = make.person(Role.SUPERVISOR, unit=unit)
    job = _ask(make, supervisor, {"which": "ticked", "person": [near.id, moved.id]})
    with transaction() as session:
        session.get_one(Person, moved.id).unit_id = other.id
    _done(job)
    assert job.result is not None
    assert job.result["count"] == 1
    assert "left out" in job.result["problems"][0]


def test_who_lost_the_role_gets_nothing(make: Factory, unit: Unit) -> None:
    near, supervisor = make.person(Role.LEARNER, unit=unit), make.person(Role.SUPERVISOR, unit=unit)
    job = _ask(make, supervisor, {"which": "ticked", "person": [near.id]})
    with transaction() as session:
        for held in session.scalars(select(RoleAssignment).where(RoleAssignment.person_id == supervisor.id)):
            held.until_day = clock.today().replace(day=1)
    run_waiting()
    db.session.expire_all()
    assert job.state == JobState.FAILED
    assert job.error == "archives_not_yours"
    assert db.session.scalar(select(AuditLine).where(AuditLine.action == "archive.exported")) is None


def test_an_archive_that_cannot_be_printed_is_named_and_the_others_are_made(make: Factory, unit: Unit) -> None:
    odd = make.person(Role.LEARNER, unit=unit, employee_no="A1", name_zh="王\U00031350", name_latin="Wang")
    fine = make.person(Role.LEARNER, unit=unit, employee_no="B2")
    hr = make.person(Role.HR, everywhere=True)
    job = _done(_ask(make, hr, {"which": "ticked", "person": [odd.id, fine.id]}))
    assert job.result is not None
    assert job.result["count"] == 1
    assert "U+31350" in job.result["problems"][0]
    page = make.browser(hr).get(f"/jobs/{job.id}").get_data(as_text=True)
    assert "U+31350" in page
    assert "Download the file" in page
