"""What keeps certificates true by errand: calls for a short exam, reminders, the matrix, and earlier ones brought over."""

from __future__ import annotations

import html
import io
import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from assessments.models import Attempt, Exam
from assessments.queries.exams import exam_access, get_exam
from certificates.deltas.actions import remind_called
from certificates.imports.cli import import_certificates
from certificates.models import Certificate
from certificates.queries.standing import tiers_held
from certificates.reminders.actions import remind_of_expiry
from certificates.rules.status import Status
from lms.core import clock
from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.core.db import db, rollback, transaction
from lms.core.notices import Notice
from lms.people.models import Person
from tests.browsing import send
from tests.certificate_samples import award, publish
from tests.conftest import Clock
from tests.examples_of_exams import fill_bank, make_exam
from tests.factories import Factory
from tests.features.certificate_life_scene import RENEWAL, by_status, tiers


def sit(person: Person, code: str) -> None:
    """Pass an exam now."""
    at = clock.now()
    with transaction() as session:
        exam = session.scalars(select(Exam).where(Exam.code == code)).one()
        session.add(
            Attempt(
                exam_id=exam.id, blueprint_id=exam.blueprint_id, person_id=person.id, started_at=at, deadline=at,
                finished_at=at, pass_mark=75, score=9, points=10, passed=True,
            )
        )  # fmt: skip


def test_a_change_calls_for_a_short_exam(make: Factory, fixed_clock: Clock) -> None:
    publish(tiers=tiers(RENEWAL))
    make_exam(fill_bank(topics=1), code="delta", title=Bilingual("新控制板短考", "New board in short"))
    unit = make.unit()
    held, passed, later = (make.person(Role.LEARNER, unit=unit, product_line="home") for _ in range(3))
    manager = make.browser(make.person(Role.MANAGER, unit=unit, everywhere=True))
    numbers = [award(held).number, award(passed).number]
    fields = {
        "title_zh": "新控制板", "title_en": "New board", "why": "The board changed", "scheme": "1", "level": "", "product_line": "",
        "course": "", "exam": "delta", "due_on": "2026-04-01", "consequence": "suspend",
    }  # fmt: skip
    wrong = send(manager, "/certificates/calls/new", fields | {"scheme": "", "due_on": "2026-03-02"})
    assert wrong.status_code == 422
    for said in ("Choose a scheme or a product line", "must lie ahead"):
        assert said in wrong.get_data(as_text=True)
    assert send(manager, "/certificates/calls/new", fields).status_code == 302
    fixed_clock.forward(days=1)
    award(later)
    sit(passed, "delta")
    page = manager.get("/certificates/calls/1").get_data(as_text=True)
    assert "of 2 called" in page
    assert later.name_latin not in page
    last = date(2026, 4, 1)
    assert by_status(last)[Status.VALID] >= set(numbers)
    assert by_status(last + timedelta(days=1))[Status.SUSPENDED] == {numbers[0]}
    assert not tiers_held([held.id], last + timedelta(days=1))[held.id][("field-home", 1)].counts
    delta = get_exam("delta")
    opened = [exam_access(one.id, delta, (), clock.now()).allowed for one in (held, passed, later)]
    assert opened == [True, False, False]
    browser = make.browser(held)
    assert "it is not passed, this certificate is suspended from 2 Apr 2026" in browser.get(
        "/my/certificates"
    ).get_data(as_text=True)
    assert "Short exam: New board" in browser.get("/").get_data(as_text=True)
    fixed_clock.forward(days=23)  # 26 March: within the last week
    for _ in range(2):
        with transaction():
            remind_called(at=clock.now())
    told = db.session.scalars(select(Notice.recipient_id).where(Notice.kind == "delta.reminder"))
    assert list(told) == [held.id]
    rollback()
    sit(held, "delta")
    assert by_status(last + timedelta(days=1))[Status.VALID] >= set(numbers)


@pytest.mark.one_database
def test_reminders_go_out_once_to_holder_and_supervisor(make: Factory, fixed_clock: Clock) -> None:
    publish(tiers=tiers(RENEWAL))
    unit = make.unit()
    learners = [make.person(Role.LEARNER, unit=unit, product_line="home") for _ in range(2)]
    supervisor = make.person(Role.SUPERVISOR, unit=unit)
    for learner in learners:
        award(learner)
    counts = []
    for day in ("2027-12-01", "2027-12-02", "2027-12-20", "2028-01-02", "2028-02-25", "2028-02-26", "2028-03-01"):
        fixed_clock.forward(days=(date.fromisoformat(day) - clock.today()).days)
        with transaction():
            counts.append(remind_of_expiry(at=clock.now()))
    assert counts == [0, 2, 0, 2, 2, 0, 0]
    notices = list(db.session.scalars(select(Notice).where(Notice.kind.like("certificate%.expir%"))))
    assert sum(notice.recipient_id == learners[0].id for notice in notices) == 3
    digests = list(db.session.scalars(select(Notice).where(Notice.recipient_id == supervisor.id)))
    assert [(n.kind, n.values["count"]) for n in digests] == [("certificates.expiring", 2)] * 3
    assert "2028年3月1日" in notices[0].words
    rollback()
    award(make.person(Role.LEARNER, unit=make.unit(parent=unit), product_line="home"))
    browser = make.browser(supervisor)
    page = browser.get("/certificates/units").get_data(as_text=True)
    figures = re.findall(r'href="(/certificates\?[^"]+)"[^>]*>(\d+)</a>', page)
    assert {number for _link, number in figures} == {"1", "2"}  # the unit's own two, and the one of the unit under it
    for link, number in figures:  # each figure opens its list
        assert f">{number} certificate" in browser.get(html.unescape(link)).get_data(as_text=True), link


@pytest.mark.one_database
def test_the_matrix_shows_and_takes_away_who_holds_what(make: Factory) -> None:
    publish(tiers=tiers(RENEWAL))
    unit, other = make.unit(), make.unit()
    learners = [make.person(Role.LEARNER, unit=unit, product_line="home") for _ in range(3)]
    stranger = make.person(Role.LEARNER, unit=other, product_line="home")
    award(learners[0])
    award(learners[0], level=2)
    award(stranger)
    browser = make.browser(make.person(Role.SUPERVISOR, unit=unit))
    page = browser.get("/certificates/matrix?scheme=1").get_data(as_text=True)
    assert page.count("until 1 Mar 2028") == 2
    assert stranger.employee_no not in page
    sheet = openpyxl.load_workbook(io.BytesIO(browser.get("/certificates/matrix.xlsx?scheme=1").data)).active
    rows = [[cell.value for cell in row] for row in sheet.rows]
    line = next(row for row in rows if row[0] == learners[0].employee_no)
    assert line[3:5] == ["Valid", datetime(2028, 3, 1)]  # noqa: DTZ001
    assert all(row[0] != stranger.employee_no for row in rows)
    assert learners[1].employee_no not in browser.get(f"/certificates/matrix?q={learners[0].employee_no}").get_data(
        as_text=True
    )


@pytest.mark.one_database
def test_earlier_certificates_are_brought_over(make: Factory, tmp_path: Path) -> None:
    publish(tiers=tiers(RENEWAL))
    learner = make.person(Role.LEARNER, product_line="home")
    hr = make.browser(make.person(Role.HR, everywhere=True))
    header = "工号,认证方案,等级,发证日期,有效期至,证书编号,依据\n"
    rows = f"{learner.employee_no},field-home,1,2022-03-01,2024-02-29,OLD-7,纸质档案 12\n{learner.employee_no},field-home,初级,2024/3/1,,,复审记录\n"

    def post(text: str, what: str) -> Any:
        file = (io.BytesIO((header + text).encode()), "old.csv")
        return send(hr, "/certificates/import", {"file": file, "what": what})

    empty = post("", "check")
    assert (empty.status_code, "holds no line below its headings" in empty.get_data(as_text=True)) == (422, True)
    wrong = post(rows.replace("field-home,1", "garden,1"), "load")
    assert wrong.status_code == 422
    assert "there is no certification scheme “garden”" in wrong.get_data(as_text=True)
    assert "would be brought over" in post(rows, "check").get_data(as_text=True)
    assert db.session.scalar(select(Certificate.id)) is None
    rollback()
    assert post(rows, "load").status_code == 302
    old, new = db.session.scalars(select(Certificate).order_by(Certificate.issued_on))
    assert (old.number, old.how, old.expires_on, new.follows_id, new.expires_on) == (
        "OLD-7",
        "import",
        date(2024, 2, 29),
        old.id,
        date(2026, 2, 28),
    )
    number = new.id
    rollback()
    page = hr.get(f"/certificates/{number}").get_data(as_text=True)
    for said in ("复审记录", "Brought over from earlier records"):
        assert said in page
    file = tmp_path / "old.csv"
    file.write_text(header + rows)
    outcome = CliRunner().invoke(import_certificates, [str(file), "--dry-run", "--json"])
    assert outcome.exit_code == 1
    assert {fault["column"] for fault in json.loads(outcome.output)["faults"]} == {"issued_on", "number"}
