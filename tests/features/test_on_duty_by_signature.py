"""The end of a programme by signature, and the development plan that it opens."""

from __future__ import annotations

import copy
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.core.notices import Notice
from lms.onboarding.actions.programmes import publish_programme
from lms.onboarding.models import Enrolment, Outcome
from lms.people.models import Person
from lms.plans.models import DevelopmentPlan
from tests.browsing import fields_of, send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.onboarding_scene import PROGRAMME, Onboarding, set_scene


@pytest.fixture
def scene(app: Flask, make: Factory) -> Onboarding:
    return set_scene(make)


def asked(person: Person) -> list[int]:
    query = select(Notice.id).where(Notice.recipient_id == person.id, Notice.kind == "onboarding.sign_on_duty")
    found = list(db.session.scalars(query))
    db.session.rollback()
    return found


def test_on_duty_by_signature_opens_a_plan_that_both_agree_to(
    app: Flask, scene: Onboarding, fixed_clock: Clock
) -> None:
    signed = {**copy.deepcopy(PROGRAMME), "policy": {"on_duty": "signature", "signers": ["supervisor"]}}
    with transaction():
        publish_programme(data=signed, actor=System(), at=clock.now())
        db.session.flush()
    scene.reach_the_last_stage()
    to_day = (clock.today() + timedelta(days=30)).isoformat()
    look = scene.make.browser(scene.hr).get(f"/intakes/{scene.cohort_id}/move?to_day={to_day}").get_data(as_text=True)
    assert "1 person has passed stages already." in look  # a move does not touch what is behind somebody
    with transaction():
        db.session.get_one(Enrolment, scene.enrolment_id).version_id = 2
    scene.complete("safety")
    scene.sit(90)
    scene.examine(9)
    scene.rate(5)
    assert db.session.scalar(select(Outcome.id)) is None
    db.session.rollback()
    assert len(asked(scene.supervisor)) == 1
    decide = f"/enrolments/{scene.enrolment_id}/decide"
    form = {"kind": "on_duty", "reason": "Works carefully and alone", "signed": "y"}
    manager = scene.make.browser(scene.make.person(Role.MANAGER, unit=scene.unit))
    assert "somebody else&#39;s signature" in send(manager, decide, form).get_data(as_text=True)
    supervisor = scene.make.browser(scene.supervisor)
    assert send(supervisor, decide, form).status_code == 302
    outcome = db.session.scalars(select(Outcome)).one()
    assert (outcome.kind, outcome.decided_by) == ("on_duty", scene.supervisor.id)
    assert db.session.scalars(select(DevelopmentPlan.person_id)).one() == scene.learner.id
    db.session.rollback()
    learner, base = scene.make.browser(scene.learner), f"/people/{scene.learner.id}/development"
    assert "development plan" in learner.get("/").get_data(as_text=True)
    goal = {"phase": "1", "text": "Handle refrigerant alone", "measure": "Ten orders without a call-back",
            "due_on": (clock.today() + timedelta(days=80)).isoformat()}  # fmt: skip
    assert send(learner, f"{base}/goals", {**goal, "due_on": "2020-01-01"}).status_code == 422
    assert "the day lies from 2 Mar 2026 to 2 Sep 2026." in send(learner, f"{base}/goals", {**goal, "due_on": ""}).text
    send(learner, f"{base}/goals", goal)
    send(learner, f"{base}/agree", fields_of(learner.get("/development").text))
    assert "Not agreed yet by: The supervisor." in supervisor.get(base).get_data(as_text=True)
    open_before = fields_of(supervisor.get(base).text)
    fixed_clock.forward(days=1)
    send(learner, f"{base}/goals", {**goal, "text": "Mentor a colleague"})
    stale = send(supervisor, f"{base}/agree", {"seen": open_before["seen"]}, follow=True).text
    assert (
        "The goals were changed meanwhile: read them, then agree." in stale
    )  # nobody agrees to goals they have not read
    assert stale.count("Not yet") == 2
    send(supervisor, f"{base}/agree", fields_of(supervisor.get(base).text))
    assert "agreed to the goals as they stand" in send(supervisor, f"{base}/agree", {"seen": ""}, follow=True).text
    send(learner, f"{base}/agree", fields_of(learner.get("/development").text))
    fixed_clock.forward(days=1)
    send(supervisor, f"{base}/goals", {**goal, "text": "Teach a class"})
    assert "both sides" in learner.get("/development").get_data(as_text=True)  # a new goal asks both anew
    assert "Say why the goal is given up." in send(learner, f"{base}/goals/2/drop", {"reason": " "}, follow=True).text
    for number in (2, 3):
        send(learner, f"{base}/goals/{number}/drop", {"reason": "Too early"})
    review = {"held_on": clock.today().isoformat(), "summary": "Good start", "state-1": "on_way"}
    assert send(supervisor, f"{base}/reviews", {**review, "state-1": "flying"}).status_code == 422
    early = send(supervisor, f"{base}/reviews", {**review, "held_on": "2026-01-01"}).text
    assert "The talk was held between 2 Mar 2026 and today." in early
    assert "Good start" in early
    send(supervisor, f"{base}/reviews", review)
    page = learner.get("/development").get_data(as_text=True)
    for words in ("Good start", "Too early", "On the way"):
        assert words in page, words
    assert "Li Xiaotong" in supervisor.get("/development/plans").get_data(as_text=True)
    assert "Handle refrigerant alone" in supervisor.get(f"/people/{scene.learner.id}/archive").get_data(as_text=True)
    assert scene.make.browser(scene.culture).get(base).status_code == 404
    fixed_clock.forward(days=90)
    assert "Overdue" in learner.get("/development").text  # whatever was said of the goal in spring
    technical = f"/people/{scene.technical.id}/development"
    send(supervisor, technical, {})
    assert "You are on duty" not in scene.make.browser(scene.technical).get("/notices").text
    assert "Your supervisor has opened a development plan" in scene.make.browser(scene.technical).get("/notices").text
