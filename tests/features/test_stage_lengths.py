"""A stage passed says for how many days it was planned when it was passed."""

from __future__ import annotations

import copy

import pytest
from flask import Flask

from lms.core import clock
from lms.core.audit import System
from lms.core.db import transaction
from lms.onboarding.actions.programmes import publish_programme
from tests.browsing import send
from tests.factories import Factory
from tests.features.onboarding_scene import PROGRAMME, Onboarding, set_scene


@pytest.fixture
def scene(app: Flask, make: Factory) -> Onboarding:
    return set_scene(make)


def test_a_stage_passed_keeps_the_length_it_was_planned_with(scene: Onboarding) -> None:
    enrolment_id = scene.enrol()
    scene.complete("safety")
    scene.complete("rules")
    shorter = copy.deepcopy(PROGRAMME)
    shorter["stages"][0]["days"] = 2
    with transaction():
        publish_programme(data=shorter, actor=System(), at=clock.now())
    move = {"person": str(enrolment_id), "reason": "Shorter for all", "signed": "y"}
    send(scene.make.browser(scene.hr), "/programmes/technician/versions/1/move", move)
    page = scene.make.browser(scene.supervisor).get(f"/enrolments/{enrolment_id}").get_data(as_text=True)
    assert "Moved to version 2" in page
    assert "planned for 10 days" in page
