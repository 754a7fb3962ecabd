"""A practical task opens with its stage: until then it is shown as later, and nobody signs it off."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from assessments.models import SignOff
from lms.core.db import db
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.mentoring_scene import TASK, Scene, sign, sign_off_path
from tests.features.staged_scene import fulfil_the_task, reach_the_task, set_staged_scene, stages_passed

OPENING = "Opens with stage 2, Shadowing"


@pytest.fixture
def scene(make: Factory) -> Scene:
    return set_staged_scene(make)


def signed() -> int:
    found = db.session.scalar(select(func.count(SignOff.id))) or 0
    db.session.rollback()
    return found


def test_a_task_of_a_later_stage_is_not_signed_off(scene: Scene) -> None:
    mentor = scene.make.browser(scene.technical)
    for answer in (mentor.get(sign_off_path(scene.learner)), sign(mentor, scene.learner)):
        assert answer.status_code == 422
        words = answer.get_data(as_text=True)
        assert "opens with stage 2, “Shadowing”, which Li Xiaotong has not reached yet" in words
    chinese = mentor.get(sign_off_path(scene.learner), headers={"Accept-Language": "zh-CN"}).get_data(as_text=True)
    assert "第 2 阶段“跟岗实习”" in chinese
    assert signed() == 0


def test_the_lists_say_with_which_stage_it_opens(scene: Scene) -> None:
    learner, mentor = scene.make.browser(scene.learner), scene.make.browser(scene.technical)
    task = f"/practicals/{scene.learner.id}/{TASK}"
    for browser, path in ((learner, "/practicals"), (learner, task), (mentor, "/mentees"), (mentor, task),
                          (mentor, f"/mentees/{scene.learner.id}")):  # fmt: skip
        page = browser.get(path).get_data(as_text=True)
        assert OPENING in page, path
        assert sign_off_path(scene.learner) not in page, path


def test_it_opens_with_its_stage(scene: Scene) -> None:
    reach_the_task(scene)
    learner, mentor = scene.make.browser(scene.learner), scene.make.browser(scene.technical)
    assert OPENING not in learner.get("/practicals").get_data(as_text=True)
    assert sign_off_path(scene.learner) in mentor.get("/mentees").get_data(as_text=True)
    assert sign(mentor, scene.learner).status_code == 302
    assert signed() == 1


def test_days_without_an_entry_are_counted_where_the_stage_asks_for_the_log(scene: Scene, fixed_clock: Clock) -> None:
    mentor = scene.make.browser(scene.technical)
    fixed_clock.forward(days=4)
    assert "days without an entry" in mentor.get("/mentees").get_data(as_text=True)
    reach_the_task(scene)
    fixed_clock.forward(days=8)
    page = mentor.get("/mentees").get_data(as_text=True)
    assert "Shadowing" in page
    assert "without an entry" not in page


def test_it_stays_open_after_its_stage(scene: Scene) -> None:
    reach_the_task(scene)
    fulfil_the_task(scene)
    assert stages_passed() == 2
    again = sign(scene.make.browser(scene.technical), scene.learner, mode="independent", form_token="token-0009")
    assert again.status_code == 302
    assert signed() == 4
