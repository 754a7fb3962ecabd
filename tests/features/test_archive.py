"""The training archive: who sees it, what stands in it, and that taking it out is on record."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, select

from courses.models import Course, CourseCompletion, CourseVersion
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import AuditLine
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.mentoring.models import LogEntry, Pairing
from lms.people.models import Person, Unit
from lms.reports.queries.archive import get_archive
from tests.archives import Ids, fill_archive
from tests.browsing import send
from tests.factories import Factory

pytestmark = pytest.mark.one_database


@dataclass(frozen=True)
class Scene:
    """A learner with a full archive, and those around them."""

    learner: Person
    mentor: Person
    assessor: Person
    supervisor: Person
    elsewhere: Unit
    ids: Ids


@pytest.fixture
def scene(make: Factory) -> Scene:
    here, elsewhere = make.unit(), make.unit()
    learner = make.person(Role.LEARNER, unit=here, employee_no="E7001", name_zh="王䶮", name_latin="Wang Yan")
    mentor = make.person(Role.MENTOR, unit=elsewhere, name_zh="李明", name_latin="Li Ming")
    assessor = make.person(Role.ASSESSOR, unit=here, name_zh="陈考", name_latin="Chen Kao")
    supervisor = make.person(Role.SUPERVISOR, unit=here, name_zh="赵主管", name_latin="Zhao Zhuguan")
    ids = fill_archive(learner, mentor=mentor, assessor=assessor, supervisor=supervisor)
    return Scene(learner, mentor, assessor, supervisor, elsewhere, ids)


def _path(person: Person) -> str:
    return f"/people/{person.id}/archive"


def test_own_archive_shows_every_kind_with_its_evidence(make: Factory, scene: Scene) -> None:
    browser = make.browser(scene.learner)
    answer = browser.get(_path(scene.learner))
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    for words in (
        "Technician track", "Pre-job training", "Electrical safety", "Post certification, theory", "86%, passed",
        "62%, not passed", "Leak test of a cooling circuit", "Returned", "Revoked", "Signed for the wrong person.",
        "88.5%, passed", "by Chen Kao", "Technical mentor, since 6 Jan 2026", "Culture mentor, 6 Jan 2026 to 1 Feb 2026",
        "January 2026", "2 entries", "HT-2026-000007", "Reinstated", "85.8%", "More practice with the analyser.",
    ):  # fmt: skip
        assert words in page, words
    assert "A private text" not in page
    for link in (
        f"/attempts/{scene.ids.attempts[1]}/result", f"/enrolments/{scene.ids.enrolment}/result",
        f"/certificates/{scene.ids.certificate}", f"/practicals/{scene.learner.id}/leak-test",
    ):  # fmt: skip
        assert f'href="{link}"' in page, link


def test_the_links_of_an_archive_open(make: Factory, scene: Scene) -> None:
    import re

    for reader in (scene.learner, scene.mentor, scene.supervisor):
        browser = make.browser(reader)
        main = browser.get(_path(scene.learner)).get_data(as_text=True).split("<main")[1].split("</main>")[0]
        links = set(re.findall(r'href="(/[^"#]*)', main))
        assert len(links) > 8
        statuses = {link: browser.get(link.replace("&amp;", "&")).status_code for link in links}
        assert {link: status for link, status in statuses.items() if status != 200} == {}, reader.display_name


def test_filters_by_kind_and_year(make: Factory, scene: Scene) -> None:
    browser = make.browser(scene.learner)
    page = browser.get(_path(scene.learner) + "?kind=exam").get_data(as_text=True)
    assert "Post certification, theory" in page
    assert "Leak test" not in page
    assert " of 50 points" in page
    page = browser.get(_path(scene.learner) + "?year=2025").get_data(as_text=True)
    assert "No entry fits" in page


@pytest.mark.parametrize("role", [Role.LEARNER, Role.TRAINER, Role.ASSESSOR, Role.ADMIN, Role.MENTOR])
def test_somebody_elses_archive_is_not_there(make: Factory, scene: Scene, role: Role) -> None:
    stranger = make.person(role, unit=db.session.get(Unit, scene.learner.unit_id))
    browser = make.browser(stranger)
    for page in ("", f"/exams/{scene.ids.attempts[0]}", f"/courses/{scene.ids.completion}"):
        assert browser.get(_path(scene.learner) + page).status_code == 404
    assert send(browser, _path(scene.learner) + "/pdf").status_code == 404
    assert db.session.scalar(select(AuditLine).where(AuditLine.action == "archive.exported")) is None
    assert browser.get(_path(stranger)).status_code == 200


def test_who_is_not_signed_in_is_sent_to_sign_in(app: Flask, scene: Scene) -> None:
    assert app.test_client().get(_path(scene.learner)).status_code == 302


def test_supervisors_see_their_units_only(make: Factory, scene: Scene) -> None:
    assert make.browser(scene.supervisor).get(_path(scene.learner)).status_code == 200
    other = make.person(Role.SUPERVISOR, unit=scene.elsewhere)
    assert make.browser(other).get(_path(scene.learner)).status_code == 404


def test_a_mentor_sees_a_mentee_while_the_pairing_lasts(make: Factory, scene: Scene) -> None:
    browser = make.browser(scene.mentor)
    page = browser.get(_path(scene.learner)).get_data(as_text=True)
    assert "Wang Yan" in page
    assert f'href="{_path(scene.learner)}/exams/{scene.ids.attempts[0]}"' in page
    figures = browser.get(f"{_path(scene.learner)}/exams/{scene.ids.attempts[0]}").get_data(as_text=True)
    assert "31 of 50" in figures
    assert "Safety" in figures
    with transaction() as session:
        for pairing in session.scalars(select(Pairing).where(Pairing.mentor_id == scene.mentor.id)):
            pairing.ended_on = clock.today()
    assert browser.get(_path(scene.learner)).status_code == 404


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.HR])
def test_auditor_and_hr_read_everywhere(make: Factory, scene: Scene, role: Role) -> None:
    reader = make.person(role, everywhere=True)
    browser = make.browser(reader)
    assert browser.get(_path(scene.learner)).status_code == 200
    page = browser.get(f"/people/{scene.learner.id}").get_data(as_text=True)
    assert f'href="{_path(scene.learner)}"' in page


def test_links_on_profile_and_person_page(make: Factory, scene: Scene) -> None:
    assert f'href="{_path(scene.learner)}"' in make.browser(scene.learner).get("/me").get_data(as_text=True)
    admin = make.person(Role.ADMIN, everywhere=True)
    page = make.browser(admin).get(f"/people/{scene.learner.id}").get_data(as_text=True)
    assert "Wang Yan" in page
    assert _path(scene.learner) not in page


def test_evidence_belongs_to_the_person_of_the_address(make: Factory, scene: Scene) -> None:
    hr = make.browser(make.person(Role.HR, everywhere=True))
    other = make.person(Role.LEARNER)
    assert hr.get(f"{_path(other)}/exams/{scene.ids.attempts[0]}").status_code == 404
    assert hr.get(f"{_path(other)}/courses/{scene.ids.completion}").status_code == 404
    page = hr.get(f"{_path(scene.learner)}/courses/{scene.ids.completion}").get_data(as_text=True)
    assert "Isolate and tag" in page


def _statements(person_id: int) -> int:
    db.session.rollback()
    count = 0

    def one_more(*_args: object) -> None:
        nonlocal count
        count += 1

    event.listen(db.engine, "before_cursor_execute", one_more)
    try:
        get_archive(person_id, clock.today())
    finally:
        event.remove(db.engine, "before_cursor_execute", one_more)
    return count


def test_reading_takes_fourteen_statements_however_much_there_is(scene: Scene) -> None:
    before = _statements(scene.learner.id)
    with transaction() as session:
        for n in range(30):
            course = Course(
                code=f"more-{n}", category="safety", delivery="online", added_at=clock.now(),
                title=Bilingual("课", "Course"), summary=Bilingual("课", "Course"),
            )  # fmt: skip
            version = CourseVersion(course=course, number=1, published_at=clock.now())
            session.add_all([course, version])
            session.flush()
            session.add(CourseCompletion(person_id=scene.learner.id, version_id=version.id, completed_at=clock.now()))
            session.add(
                LogEntry(
                    person_id=scene.learner.id,
                    day=date(2025, 1 + n % 12, 1 + n),
                    cases="x",
                    ideas="",
                    learned="x",
                    written_at=clock.now(),
                )
            )
    archive = get_archive(scene.learner.id, clock.today())
    assert archive.courses_completed == 31
    assert archive.log_entries == 33
    assert _statements(scene.learner.id) == before <= 15  # with BEGIN


def _text(content: bytes, folder: Path) -> str:
    path = folder / "archive.pdf"
    path.write_bytes(content)
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Wang Yan", "王䶮", "Training archive", "Electrical safety", "86%", "62%", "88.5%", "85.8%", "Chen Kao",
                "Li Ming", "Zhao Zhuguan", "HT-2026-000007", "Returned", "Revoked", "16 Feb 2026", "Page 1 of"]),
        ("zh", ["王䶮", "Wang Yan", "培训档案", "电气安全", "86%", "62%", "88.5%", "85.8%", "陈考", "李明", "赵主管",
                "HT-2026-000007", "2026年2月16日", "退回", "已撤销", "共"]),
    ],
)  # fmt: skip
def test_the_pdf_holds_the_record_in_the_readers_language(
    make: Factory, scene: Scene, tmp_path: Path, language: str, words: list[str]
) -> None:
    browser = make.browser(scene.supervisor)
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    answer = send(browser, _path(scene.learner) + "/pdf")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert "attachment" in answer.headers["Content-Disposition"]
    text = _text(answer.data, tmp_path)
    assert [word for word in words if word not in text] == [], text[:300]
    assert (" / 50 " in text, " / 50.0" in text) == (True, False)
    line = db.session.scalar(select(AuditLine).where(AuditLine.action == "archive.exported"))
    assert line is not None
    assert (line.actor_id, line.subject_type, line.subject_id) == (scene.supervisor.id, "person", str(scene.learner.id))
    assert line.detail == {"language": language}


def test_a_character_that_no_font_has_is_refused_in_words(make: Factory, scene: Scene) -> None:
    odd = make.person(Role.LEARNER, name_zh="王\U00031350", name_latin="Wang")
    answer = send(make.browser(odd), _path(odd) + "/pdf")
    assert answer.status_code == 422
    assert "U+31350" in answer.get_data(as_text=True)
    assert db.session.scalar(select(AuditLine).where(AuditLine.action == "archive.exported")) is None


def test_an_empty_archive_says_what_will_come(make: Factory) -> None:
    person = make.person(Role.LEARNER)
    browser = make.browser(person)
    assert "Nothing on record yet" in browser.get(_path(person)).get_data(as_text=True)
    assert send(browser, _path(person) + "/pdf").data.startswith(b"%PDF")
