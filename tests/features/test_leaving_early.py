"""Leaving before the end: by the code, by a tap on the list, and on the list kept without network."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from courses.attendance.models import Attendance, AttendanceDoor
from courses.attendance.queries import attended
from courses.attendance.rules import codes
from courses.attendance.shown import clock_time
from courses.sessions.actions.planning import close_session
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.attendance_scene import Scene, make_scene


@pytest.fixture
def scene(make: Factory) -> Scene:
    return make_scene(make, people=3, seats=4)


def _open(make: Factory, scene: Scene) -> FlaskClient:
    trainer = make.browser(scene.trainer)
    assert send(trainer, f"/attendance/days/{scene.days[0]}/door").status_code == 302
    return trainer


def _address(scene: Scene) -> str:
    """What the picture on the screen says now."""
    door = db.session.get_one(AttendanceDoor, scene.days[0])
    address = f"/a/{scene.days[0]}/{codes.link_code(door.secret, door.session_day_id, clock.now())}"
    db.session.rollback()
    return address


def test_leaving_is_scanned_tapped_on_the_list_or_kept_without_network(
    make: Factory, scene: Scene, fixed_clock: Clock
) -> None:
    trainer, day = _open(make, scene), scene.days[0]
    one, two, three = scene.people
    fixed_clock.forward(minutes=60)
    phone = make.browser(one)
    phone.get(_address(scene))
    send(phone, f"/attendance/{day}")
    assert "I am leaving now" not in phone.get(f"/attendance/{day}").get_data(as_text=True)  # came just now
    assert send(phone, f"/attendance/{day}/leave").status_code == 422
    for person in (two, three):
        send(trainer, f"/attendance/days/{day}/marks", {"person": person.id, "is": "here"})
    fixed_clock.forward(minutes=90)
    assert send(phone, f"/attendance/{day}/leave").status_code == 422  # what was seen on coming in does not count
    assert "no longer shown" in send(phone, f"/attendance/{day}/leave").get_data(as_text=True)
    phone.get(_address(scene))
    assert "I am leaving now" in phone.get(f"/attendance/{day}").get_data(as_text=True)
    left_at = clock.now()
    for _twice in range(2):
        assert send(phone, f"/attendance/{day}/leave").status_code == 302
    page = phone.get(f"/attendance/{day}").get_data(as_text=True)
    assert f"Left at {clock_time(left_at, 'Asia/Shanghai')}" in page
    assert "I am leaving now" not in page
    page = trainer.get(f"/attendance/sessions/{scene.session}").get_data(as_text=True)
    assert "left 90 min early" in page
    assert page.count('value="left"') == 2
    assert send(trainer, f"/attendance/days/{day}/marks", {"person": two.id, "is": "left"}).status_code == 302
    sent = {
        "day_id": day, "person_id": three.id, "is": "left", "basis": 0, "token": "2f1c8a7e-0009",
        "device_at": "2026-03-02T10:00:00+08:00", "device_now": "2026-03-02T10:30:00+08:00",
    }  # fmt: skip
    assert send(trainer, "/attendance/along/marks", sent).status_code == 201
    states = trainer.get("/attendance/along/pack").get_json()["days"][0]["people"]
    assert [each["state"] for each in states] == ["left"] * 3
    rows = {row.person_id: row for row in db.session.scalars(select(Attendance).order_by(Attendance.id))}
    assert {number: row.left_at for number, row in rows.items()} == {
        one.id: left_at, two.id: left_at, three.id: left_at - timedelta(minutes=30),
    }  # fmt: skip
    assert rows[one.id].came_at == left_at - timedelta(minutes=90)  # what is known of their coming stays
    db.session.rollback()
    stranger = make.browser(make.person(Role.LEARNER, unit=scene.unit))
    stranger.get(_address(scene))
    assert "not on the list" in send(stranger, f"/attendance/{day}/leave").get_data(as_text=True)
    # Came back: the trainer corrects, with the reason.
    where = f"/attendance/days/{day}/people/{one.id}"
    assert (
        send(
            trainer,
            where,
            {"is": "here", "came": clock_time(left_at - timedelta(minutes=60), "Asia/Shanghai"), "left": ""},
        ).status_code
        == 422
    )
    assert (
        send(trainer, where, {"is": "here", "came": "", "left": "", "reason": "Came back at once"}).status_code == 302
    )
    fixed_clock.forward(minutes=90)
    with transaction():
        close_session(session_id=scene.session, actor=System(), at=clock.now())
    parts = attended([scene.session])[scene.session]
    assert [(part.percent, part.left_early) for part in (parts[one.id], parts[two.id], parts[three.id])] == [
        (100, False), (50, True), (33, True),
    ]  # fmt: skip


def test_a_session_closed_before_its_hour_offers_nothing_more(make: Factory, scene: Scene, fixed_clock: Clock) -> None:
    trainer, day = make.browser(scene.trainer), scene.days[0]
    fixed_clock.forward(minutes=90)
    assert (
        send(trainer, f"/attendance/days/{day}/marks", {"person": scene.people[0].id, "is": "here"}).status_code == 302
    )
    sheet, shown = f"/attendance/sessions/{scene.session}", f"/sessions/{scene.session}"
    assert 'value="left"' in trainer.get(sheet).text
    assert "The session is planned until" in trainer.get(shown).text
    assert send(trainer, f"{shown}/close", {}).status_code == 302
    assert 'value="left"' not in trainer.get(sheet).text
    assert "Look after it" not in trainer.get(shown).text
