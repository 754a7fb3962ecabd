"""Training certificates: issued by rule, on paper, checked by anybody, taken out by HR."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from decimal import Decimal

import pikepdf
from openpyxl import load_workbook
from sqlalchemy import select

from certificates.checking import Verdict, check_file
from certificates.erasing import is_erased, person_erased
from certificates.training.models import TrainingCertificate
from courses.actions.learning import complete_lesson
from courses.attendance.actions.noting import Mark, note
from courses.attendance.rules.presence import Stay
from courses.sessions.actions.planning import close_session
from courses.sessions.models import SessionDay
from lms.core import clock, files
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, rollback, transaction
from lms.core.jobs import Job, run_waiting
from lms.core.notices import Notice
from lms.people.actions.leaving import record_leaving
from lms.people.events import PersonErased
from lms.people.models import Person
from tests.browsing import in_chinese, send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.attendance_scene import Scene, make_scene
from tests.features.course_shelf import text, write

TERMS = {"title_zh": "制冷检漏培训", "title_en": "Leak detection", "hours": "", "on_attendance": "1"}
ONLINE = {"title_zh": "制冷检漏培训", "title_en": "Leak detection", "hours": "", "on_completion": "1"}


def _issued() -> list[TrainingCertificate]:
    found = list(db.session.scalars(select(TrainingCertificate).order_by(TrainingCertificate.id)))
    db.session.rollback()
    return found


def _close(make: Factory, scene: Scene, fixed_clock: Clock) -> None:
    """The first is there throughout, the second for half of it, the third not."""
    fixed_clock.forward(hours=1)
    with transaction() as session:
        day = session.get_one(SessionDay, scene.days[0])
        for person, stay in zip(
            scene.people, (Stay(True), Stay(True, came_at=day.starts_at.replace(minute=59)), Stay(False)), strict=True
        ):
            note(day=day, mark=Mark(person.id, stay), actor=System(), at=clock.now())
    fixed_clock.forward(hours=3)
    with transaction():
        close_session(session_id=scene.session, actor=System(), at=clock.now())


def test_a_session_attended_gives_a_certificate_that_anybody_can_check(make: Factory, fixed_clock: Clock) -> None:
    scene = make_scene(make, people=3)
    author = make.browser(make.person(Role.MANAGER, unit=scene.unit))
    bad = send(author, "/authoring/courses/leaks/certificate", {**TERMS, "title_en": "", "hours": "-4"})
    assert bad.status_code == 422
    assert "both languages" in bad.get_data(as_text=True)
    assert send(author, "/authoring/courses/leaks/certificate", TERMS).status_code == 302
    assert "制冷检漏培训" in author.get("/authoring/courses/leaks/certificate").get_data(as_text=True)
    _close(make, scene, fixed_clock)
    (one,) = _issued()
    assert (one.person_id, one.kind, one.hours, one.number) == (
        scene.people[0].id,
        "attendance",
        Decimal(3),
        "HT-T-2026-000001",
    )
    holder = make.browser(scene.people[0])
    assert "Leak detection" in holder.get("/my/training-certificates").get_data(as_text=True)
    page = holder.get(f"/training-certificates/{one.id}").get_data(as_text=True)
    chinese = in_chinese(make.browser(scene.people[0])).get(f"/training-certificates/{one.id}").text
    assert ("参加日期" in chinese, "学时" in chinese, "考核日期" in chinese) == (
        True,
        True,
        False,
    )  # attended, not examined
    assert one.code in page
    assert "Certificate of attendance" in page
    pdf = holder.get(f"/training-certificates/{one.id}/pdf").get_data()
    assert pdf.startswith(b"%PDF")
    assert pdf == holder.get(f"/training-certificates/{one.id}/pdf").get_data()  # the very same file
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        facts = json.loads(paper.attachments["certificate.json"].get_file().read_bytes())
        assert "/Sig" in str([field.FT for field in paper.Root.AcroForm.Fields])  # sealed by the organisation
    assert (facts["number"], facts["course"]["zh"], facts["hours"]) == (one.number, "制冷检漏培训", 3.0)
    # Others of the site see it only with the right to; who is elsewhere does not.
    assert make.browser(scene.people[1]).get(f"/training-certificates/{one.id}").status_code == 404
    assert make.browser(make.person(Role.HR)).get(f"/training-certificates/{one.id}").status_code == 404
    stranger = make.app.test_client()
    checked = stranger.get(f"/v/{one.code}").get_data(as_text=True)
    assert one.number in checked
    assert scene.people[0].employee_no not in checked
    assert stranger.get("/v/3333-3333-3333-3333").status_code == 404
    # The archive tells the session and the certificate; of who stayed away, that they were not there.
    archive = holder.get(f"/people/{scene.people[0].id}/archive").get_data(as_text=True)
    assert "Attended" in archive
    assert one.number in archive
    away = make.browser(scene.people[2]).get(f"/people/{scene.people[2].id}/archive").get_data(as_text=True)
    assert "Not there" in away
    # Corrected afterwards: it is withdrawn, and the check says so; set right again, there is another.
    for stay in (Stay(False), Stay(True)):
        with transaction() as session:
            day = session.get_one(SessionDay, scene.days[0])
            note(day=day, mark=Mark(scene.people[0].id, stay, "Looked at the pictures"), actor=System(), at=clock.now())
    first, second = _issued()
    assert first.withdrawal is not None
    assert second.withdrawal is None
    assert second.number == "HT-T-2026-000002"
    assert "Do not rely on it" in stranger.get(f"/v/{one.code}", headers={"Accept-Language": "en"}).get_data(
        as_text=True
    )
    kinds = (
        select(Notice.kind)
        .where(Notice.recipient_id == scene.people[0].id, Notice.kind.like("training_certificate.%"))
        .order_by(Notice.id)
    )
    assert list(db.session.scalars(kinds)) == [
        "training_certificate.issued", "training_certificate.withdrawn", "training_certificate.issued",
    ]  # fmt: skip
    db.session.rollback()
    # HR takes them out: those that hold, with a register.
    hr = make.browser(make.person(Role.HR, unit=scene.unit))
    assert first.number in hr.get("/training-certificates").get_data(as_text=True)
    assert (
        send(hr, "/training-certificates/export", {"kind": "completion"})
        .headers["Location"]
        .endswith("?kind=completion")
    )
    assert send(hr, "/training-certificates/export", {"kind": "attendance"}).status_code == 302
    assert run_waiting() == 1
    job = db.session.scalars(select(Job)).one()
    assert job.result is not None
    archive = zipfile.ZipFile(io.BytesIO(files.read(job.result["file_id"])[1]))
    names = archive.namelist()
    assert names[0].startswith("training-certificates/HT-T-2026-000002_")
    assert names[1:] == ["register.xlsx"]
    lines = list(load_workbook(io.BytesIO(archive.read("register.xlsx"))).worksheets[0].iter_rows(values_only=True))
    assert len(lines) == 2
    db.session.rollback()
    send(hr, f"/training-certificates/{second.id}/withdrawal", {"reason": ""})
    assert _issued()[1].withdrawal is None
    assert (
        send(hr, f"/training-certificates/{second.id}/withdrawal", {"reason": "Issued by mistake"}).status_code == 302
    )
    assert _issued()[1].withdrawal is not None


def _erase_and_check(make: Factory, holder: Person, one: TrainingCertificate, paper: bytes) -> None:
    """The holder's data go with their person; a stump stays that anybody can check, by code and by the paper they kept."""
    hr, sha256 = make.person(Role.HR, everywhere=True), hashlib.sha256(paper).hexdigest()
    assert files.store().get(sha256) == paper
    with transaction() as session:
        gone = session.get_one(Person, holder.id)
        record_leaving(person=gone, last_day=clock.today(), reason="moved", actor=hr, at=clock.now())
        person_erased(PersonErased(person_id=holder.id, actor=hr, at=clock.now()))
    stump = _issued()[0]
    assert (is_erased(stump.face), holder.name_zh in str(stump.face)) == (True, False)
    assert not files.store().filesystem.exists(files.store().path(sha256))
    desk, stranger = make.browser(hr), make.browser(make.person())
    for client, address in ((stranger, f"/v/{one.code}"), (desk, f"/training-certificates/{one.id}")):
        page = client.get(address).get_data(as_text=True)
        assert one.number in page
        assert "no longer kept" in page
        assert holder.name_zh not in page
    assert desk.get(f"/training-certificates/{one.id}/pdf").status_code == 422
    check = check_file(paper, clock.today())
    assert (check.verdict, check.as_dict()["holder"], check.differing) == (Verdict.GENUINE, "erased", ())
    rollback()
    assert send(desk, "/training-certificates/export", {}).status_code == 302
    assert run_waiting() == 1
    job = db.session.scalars(select(Job)).one()
    assert job.result is not None
    assert "data were erased" in job.result["problems"][0]
    rollback()


def test_a_course_completed_online_gives_one_by_itself_once(make: Factory) -> None:
    lessons = write("acid", text("one", minutes=20), text("two", minutes=25))
    learner, author = make.person(Role.LEARNER), make.browser(make.person(Role.TRAINER))
    other = make.person(Role.LEARNER)
    assert send(author, "/authoring/courses/acid/certificate", {**ONLINE}).status_code == 302
    for lesson in lessons:
        with transaction():
            complete_lesson(lesson_id=lesson, actor=learner, at=clock.now())
    (one,) = _issued()
    assert (one.person_id, one.kind, one.hours) == (learner.id, "completion", Decimal("1.0"))
    page = make.browser(learner).get("/my/training-certificates").get_data(as_text=True)
    assert "Leak detection" in page
    paper = make.browser(learner).get(f"/training-certificates/{one.id}/pdf").data
    _erase_and_check(make, learner, one, paper)
    # Where a course says nothing, nobody gets any.
    write("silent", text("only"))
    lesson = write("silent", text("only", en="Anew"))[0]
    with transaction():
        complete_lesson(lesson_id=lesson, actor=other, at=clock.now())
    assert len(_issued()) == 1
    assert "No training certificate yet" in make.browser(other).get("/my/training-certificates").get_data(as_text=True)
