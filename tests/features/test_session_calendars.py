"""Series, other time zones, calendars and lists, rooms and materials of sessions."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from courses.sessions.models import CourseSession
from courses.sessions.queries.times import days_of
from lms.core.db import db
from tests.browsing import send
from tests.factories import Factory
from tests.features.session_scene import TUESDAY, Scene, set_scene


@pytest.fixture
def scene(make: Factory) -> Scene:
    return set_scene(make)


def test_every_tuesday_but_not_on_holidays(scene: Scene) -> None:
    number = scene.plan(at=TUESDAY + timedelta(days=28))  # Tuesday 7 April
    manager = scene.browser(scene.manager)
    scene.plan(at=TUESDAY + timedelta(days=42), lead=1)  # the room is taken on 21 April
    looked = send(manager, f"/sessions/{number}/copy", {"weeks": 1, "times": 4, "skip": "y"})
    assert re.findall(r'name="later" value="(\d+)"( checked)?', looked.text) == [
        ("7", " checked"),
        ("14", ""),
        ("21", " checked"),
        ("35", " checked"),
    ]  # fmt: skip  5 May is a public holiday
    assert "the room is taken" in looked.text
    done = send(
        manager, f"/sessions/{number}/copy", {"weeks": 1, "times": 4, "skip": "y", "later": [7, 14, 35]}, follow=True
    )
    assert "2 sessions are planned." in done.text
    assert "Room R1 is taken" in done.text
    series = db.session.scalars(select(CourseSession.series).where(CourseSession.series.is_not(None))).all()
    assert len(series) == 3
    assert len(set(series)) == 1


def test_other_zones_and_daylight_saving(scene: Scene) -> None:
    manager = scene.browser(scene.manager)
    berlin = {"zone": "Europe/Berlin", "kind": "online", "link": "https://meet.example.org/b", "days-0-room_id": 0}
    skipped = send(
        manager,
        "/sessions/plan",
        scene.form(**berlin, **{"days-0-day": "2026-03-29", "days-0-starts": "02:30", "days-0-ends": "04:00"}),
    )
    assert "there is no such time in Europe/Berlin" in skipped.text
    wrong = send(manager, "/sessions/plan", scene.form(**{**berlin, "zone": "Europe/Atlantis"}))
    assert "is not a time zone" in wrong.text
    done = send(manager, "/sessions/plan", scene.form(**berlin, **{"days-0-day": "2026-03-30"}))
    assert done.status_code == 302, done.text
    (days,) = days_of(db.session.scalars(select(CourseSession.id)).all()).values()
    assert days[0].starts_at == datetime(2026, 3, 30, 7, 0, tzinfo=UTC)  # summer time has begun there
    assert "Mon 30 Mar 2026, 09:00–12:00 (Berlin time)" in manager.get(done.headers["Location"]).text


def test_calendars_lists_rooms_and_materials(scene: Scene) -> None:
    number = scene.plan()
    for hour in range(4):
        scene.plan(at=TUESDAY + timedelta(hours=4 + hour), hours=1, lead=None)
    manager, learner = scene.browser(scene.manager), scene.browser(scene.learners[0])
    month = learner.get("/sessions/month?month=2026-03").text
    assert "March 2026" in month
    assert "2 more" in month
    assert month.count('class="sf-sitting"') == 4
    assert "Nothing is planned in this month." in learner.get("/sessions/month?day=2026-07-20").text
    assert learner.get("/sessions/week?day=2026-03-12").text.count('class="sf-sitting"') == 5
    assert manager.get("/sessions/rooms?day=2026-03-12").text.count('class="sf-sitting"') == 5
    assert learner.get("/sessions/rooms").status_code == 403
    assert learner.get("/sessions/month?day=nonsense").status_code == 200
    for query, hits in (("q=S26", 5), ("q=Course+meters", 5), ("q=xyz", 0), ("kind=online", 0), (f"trainer={scene.trainers[0].id}", 1),
                        ("state=cancelled", 0), ("from=2026-03-10&to=2026-03-10", 5), ("to=2026-03-09", 0), (f"room={scene.rooms['R2']}", 0)):  # fmt: skip
        assert learner.get(f"/sessions?{query}").text.count('class="sf-row-link"') == hits, query
    trainer = scene.browser(scene.trainers[0])
    path = f"/sessions/{number}"
    assert send(trainer, f"{path}/materials", {"name": "Both", "url": ""}).status_code == 422
    assert (
        send(trainer, f"{path}/materials", {"name": "Slides", "url": "https://example.org/slides"}).status_code == 302
    )
    assert (
        send(
            trainer, f"{path}/materials", {"name": "Exercise", "file": (BytesIO(b"sheet"), "exercise.txt")}
        ).status_code
        == 302
    )
    assert "Slides" not in learner.get(path).text
    assert learner.get(f"{path}/materials/2").status_code == 404
    send(learner, f"{path}/sign-up", {})
    assert "Slides" in learner.get(path).text
    assert learner.get(f"{path}/materials/2").data == b"sheet"
    assert send(trainer, f"{path}/materials/2/remove", {}).status_code == 302
    assert learner.get(f"{path}/materials/2").status_code == 404
    assert (
        send(
            scene.browser(scene.trainers[1]), f"{path}/materials", {"name": "Mine", "url": "https://example.org"}
        ).status_code
        == 404
    )
    room = {"code": "R3", "name_zh": "三号", "name_en": "Three", "seats": 4, "zone": "Europe/Berlin"}
    assert send(manager, "/rooms/add", {**room, "code": "R1"}).status_code == 422
    assert send(manager, "/rooms/add", room).status_code == 302
    assert "Berlin" in manager.get("/rooms").text
    assert "is planned for 5 sessions" in send(manager, f"/rooms/{scene.rooms['R1']}/retire", {}, follow=True).text
    assert send(manager, f"/rooms/{scene.rooms['R2']}/retire", {}).status_code == 302
    assert "Room R2" not in manager.get("/rooms").text
