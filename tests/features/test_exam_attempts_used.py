"""After the last attempt at an exam that a gate asks for: who is told, and how the way goes on."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core.db import db
from lms.core.notices import Notice
from lms.onboarding.models import StagePassage
from lms.people.models import Person
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features import onboarding_scene
from tests.features.onboarding_scene import PROGRAMME, Onboarding

GATED: dict[str, Any] = {
    **PROGRAMME,
    "weights": {"mentor": 100},
    "minimums": {},
    "stages": [
        {
            "code": "professional", "title": {"zh": "专业培训", "en": "Professional training"}, "days": 20,
            "contents": [{"kind": "exam", "ref": "certification", "minimum": 80}],
        },
        {
            "code": "certify", "title": {"zh": "岗位认证", "en": "Post certification"}, "days": 10,
            "contents": [{"kind": "mentor_rating", "ref": "mentor_rating", "part": "mentor"}],
        },
    ],
}  # fmt: skip


@pytest.fixture
def scene(app: Flask, make: Factory, monkeypatch: pytest.MonkeyPatch) -> Onboarding:
    monkeypatch.setattr(onboarding_scene, "PROGRAMME", GATED)
    scene = onboarding_scene.set_scene(make)
    scene.enrol()
    return scene


def told(person: Person, kind: str) -> int:
    found = db.session.scalars(select(Notice.id).where(Notice.recipient_id == person.id, Notice.kind == kind)).all()
    db.session.rollback()
    return len(found)


def fail_all(scene: Onboarding, clock_: Clock) -> None:
    for percent in (70, 75, 60):
        clock_.forward(days=1)
        scene.sit(percent)


def test_nobody_is_asked_while_attempts_are_left(scene: Onboarding, fixed_clock: Clock) -> None:
    fixed_clock.forward(days=1)
    scene.sit(70)
    assert told(scene.supervisor, "onboarding.decide_attempts") == 0


def test_after_the_last_attempt_the_supervisor_is_asked_once(scene: Onboarding, fixed_clock: Clock) -> None:
    fail_all(scene, fixed_clock)
    assert told(scene.supervisor, "onboarding.decide_attempts") == 1
    assert told(scene.learner, "onboarding.attempts_used_up") == 1
    browser = scene.make.browser(scene.supervisor)
    notices = browser.get("/notices").get_data(as_text=True)
    assert "Li Xiaotong has used all attempts at “Certification theory”" in notices
    exam = scene.make.browser(scene.learner).get("/exams/certification").get_data(as_text=True)
    assert "All attempts are used" in exam
    assert "0 of 3" in exam


def test_an_extension_opens_a_new_round_and_the_way_goes_on(scene: Onboarding, fixed_clock: Clock) -> None:
    fail_all(scene, fixed_clock)
    fixed_clock.forward(days=1)
    decision = {"kind": "extend", "days": "7", "reason": "Two weeks with the trainer.", "signed": "y"}
    path = f"/enrolments/{scene.enrolment_id}/decide"
    assert send(scene.make.browser(scene.supervisor), path, decision).status_code == 302
    exam = scene.make.browser(scene.learner).get("/exams/certification").get_data(as_text=True)
    assert "3 of 3" in exam
    fail_all(scene, fixed_clock)
    assert told(scene.supervisor, "onboarding.decide_attempts") == 2
    fixed_clock.forward(days=1)
    assert send(scene.make.browser(scene.supervisor), path, decision).status_code == 302
    fixed_clock.forward(days=1)
    scene.sit(80)
    assert db.session.scalars(select(StagePassage)).one().evidence[0]["mark"] == "80.0"
