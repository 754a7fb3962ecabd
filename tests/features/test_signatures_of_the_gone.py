"""A signature whose signer has left: whoever manages intakes for the learner's unit takes it back in their own name."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import delete, select, update

from assessments.models import Countersignature, PracticalTask, SignOff, SignOffRevocation
from lms.core.access import Role
from lms.core.audit import AuditLine
from lms.core.db import db, transaction
from lms.core.notices import Notice
from lms.people.models import Person, RoleAssignment
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.mentoring_scene import TASK, Scene
from tests.features.staged_scene import fulfil_the_task, reach_the_task, set_staged_scene, stages_passed

REASON = "The photos show another machine."


@pytest.fixture
def scene(make: Factory, fixed_clock: Clock) -> Scene:
    scene = set_staged_scene(make)
    reach_the_task(scene)
    fulfil_the_task(scene)
    fixed_clock.forward(days=3)
    return scene


def leave(person: Person, day: date | None = None) -> None:
    with transaction() as session:
        session.execute(update(Person).where(Person.id == person.id).values(left_on=day or date(2026, 3, 1)))


def revoke_path() -> str:
    number = db.session.scalar(select(SignOff.id).where(SignOff.mode == "independent").order_by(SignOff.id))
    db.session.rollback()
    return f"/practicals/sign-offs/{number}/revoke"


def test_a_manager_takes_back_what_somebody_signed_who_left(scene: Scene) -> None:
    manager = scene.make.person(Role.HR, unit=scene.unit, name_zh="何人事", name_latin="He Renshi")
    supervisor = scene.make.person(Role.SUPERVISOR, unit=scene.unit)
    browser, path = scene.make.browser(manager), revoke_path()
    task_page = f"/practicals/{scene.learner.id}/{TASK}"
    assert path not in browser.get(task_page).text
    assert send(browser, path, {"reason": REASON}).status_code == 404  # who signed is still there
    leave(scene.technical)
    assert path in browser.get(task_page).text
    page = browser.get(path).text
    assert "Wang Jianguo" in page
    assert "in your own name" in page
    assert send(browser, path, {"reason": " "}).status_code == 422
    assert send(browser, path, {"reason": REASON}).status_code == 302
    assert stages_passed() == 2  # nothing is silently undone
    row = db.session.scalars(select(SignOffRevocation)).one()
    assert (row.revoked_by, row.reason) == (manager.id, REASON)
    line = db.session.scalars(select(AuditLine).where(AuditLine.action == "practical.sign_off_revoked")).one()
    assert (line.actor_id, line.detail["signer"]) == (manager.id, scene.technical.id)
    told = db.session.scalars(select(Notice.recipient_id).where(Notice.kind == "onboarding.evidence_taken_back")).all()
    db.session.rollback()
    assert told == [supervisor.id]
    page = browser.get(task_page).text
    assert "by He Renshi; it does not count" in page
    assert "signed by Wang Jianguo" in page
    board = scene.make.browser(scene.learner).get("/programme").text
    assert "He Renshi took back a sign-off that Wang Jianguo had given" in board
    assert REASON in board


def test_who_lost_every_role_that_could_counts_as_gone(scene: Scene) -> None:
    manager, path = scene.make.person(Role.MANAGER, unit=scene.unit), revoke_path()
    with transaction() as session:
        session.execute(delete(RoleAssignment).where(RoleAssignment.person_id == scene.technical.id))
    assert send(scene.make.browser(manager), path, {"reason": REASON}).status_code == 302
    told = db.session.scalars(select(Notice.recipient_id).where(Notice.kind == "sign_off_revoked")).all()
    db.session.rollback()
    assert set(told) == {scene.learner.id, scene.technical.id}


def test_nobody_else_takes_it_back(scene: Scene) -> None:
    path = revoke_path()
    leave(scene.technical)
    for role, unit in ((Role.SUPERVISOR, scene.unit), (Role.MANAGER, scene.make.unit()), (Role.MENTOR, scene.unit)):
        stranger = scene.make.browser(scene.make.person(role, unit=unit))
        assert send(stranger, path, {"reason": REASON}).status_code == 404, role
    assert send(scene.make.browser(scene.learner), path, {"reason": REASON}).status_code in (403, 404)


def test_a_second_signature_too(scene: Scene) -> None:
    with transaction() as session:
        session.execute(update(PracticalTask).values(countersign=["independent"]))
    number = db.session.scalar(select(SignOff.id).where(SignOff.mode == "independent").order_by(SignOff.id))
    db.session.rollback()
    form = {"form_token": "second-0001", "decision": "agree", "comment": ""}
    second = scene.make.browser(scene.culture)
    assert send(second, f"/practicals/sign-offs/{number}/countersign", form).status_code == 302
    given = db.session.scalar(select(Countersignature.id))
    db.session.rollback()
    path = f"/practicals/countersignatures/{given}/withdraw"
    manager = scene.make.person(Role.MANAGER, unit=scene.unit, name_zh="马经理", name_latin="Ma Jingli")
    browser = scene.make.browser(manager)
    assert send(browser, path, {"reason": REASON}).status_code == 404
    leave(scene.culture)
    assert path in browser.get(f"/practicals/{scene.learner.id}/{TASK}").text
    assert send(browser, path, {"reason": REASON}).status_code == 302
    assert "by Ma Jingli; it does not count" in browser.get(f"/practicals/{scene.learner.id}/{TASK}").text
