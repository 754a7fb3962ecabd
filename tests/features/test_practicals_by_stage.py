"""A practical task opens with its stage: until then it is shown as later, and nobody signs it off."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from assessments.models import SignOff
from lms.core import clock
from lms.core.audit import System
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.onboarding.actions.intakes import enrol, open_intake
from lms.onboarding.actions.programmes import publish_programme
from lms.onboarding.models import StagePassage
from lms.people.models import Unit
from lms.people.queries.people import get_person
from tests.browsing import send
from tests.factories import Factory
from tests.features.mentoring_scene import TASK, Scene, set_scene, sign, sign_off_path

OPENING = "Opens with stage 2, Shadowing"
STAGES = (("learn", "岗前培训", "Pre-job training", "log", "growth-log"), ("shadow", "跟岗实习", "Shadowing", "practical", TASK),
          ("certify", "岗位认证", "Post certification", "mentor_rating", "mentor-rating"))  # fmt: skip


@pytest.fixture
def scene(make: Factory) -> Scene:
    scene = set_scene(make)
    data = {
        "code": "technician", "family": "field", "title": {"zh": "入职培训", "en": "Onboarding"}, "pass_mark": 80,
        "weights": {"mentor": 100}, "minimums": {}, "extension_days": 14,
        "stages": [
            {
                "code": code, "title": {"zh": zh, "en": en}, "days": 10,
                "contents": [{"kind": kind, "ref": ref} | ({"part": "mentor"} if kind == "mentor_rating" else {})],
            }
            for code, zh, en, kind, ref in STAGES
        ],
    }  # fmt: skip
    with transaction() as session:
        version = publish_programme(data=data, actor=System(), at=clock.now())
        cohort = open_intake(
            title=Bilingual("春季", "Spring"), version=version, unit=session.get_one(Unit, scene.unit.id),
            starts_on=clock.today(), actor=System(), at=clock.now(),
        )  # fmt: skip
        enrol(cohort=cohort, people=[get_person(scene.learner.id)], actor=System(), at=clock.now())
    return scene


def pass_the_first_stage(scene: Scene) -> None:
    learner = scene.make.browser(scene.learner)
    page = {"day": clock.today().isoformat(), "cases": "A pump.", "ideas": "", "learned": "Vent first."}
    assert send(learner, "/log", page).status_code == 302
    assert db.session.scalar(select(func.count(StagePassage.id))) == 1
    db.session.rollback()


def signed() -> int:
    found = db.session.scalar(select(func.count(SignOff.id))) or 0
    db.session.rollback()
    return found


def test_a_task_of_a_later_stage_is_not_signed_off(scene: Scene) -> None:
    mentor = scene.make.browser(scene.technical)
    for answer in (mentor.get(sign_off_path(scene.learner)), sign(mentor, scene.learner)):
        assert answer.status_code == 403
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
    pass_the_first_stage(scene)
    learner, mentor = scene.make.browser(scene.learner), scene.make.browser(scene.technical)
    assert OPENING not in learner.get("/practicals").get_data(as_text=True)
    assert sign_off_path(scene.learner) in mentor.get("/mentees").get_data(as_text=True)
    assert sign(mentor, scene.learner).status_code == 302
    assert signed() == 1


def test_it_stays_open_after_its_stage(scene: Scene) -> None:
    pass_the_first_stage(scene)
    mentor = scene.make.browser(scene.technical)
    for number, mode in enumerate(("observe", "assist", "independent", "independent"), 1):
        assert sign(mentor, scene.learner, mode=mode, form_token=f"token-000{number}").status_code == 302
    assert signed() == 4
