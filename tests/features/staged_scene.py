"""The mentoring scene with the learner in a programme: first the log, then the task, then the mentor's rating."""

from __future__ import annotations

from sqlalchemy import func, select

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
from tests.features.mentoring_scene import TASK, Scene, set_scene, sign

_STAGES = (
    ("learn", "岗前培训", "Pre-job training", {"kind": "log", "ref": "growth-log"}),
    ("shadow", "跟岗实习", "Shadowing", {"kind": "practical", "ref": TASK}),
    ("certify", "岗位认证", "Post certification", {"kind": "mentor_rating", "ref": "mentor_rating", "part": "mentor"}),
)


def set_staged_scene(make: Factory) -> Scene:
    """The learner is enrolled today and in the first stage."""
    scene = set_scene(make)
    data = {
        "code": "technician", "family": "field", "title": {"zh": "入职培训", "en": "Onboarding"}, "pass_mark": 80,
        "weights": {"mentor": 100}, "minimums": {}, "extension_days": 14,
        "stages": [
            {"code": code, "title": {"zh": zh, "en": en}, "days": 10, "contents": [content]}
            for code, zh, en, content in _STAGES
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


def stages_passed() -> int:
    """How many gates were passed."""
    found = db.session.scalar(select(func.count(StagePassage.id))) or 0
    db.session.rollback()
    return found


def reach_the_task(scene: Scene) -> None:
    """The learner writes the log, which is all that the first stage asks for."""
    page = {"day": clock.today().isoformat(), "cases": "A pump.", "ideas": "", "learned": "Vent first."}
    assert send(scene.make.browser(scene.learner), "/log", page).status_code == 302


def fulfil_the_task(scene: Scene) -> None:
    """The mentor signs every mode off, which is all that the second stage asks for."""
    mentor = scene.make.browser(scene.technical)
    for number, mode in enumerate(("observe", "assist", "independent"), 1):
        assert sign(mentor, scene.learner, mode=mode, form_token=f"token-000{number}").status_code == 302
