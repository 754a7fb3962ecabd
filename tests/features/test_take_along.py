"""Sign-offs made without network, as the server takes them in: once, and never over what has changed meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from assessments.models import PracticalTask, SignOff, SignOffPhoto
from lms.core import clock
from lms.core.access import Role
from lms.core.db import db, transaction
from tests.browsing import send
from tests.factories import Factory
from tests.features.mentoring_scene import TASK, Scene, picture, set_scene, sign

PACK, INTO = "/practicals/take-along/pack", "/practicals/take-along/sign-offs"


@pytest.fixture
def scene(make: Factory) -> Scene:
    return set_scene(make)


def taken(browser: FlaskClient) -> dict[str, Any]:
    """The one task of the scene as the telephone takes it along."""
    (task,) = browser.get(PACK).json["tasks"]
    return task


def bring(browser: FlaskClient, task: dict[str, Any], **change: Any) -> TestResponse:
    """Send what was signed in the cellar an hour ago, by a telephone ten minutes fast."""
    now = clock.now() + timedelta(minutes=10)
    data: dict[str, Any] = {
        "client_id": "0f4b-0001", "learner_id": task["learner_id"], "task_code": task["task_code"],
        "version": task["version"], "last_sign_off": task["last_sign_off"], "own": "", "mode": "observe",
        "decision": "pass", "step-safe": "met", "step-neat": "met", "note-neat": "Swept.", "comment": "",
        "work_order": "WO-1", "performed_on": clock.today().isoformat(),
        "device_at": (now - timedelta(hours=1)).isoformat(), "device_now": now.isoformat(),
    }  # fmt: skip
    return send(browser, INTO, {**data, **change}, content_type="multipart/form-data")


def signed() -> list[SignOff]:
    rows = list(db.session.scalars(select(SignOff).order_by(SignOff.id)))
    db.session.rollback()
    return rows


def test_what_was_signed_in_the_cellar_arrives_once_with_both_times(scene: Scene) -> None:
    mentor = scene.make.browser(scene.technical)
    task = taken(mentor)
    assert (task["learner"], task["due"], [mode["open"] for mode in task["modes"]]) == (
        "Li Xiaotong",
        "observe",
        [True, False, False],
    )
    shots = {"photos": (picture(), "a.jpg"), "photo-safe": (picture(), "b.jpg")}
    assert bring(mentor, task, **shots).status_code == 201
    again = bring(mentor, task, photos=(picture(), "a.jpg"))
    (row,) = signed()
    assert (again.status_code, again.json) == (200, {"state": "sent", "sign_off_id": row.id})
    assert row.device_at is not None
    assert (row.signed_at - row.device_at, row.device_off) == (timedelta(minutes=50), 600)
    steps = db.session.scalars(select(SignOffPhoto.step).order_by(SignOffPhoto.id)).all()
    db.session.rollback()
    assert steps == [None, "safe"]
    page = mentor.get(f"/practicals/{scene.learner.id}/{TASK}").get_data(as_text=True)
    for words in ("Signed without network", "10 minutes fast", "Swept."):
        assert words in page
    later = bring(mentor, task, client_id="0f4b-0002", mode="assist", own="0f4b-0001")
    assert later.status_code == 201


def test_what_others_signed_meanwhile_is_shown_and_can_be_signed_over(scene: Scene) -> None:
    mentor, other = scene.make.browser(scene.technical), scene.make.person(Role.MENTOR, unit=scene.unit)
    task = taken(mentor)
    sign(mentor, scene.learner, decision="return", comment="Lock it first.")  # at the desk, not on this telephone
    answer = bring(mentor, task)
    assert answer.status_code == 409
    assert "returned this task (Observe" in answer.json["reasons"][0]
    assert len(signed()) == 1
    assert bring(mentor, task, accepted=answer.json["accept"]).status_code == 201
    assert len(signed()) == 2
    scene.appoint(scene.learner, other)
    ended = bring(mentor, task, client_id="0f4b-0003")
    assert (ended.status_code, ended.json["state"], ended.json["accept"]) == (409, "conflict", 0)
    assert "no longer the mentor" in ended.json["reasons"][0]
    assert mentor.get(PACK).json["tasks"] == []
    assert len(signed()) == 2


def test_a_checklist_that_changed_must_be_judged_anew(scene: Scene) -> None:
    mentor = scene.make.browser(scene.technical)
    task = taken(mentor)
    with transaction() as session:
        old = session.scalars(select(PracticalTask).where(PracticalTask.code == TASK)).one()
        session.add(
            PracticalTask(
                code=TASK, number=2, family=old.family, title=old.title, summary=old.summary, steps=old.steps[:1],
                required=old.required, added_at=clock.now(),
            )
        )  # fmt: skip
    answer = bring(mentor, task)
    assert (answer.status_code, answer.json["accept"]) == (409, 0)
    assert "from version 1 to version 2" in answer.json["reasons"][0]
    assert signed() == []
    assert taken(mentor)["version"] == 2


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"device_at": "yesterday"}, 400, "whole"),
        ({"device_at": "2026-03-02T09:00:00"}, 400, "whole"),  # of no zone
        ({"client_id": "../../etc"}, 400, "whole"),
        ({"decision": "maybe"}, 400, "whole"),
        ({"learner_id": "99999999999999999999"}, 400, "whole"),
        ({"step-safe": "not_met"}, 422, "must be met and is not"),
        ({"mode": "independent"}, 422, "opens when the sign-offs before it"),
        ({"performed_on": "2026-03-03"}, 422, "lies in the future"),
        ({"task_code": "no-such-task"}, 404, ""),
        ({"learner_id": "99999"}, 409, "no longer the mentor"),
    ],
)
def test_what_cannot_be_signed_is_told_and_nothing_is_kept(
    scene: Scene, change: dict[str, str], status: int, words: str
) -> None:
    mentor = scene.make.browser(scene.technical)
    answer = bring(mentor, taken(mentor), **change)
    assert answer.status_code == status
    assert words in answer.get_data(as_text=True)
    assert signed() == []


def test_the_page_and_what_belongs_to_it(scene: Scene) -> None:
    mentor = scene.make.browser(scene.technical)
    page = mentor.get("/practicals/take-along").get_data(as_text=True)
    assert "Wang" not in page  # it is kept on the telephone and holds nobody's data
    assert "Li Xiaotong" not in page
    assert scene.make.browser(scene.learner).get(PACK).status_code == 403
    assert scene.make.browser(scene.culture).get(PACK).json["tasks"] == []
    outside = scene.make.app.test_client()
    worker, manifest = outside.get("/practicals/worker.js"), outside.get("/practicals/app.webmanifest")
    assert (worker.mimetype, worker.headers["Cache-Control"]) == ("text/javascript", "no-cache")
    assert "no-store" in mentor.get(PACK).headers["Cache-Control"]
    assert manifest.json["start_url"] == "/practicals/take-along"
    for icon in manifest.json["icons"]:
        assert outside.get(icon["src"]).status_code == 200
    assert outside.get(PACK).status_code == 302
