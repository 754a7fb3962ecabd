"""Everybody's first page: there for each role in both languages, and no dearer with more people."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from courses.models import Course
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import AuditLine, System
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.core.jobs import Job
from lms.core.mail import Letter
from lms.kpis.models import Subject
from lms.onboarding.actions.intakes import enrol, open_intake
from lms.onboarding.actions.programmes import publish_programme
from lms.people.actions.accounts import put_failure_on_record
from lms.people.audit_cli import verify
from lms.people.models import Unit
from lms.people.queries.people import get_person
from lms.reports.actions.exports import record_export
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.counting import statements
from tests.features.onboarding_scene import PROGRAMME, Onboarding, set_scene
from tests.features.survey_scene import ask, reply, ship


@pytest.fixture
def scene(app: Flask, make: Factory) -> Onboarding:
    return set_scene(make)


def statements_of(browser: FlaskClient) -> int:
    """How many statements the home page takes, once the process has read what never changes."""
    browser.get("/")
    with statements() as asked:
        assert browser.get("/").status_code == 200
    return sum(not statement.startswith("BEGIN") for statement in asked)


@pytest.mark.parametrize(("language", "title"), [("en", "Today"), ("zh-CN", "今天")])
@pytest.mark.parametrize("role", list(Role))
def test_each_role_has_a_home(scene: Onboarding, make: Factory, role: Role, language: str, title: str) -> None:
    scene.enrol()
    browser = make.browser(make.person(role, unit=scene.unit))
    answer = browser.get("/", headers={"Accept-Language": language})
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert f'lang="{language}"' in page
    assert f"<title>{title}" in page


def test_a_questionnaire_that_waits_stands_on_the_home_page(scene: Onboarding, make: Factory) -> None:
    scene.enrol()
    ship()
    browser = make.browser(scene.learner)
    assert "Your answer is wanted" not in text_of(browser)
    number = ask(scene.learner)
    page = text_of(browser)
    assert "Your answer is wanted" in page
    assert "Feedback on the training" in page
    assert statements_of(browser) <= 12
    reply(number)
    assert "Your answer is wanted" not in text_of(browser)


def test_nothing_waiting_is_not_called_done(scene: Onboarding, make: Factory) -> None:
    scene.enrol()
    page = make.browser(scene.technical).get("/", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert "All done" not in page
    assert "Nothing waiting" in page


def test_a_learner_s_home_takes_few_statements_however_many_learn(scene: Onboarding, make: Factory) -> None:
    scene.enrol()
    browser = make.browser(scene.learner)
    alone = statements_of(browser)
    assert alone <= 10
    scene.enrol(*(make.person(Role.LEARNER, unit=scene.unit) for _ in range(12)))
    assert statements_of(browser) == alone
    scene.complete("safety")
    scene.complete("rules")
    assert statements_of(browser) <= 12  # the last stage asks for exams, ratings and rubrics


@pytest.mark.parametrize("who", ["technical", "supervisor", "hr"])
def test_a_home_of_staff_takes_no_more_statements_for_more_learners(scene: Onboarding, make: Factory, who: str) -> None:
    scene.enrol()
    browser = make.browser(getattr(scene, who))
    few = statements_of(browser)
    scene.enrol(*(make.person(Role.LEARNER, unit=scene.unit) for _ in range(6)))
    assert statements_of(browser) == few


def test_stages_are_kept_by_version(scene: Onboarding, make: Factory, fixed_clock: Clock) -> None:
    scene.enrol()
    first = make.browser(scene.learner).get("/", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert "Pre-job training" in first
    fixed_clock.forward(days=1)
    stages = [{**PROGRAMME["stages"][0], "title": {"zh": "起步", "en": "First steps"}}, PROGRAMME["stages"][1]]
    later = make.person(Role.LEARNER, unit=scene.unit)
    with transaction():
        version = publish_programme(data={**PROGRAMME, "stages": stages}, actor=System(), at=clock.now())
        cohort = open_intake(
            title=Bilingual("夏季", "Summer"), version=version, unit=db.session.get_one(Unit, scene.unit.id),
            starts_on=clock.today(), actor=System(), at=clock.now(),
        )  # fmt: skip
        enrol(cohort=cohort, people=[get_person(later.id)], actor=System(), at=clock.now())
    second = make.browser(later).get("/", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert "First steps" in second
    assert "Pre-job training" not in second


def text_of(browser: FlaskClient) -> str:
    return browser.get("/", headers={"Accept-Language": "en"}).get_data(as_text=True)


def test_hr_sees_the_first_thing_once(scene: Onboarding, make: Factory) -> None:
    make.person(Role.LEARNER, unit=scene.unit, hired_on=clock.today())
    page = text_of(make.browser(scene.hr))
    assert page.count("no programme yet") == 1


def test_an_administrator_sees_what_went_wrong(scene: Onboarding, make: Factory) -> None:
    admin = make.person(Role.ADMIN, unit=scene.unit, everywhere=True)
    browser = make.browser(admin)
    page = text_of(browser)
    for calm in ("Nobody failed to sign in.", "No job failed.", "Every letter went out."):
        assert calm in page
    now = clock.now()
    put_failure_on_record(person_id=scene.learner.id, username="someone", reason="password", at=now)
    with transaction() as session:
        session.add(Job(kind="certificates.export", arguments={}, asked_at=now, failed_at=now, error="crashed"))
        session.add(
            Letter(
                address="a@example.org", language="en", subject="Your first day", body="…", written_at=now, not_before=now,
                attempts=9, error="mailbox full", given_up_at=now,
            )
        )  # fmt: skip
    page = text_of(browser)
    for words in (
        "Li Xiaotong",
        "Sign-in failed",
        "Export of certificates",
        "Your first day",
        "mailbox full",
        "Sending stopped",
    ):
        assert words in page
    assert "accounts never used" in page
    assert statements_of(browser) <= 12


def test_an_auditor_sees_the_chain_and_what_left_the_house(scene: Onboarding, make: Factory) -> None:
    browser = make.browser(make.person(Role.AUDITOR, unit=scene.unit, everywhere=True))
    page = text_of(browser)
    assert "Never checked" in page
    assert "Nothing was taken out or taken back yet." in page
    assert CliRunner().invoke(verify, []).exit_code == 0
    with transaction():
        record_export(person_id=scene.learner.id, language="en", actor=scene.hr, at=clock.now())
    page = text_of(browser)
    assert "Whole" in page
    assert "1 line since then" in page
    assert page.count("Archive taken out") == 2  # among the exports, and newest of all
    assert statements_of(browser) <= 12
    with transaction() as session:
        session.execute(update(AuditLine).where(AuditLine.seq == 1).values(action="forged"))
    assert CliRunner().invoke(verify, []).exit_code == 1
    assert "1 place does not hold" in text_of(browser)


def test_a_trainer_sees_what_of_theirs_is_read(scene: Onboarding, make: Factory) -> None:
    trainer = make.person(Role.TRAINER, unit=scene.unit)
    scene.enrol()
    browser = make.browser(trainer)
    assert "Read in my courses" not in text_of(browser)
    with transaction() as session:
        session.execute(update(Course).where(Course.code == "safety").values(owner_id=trainer.id))
    scene.complete("safety")
    page = text_of(browser)
    assert "Read in my courses in the last 30 days" in page
    assert "2 lessons completed" in page
    assert "1 reader" in page
    assert statements_of(browser) <= 12


def test_whoever_has_work_orders_finds_their_figures_and_their_card(make: Factory) -> None:
    technician, newcomer = make.person(Role.LEARNER), make.person(Role.LEARNER)
    with transaction() as session:
        session.add(Subject(level="technician", source="desk", key="A7", person_id=technician.id))
    page = make.browser(technician).get("/").text
    assert 'href="/kpis/mine"' in page.split("<main")[1]
    assert 'href="/kpi-card"' in page.split("<main")[1]
    assert "/kpis/mine" not in make.browser(newcomer).get("/").text
