"""A stage passed says for how many days it was planned when it was passed."""

from __future__ import annotations

import copy
import re
from datetime import timedelta

from flask import Flask

from lms.core import clock
from lms.core.audit import System
from lms.core.db import transaction
from lms.onboarding.actions.programmes import publish_programme
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.onboarding_scene import PROGRAMME, set_scene


def test_a_stage_passed_keeps_the_length_it_was_planned_with(app: Flask, make: Factory) -> None:
    scene = set_scene(make)
    scene.reach_the_last_stage()
    scene.move_to_a_shorter_first_stage(2)
    page = make.browser(scene.supervisor).get(f"/enrolments/{scene.enrolment_id}").get_data(as_text=True)
    assert "Moved to version 2" in page
    assert "planned for 10 days" in page


def test_a_stage_put_in_behind_somebody_makes_nobody_late(app: Flask, make: Factory, fixed_clock: Clock) -> None:
    scene = set_scene(make)
    scene.reach_the_last_stage()
    fixed_clock.forward(days=7)
    more = copy.deepcopy(PROGRAMME)
    more["stages"].insert(0, {
        "code": "drill", "title": {"zh": "演练", "en": "Drill"}, "purpose": {"zh": "", "en": ""}, "days": 5,
        "contents": [{"kind": "talk", "ref": "talk", "minimum": 1}],
    })  # fmt: skip
    with transaction():
        publish_programme(data=more, actor=System(), at=clock.now())
    manager, path = make.browser(scene.hr), "/programmes/technician/versions/1/move"
    until = clock.today() + timedelta(days=4)
    preview = manager.get(path).text
    assert re.search(rf"11 Mar → {until.day} Mar<span[^>]*>Drill<", preview)
    move = {"person": str(scene.enrolment_id), "reason": "A drill first", "signed": "y", "to": "2"}
    assert send(manager, path, move).status_code == 302
    page = make.browser(scene.supervisor).get(f"/enrolments/{scene.enrolment_id}").text
    assert "Day 1 of 5" in page
    assert "late in this stage" not in page
    assert "<b>Coaching talk</b>" in page  # by its name, not by the word that stands for it in the file
    assert "2 Mar 2026 to 2 Mar 2026, planned for 10 days" in page  # what was passed stays where it was
