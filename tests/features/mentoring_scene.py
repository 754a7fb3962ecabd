"""People and tasks that the tests of practicals and mentoring share."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from assessments.models import PracticalTask, Rubric
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.bilingual import Bilingual
from lms.core.db import transaction
from lms.mentoring.actions.pairings import appoint_mentor
from lms.people.models import Person, Unit
from lms.people.queries.people import get_person
from tests.browsing import send
from tests.factories import Factory

TASK = "replace-board"
RUBRIC = "post-field"


@dataclass
class Scene:
    """A learner with both mentors in one unit, a task and a rubric."""

    make: Factory
    unit: Unit
    learner: Person
    technical: Person
    culture: Person

    def appoint(self, mentee: Person, mentor: Person, kind: str = "technical") -> int:
        """Make somebody a mentor; gives back the pairing's id."""
        with transaction():
            pairing = appoint_mentor(
                mentee=get_person(mentee.id), mentor=get_person(mentor.id), kind=kind, actor=System(), at=clock.now()
            )
            return pairing.id


def set_scene(make: Factory) -> Scene:
    """The scene on a fresh database."""
    unit = make.unit()
    scene = Scene(
        make,
        unit,
        learner=make.person(Role.LEARNER, unit=unit, name_zh="李晓彤", name_latin="Li Xiaotong"),
        technical=make.person(Role.MENTOR, unit=unit, name_zh="王建国", name_latin="Wang Jianguo"),
        culture=make.person(Role.MENTOR, unit=unit, name_zh="赵敏", name_latin="Zhao Min"),
    )
    with transaction() as session:
        session.add(
            PracticalTask(
                code=TASK,
                family="field",
                title=Bilingual("更换主板", "Replace the main board"),
                summary=Bilingual("按规程更换。", "By the book."),
                steps=[
                    {"key": "safe", "must": True, "zh": "断电上锁", "en": "Isolate and lock"},
                    {"key": "neat", "must": False, "zh": "整理现场", "en": "Tidy up"},
                ],
                required={"observe": 1, "assist": 1, "independent": 1},
                added_at=clock.now(),
            )
        )
        session.add(
            Rubric(
                code=RUBRIC,
                title=Bilingual("岗位实操考核", "Post practical"),
                scenario=Bilingual("空调不制冷。", "No cooling."),
                criteria=[
                    {"key": "safety", "weight": 60, "must": True, "title": {"zh": "安全", "en": "Safety"},
                     "levels": [{"points": p, "zh": f"{p}级", "en": f"Level {p}"} for p in (0, 1, 2)]},
                    {"key": "method", "weight": 40, "must": False, "title": {"zh": "方法", "en": "Method"},
                     "levels": [{"points": p, "zh": f"{p}级", "en": f"Level {p}"} for p in (0, 1, 2)]},
                ],
                pass_mark=80,
                added_at=clock.now(),
            )
        )  # fmt: skip
    scene.appoint(scene.learner, scene.technical)
    scene.appoint(scene.learner, scene.culture, "culture")
    return scene


def sign_off_path(learner: Person) -> str:
    """The sign-off page of the scene's task."""
    return f"/practicals/{learner.id}/{TASK}/sign-off"


def sign(browser: FlaskClient, learner: Person, **change: Any) -> TestResponse:
    """Send the sign-off form, filled in well but for what is changed."""
    data: dict[str, Any] = {
        "form_token": "token-0001", "mode": "observe", "step-safe": "met", "step-neat": "met", "comment": "",
        "work_order": "WO-1", "performed_on": clock.today().isoformat(), "decision": "pass",
    }  # fmt: skip
    data.update(change)
    headers = data.pop("headers", {})
    return send(browser, sign_off_path(learner), data, headers=headers, content_type="multipart/form-data")


def picture(size: tuple[int, int] = (64, 48), kind: str = "JPEG", **options: Any) -> io.BytesIO:
    """A small photograph as a file."""
    out = io.BytesIO()
    Image.new("RGB", size, "steelblue").save(out, kind, **options)
    out.seek(0)
    return out
