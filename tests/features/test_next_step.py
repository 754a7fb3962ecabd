"""What a first page puts first: whatever cannot wait, and straight to the place."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from assessments.models import Attempt, Exam, PracticalTask, SignOff
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.core.notices import Notice, Recipient, notify
from lms.mentoring.standing import MenteeStanding
from lms.onboarding.actions.intakes import enrol, open_intake
from lms.onboarding.actions.programmes import publish_programme
from lms.people.models import Unit
from lms.people.queries.people import get_person
from tests.factories import Factory
from tests.features.mentoring_scene import TASK
from tests.features.onboarding_scene import PROGRAMME, set_scene
from tests.features.staged_scene import set_staged_scene


def test_the_exam_whose_clock_runs_comes_before_the_lesson(app: Flask, make: Factory) -> None:
    scene = set_scene(make)
    learner = make.person(Role.LEARNER, unit=scene.unit)
    learn, certify = PROGRAMME["stages"]
    contents = [*learn["contents"], {"kind": "exam", "ref": "certification"}]
    with transaction():
        version = publish_programme(
            data={**PROGRAMME, "stages": [{**learn, "contents": contents}, certify]}, actor=System(), at=clock.now()
        )
        cohort = open_intake(
            title=Bilingual("夏季", "Summer"), version=version, unit=db.session.get_one(Unit, scene.unit.id),
            starts_on=clock.today(), actor=System(), at=clock.now(),
        )  # fmt: skip
        enrol(cohort=cohort, people=[get_person(learner.id)], actor=System(), at=clock.now())
    browser = make.browser(learner)
    before = browser.get("/", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert "Start learning" in before
    assert "Back to the exam" not in before
    with transaction() as session:
        exam = session.query(Exam).one()
        session.add(
            Attempt(
                exam_id=exam.id, blueprint_id=exam.blueprint_id, person_id=learner.id, started_at=clock.now(),
                deadline=clock.now() + timedelta(minutes=60), pass_mark=exam.pass_mark, points=100,
            )
        )  # fmt: skip
    during = browser.get("/", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert "Back to the exam" in during
    assert "Start learning" not in during


@pytest.mark.parametrize(("day", "words"), [(10, "Stage, day 10 of 10"), (11, "Stage, day 11 (10 were planned)")])
def test_a_day_past_the_plan_is_told_as_such(app: Flask, day: int, words: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert MenteeStanding(Bilingual("阶段", "Stage"), day, 10, late=day > 10).words == words


def test_the_bell_counts_what_was_not_opened_yet(app: Flask, make: Factory) -> None:
    person = make.person(Role.LEARNER)
    browser = make.browser(person)
    english = {"Accept-Language": "en"}
    assert "unread" not in browser.get("/me", headers=english).get_data(as_text=True)
    with transaction():
        for _ in range(2):
            notify(Recipient(person.id, "en", None), "log_answered", link="/log", at=clock.now(), mentor="Wang")
        notify(Recipient(person.id + 1, "en", None), "log_answered", link="/log", at=clock.now(), mentor="Wang")
    assert "Notices, 2 unread" in browser.get("/me", headers=english).get_data(as_text=True)
    with transaction() as session:
        session.query(Notice).filter_by(recipient_id=person.id).update({"read_at": clock.now()})
    assert "unread" not in browser.get("/me", headers=english).get_data(as_text=True)


@pytest.mark.parametrize("passed", [False, True])
def test_a_task_returned_in_another_stage_stands_on_the_home_page(make: Factory, passed: bool) -> None:
    scene = set_staged_scene(make)
    task = db.session.scalars(select(PracticalTask).where(PracticalTask.code == TASK)).one()
    with transaction() as session:
        session.add(
            SignOff(
                task_id=task.id, learner_id=scene.learner.id, signer_id=scene.technical.id, mode="observe",
                passed=passed, results={}, comment="Measure the earth first.", work_order="", photos=[],
                performed_on=clock.today(), signed_at=clock.now(), form_token="before-it-began",
            )
        )  # fmt: skip
    page = make.browser(scene.learner).get("/").get_data(as_text=True)
    assert ("Returned: Measure the earth first." in page) is not passed
    step = re.search(r'<a class="btn sf-big" href="([^"]+)">', page)
    assert step is not None
    assert f'sf-row-link" href="{step[1]}"' not in page
