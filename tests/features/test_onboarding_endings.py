"""How a programme looks once it is over: no dead links, and how far its unfinished stage had come."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.browsing import in_chinese, send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.onboarding_scene import Onboarding, allow, set_scene


@pytest.fixture
def scene(app: Flask, make: Factory) -> Onboarding:
    return set_scene(make)


def test_an_end_before_the_last_stage_leaves_no_dead_links(scene: Onboarding, fixed_clock: Clock) -> None:
    allow(may_end=True)
    scene.enrol()
    fixed_clock.forward(days=12)
    supervisor, learner, hr = (scene.make.browser(one) for one in (scene.supervisor, scene.learner, scene.hr))
    newcomers = re.findall(r"(\d+) new hires? ha", hr.get("/").text)
    at, why = f"/enrolments/{scene.enrolment_id}", "Passed the rules on safety over, twice."
    send(supervisor, f"{at}/decide", {"kind": "end", "reason": why, "signed": "y"})
    for reader in (supervisor, learner, hr):  # what notices and first pages lead to, though there never was a figure
        page = reader.get(f"{at}/result", follow_redirects=True)
        assert page.status_code == 200
        assert why in page.text
        assert "Expected" not in page.text  # nothing lies ahead any more
        assert "Left the company" not in page.text  # that is for HR to do
        assert "Probation ended" in page.text
    assert "沈主管" in in_chinese(scene.make.browser(scene.hr)).get(at).text.partition("已终止试用")[2]
    assert newcomers == re.findall(
        r"(\d+) new hires? ha", hr.get("/").text
    )  # whose probation has ended needs no programme


def test_an_ended_stage_shows_how_far_the_learner_had_come(scene: Onboarding, fixed_clock: Clock) -> None:
    allow(may_end=True)
    scene.enrol()
    scene.complete("safety")
    fixed_clock.forward(days=12)
    supervisor, learner = scene.make.browser(scene.supervisor), scene.make.browser(scene.learner)
    at = f"/enrolments/{scene.enrolment_id}"
    send(supervisor, f"{at}/decide", {"kind": "end", "reason": "Passed the rules over, twice.", "signed": "y"})
    fixed_clock.forward(days=5)
    scene.complete("rules")  # afterwards: it does not change what was there on the day
    for reader, path in ((supervisor, at), (learner, "/programme"), (in_chinese(scene.make.browser(scene.hr)), at)):
        page = reader.get(path).text
        stage = page[page.index('id="stage-1"') : page.index('id="stage-2"')]
        assert ("Conditions met" in stage) != ("已满足的条件" in stage), path
        assert "<b>1 / 2</b>" in stage, path
        assert ("Completed on 2 Mar" in stage) != ("3月2日" in stage), path
        assert ("Not met" in stage) != ("未达到" in stage), path
        assert "Not met" not in page[page.index('id="stage-2"') :]  # it was not reached
