"""A gate that asks for sessions attended: put into a programme on the page, and opened by attending."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from courses.attendance.actions.noting import Mark, note
from courses.attendance.rules.presence import Stay
from courses.sessions.actions.planning import close_session
from courses.sessions.actions.signups import sign_up_many
from courses.sessions.models import SessionDay
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.onboarding.models import Stage, StageContent
from lms.onboarding.queries.standing import learner_standing
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.attendance_scene import plan
from tests.features.onboarding_scene import Onboarding, set_scene
from tests.features.test_programme_editor import stage_lines


def _states(app: Flask, scene: Onboarding) -> list[str]:
    with app.test_request_context():
        standing = learner_standing(scene.learner.id, clock.today())
    db.session.rollback()
    assert standing is not None
    return [stage.state for stage in standing.stages]


def test_sessions_attended_open_a_gate(app: Flask, make: Factory, fixed_clock: Clock) -> None:
    scene = set_scene(make)
    manager = make.browser(make.person(Role.MANAGER, everywhere=True))
    # In words, on the page where a programme is written.
    send(manager, "/programmes/drafts", {"of": "technician"})
    page = manager.get("/programmes/drafts/technician/stages/1").text
    assert "Sessions attended" in page
    assert 'value="attendance:@classroom"' in page
    data = {
        "title_zh": "岗前", "title_en": "Pre-job training", "purpose_zh": "", "purpose_en": "", "days": "8", "need": "",
        "need_a": "", "need_b": "", "need_c": "",
        **stage_lines(("attendance:safety", "2", "", ""), ("attendance:@classroom", "", "", "")),
    }  # fmt: skip
    assert send(manager, "/programmes/drafts/technician/stages/1", data).status_code == 302
    preview = manager.get("/programmes/drafts/technician/preview").text
    assert "Sessions attended, at least 2" in preview
    # A learner in a stage that asks for one session besides its courses.
    with transaction() as session:
        first = session.scalars(select(Stage.id).order_by(Stage.id)).first()
        session.add(StageContent(stage_id=first, position=9, kind="attendance", ref="safety", minimum=None))
    scene.enrol()
    for code in ("safety", "rules"):
        scene.complete(code)
    assert _states(app, scene)[0] == "now"
    learner = make.browser(scene.learner)
    assert "0 of 1 session<" in learner.get("/programme").text
    trainer = make.person(Role.TRAINER, Role.LEARNER, unit=scene.unit)
    with transaction():
        planned = plan(scene.unit, trainer, course="safety", seats=5)
        sign_up_many(session_id=planned.id, person_ids=[scene.learner.id], actor=System(), at=clock.now())
        number = planned.id
    fixed_clock.forward(hours=1)
    with transaction() as session:
        day = session.scalars(select(SessionDay).where(SessionDay.session_id == number)).one()
        note(day=day, mark=Mark(scene.learner.id, Stay(True)), actor=System(), at=clock.now())
    assert _states(app, scene)[0] == "now"  # only when it is over
    fixed_clock.forward(hours=3)
    with transaction():
        close_session(session_id=number, actor=System(), at=clock.now() + timedelta(minutes=1))
    assert _states(app, scene)[0] == "done"
    assert f"/sessions/{number}" in learner.get("/programme").text
