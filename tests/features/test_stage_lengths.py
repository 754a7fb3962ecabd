"""A stage passed says for how many days it was planned when it was passed."""

from __future__ import annotations

from flask import Flask

from tests.factories import Factory
from tests.features.onboarding_scene import set_scene


def test_a_stage_passed_keeps_the_length_it_was_planned_with(app: Flask, make: Factory) -> None:
    scene = set_scene(make)
    scene.reach_the_last_stage()
    scene.move_to_a_shorter_first_stage(2)
    page = make.browser(scene.supervisor).get(f"/enrolments/{scene.enrolment_id}").get_data(as_text=True)
    assert "Moved to version 2" in page
    assert "planned for 10 days" in page
