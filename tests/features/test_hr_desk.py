"""HR's desk: the next step goes when it is done, and a person's page leads to all that concerns them."""

import pytest
from flask import Flask

from lms.core import clock
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.core.jobs import run_waiting
from lms.onboarding.actions.progress import leave
from lms.people.models import Person
from tests.browsing import send
from tests.factories import Factory
from tests.features.onboarding_scene import Onboarding, set_scene


@pytest.fixture
def scene(app: Flask, make: Factory) -> Onboarding:
    return set_scene(make)


def _pass(scene: Onboarding) -> None:
    scene.complete("safety")
    scene.complete("rules")
    scene.sit(95)
    scene.examine(10)
    scene.rate(5)


def test_certificates_to_export_stand_on_hr_s_home_until_they_are_exported(scene: Onboarding) -> None:
    scene.enrol()
    hr = scene.make.browser(scene.hr)
    assert "not exported yet" not in hr.get("/").get_data(as_text=True)
    _pass(scene)
    assert "1 certificate not exported yet" in hr.get("/").get_data(as_text=True)
    send(hr, "/certificates/export", {"what": "all", "cohort": str(scene.cohort_id)})
    assert "1 certificate not exported yet" in hr.get("/").get_data(as_text=True)  # asked for, not made yet
    run_waiting()
    assert "not exported yet" not in hr.get("/").get_data(as_text=True)


def test_a_person_s_page_leads_to_programme_and_mentors(scene: Onboarding) -> None:
    enrolment_id = scene.enrol()
    path = f"/people/{scene.learner.id}"
    page = scene.make.browser(scene.hr).get(path).get_data(as_text=True)
    for href in (f"/enrolments/{enrolment_id}", f"/mentees/{scene.learner.id}", f"{path}/mentors"):
        assert f'href="{href}"' in page
    assert "Own records only" in page
    page = scene.make.browser(scene.supervisor).get(path).get_data(as_text=True)
    assert f'href="/enrolments/{enrolment_id}"' in page
    assert f'href="{path}/mentors"' not in page


def test_who_left_is_found_on_request_and_gets_no_link(scene: Onboarding) -> None:
    hr = scene.make.browser(scene.hr)
    with transaction():
        db.session.get_one(Person, scene.learner.id).left_on = clock.today()
    assert scene.learner.employee_no not in hr.get("/people").get_data(as_text=True)
    assert "left on" in hr.get(f"/people?gone=1&q={scene.learner.employee_no}").get_data(as_text=True)
    path = f"/people/{scene.learner.id}"
    assert "sign-in-link" not in hr.get(path).get_data(as_text=True)
    refused = send(hr, f"{path}/sign-in-link")
    assert refused.status_code == 422
    assert "has left" in refused.get_data(as_text=True)


def test_no_mentor_chosen_is_not_told_as_done(scene: Onboarding) -> None:
    scene.enrol(mentors=False)
    answer = send(scene.make.browser(scene.hr), f"/intakes/{scene.cohort_id}/mentors", {}, follow=True)
    assert "No mentor was chosen" in answer.get_data(as_text=True)


def test_the_stage_in_which_somebody_left_is_not_called_unreached(scene: Onboarding) -> None:
    scene.reach_the_last_stage()
    with transaction():
        leave(person_id=scene.learner.id, reason="Resigned.", actor=System(), at=clock.now())
    board = scene.make.browser(scene.hr).get(f"/intakes/{scene.cohort_id}").get_data(as_text=True)
    assert "Not finished" in board
    assert "Not reached" not in board
    page = scene.make.browser(scene.hr).get(f"/enrolments/{scene.enrolment_id}").get_data(as_text=True)
    assert "Not finished" in page
    assert "Certification theory" in page  # by its title, not by its code
