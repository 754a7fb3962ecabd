"""Sessions are planned, changed, copied and seen; people sign up, wait, move up and withdraw."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from courses.sessions.models import Booking, CourseSession, SessionChange, SignUp
from courses.sessions.queries import participants, seats_left
from courses.sessions.queries.times import days_of
from courses.sessions.reminding import look_after_sessions
from lms.core import clock
from lms.core.access import Role
from lms.core.db import db, transaction
from lms.core.mail import Letter
from lms.core.notices import Notice
from lms.people.actions.leaving import record_leaving
from lms.people.models import Person
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.course_shelf import text, write
from tests.features.session_scene import TUESDAY, Acting, Scene, set_scene


@pytest.fixture
def scene(make: Factory) -> Scene:
    return set_scene(make)


def told(person_id: int) -> list[str]:
    """The kinds of notices somebody has, in order."""
    db.session.rollback()
    return list(db.session.scalars(select(Notice.kind).where(Notice.recipient_id == person_id).order_by(Notice.id)))


def test_a_session_is_planned_looked_at_and_changed(scene: Scene) -> None:
    manager = scene.browser(scene.manager)
    assert "Plan a session" in manager.get("/sessions").text
    page = manager.get("/sessions/plan").text
    assert "Room R1 · 16 seats" in page
    saturday = send(manager, "/sessions/plan", scene.form(**{"days-0-day": "2026-03-14", "seats": 20}))
    assert saturday.status_code == 422
    assert "is no working day" in saturday.text
    assert "Room R1 has 16 seats, fewer than the 20" in saturday.text
    assert 'value="2026-03-14"' in saturday.text  # what was typed is kept
    assert send(manager, "/sessions/plan", scene.form(**{"days-0-ends": "08:00"})).status_code == 422
    more = send(manager, "/sessions/plan", {**scene.form(), "more": "1"})
    assert more.status_code == 200
    assert 'name="days-1-day"' in more.text
    two_days = scene.form(
        **{
            "days-1-day": "2026-03-11",
            "days-1-starts": "13:30",
            "days-1-ends": "17:00",
            "days-1-room_id": scene.rooms["R2"],
        }
    )
    planned = send(
        manager,
        "/sessions/plan",
        {**two_days, "seats": 8, "link": "https://meet.example.org/m", "apply_until": "2026-03-09"},
    )
    assert planned.status_code == 302, planned.text
    page = manager.get(planned.headers["Location"]).text
    assert "Tue 10 Mar 2026, 09:00–12:00" in page
    assert "Wed 11 Mar 2026, 13:30–17:00" in page
    session = db.session.scalars(select(CourseSession)).one()
    assert session.number == f"S26-{session.id:05d}"
    bookings = db.session.scalars(select(Booking)).all()
    assert sorted((one.room_id is not None, one.starts_at) for one in bookings) == [
        (False, TUESDAY), (False, TUESDAY + timedelta(hours=28.5)), (True, TUESDAY), (True, TUESDAY + timedelta(hours=28.5)),
    ]  # fmt: skip
    assert told(scene.trainers[0].id) == ["session_to_teach"]
    path = f"/sessions/{session.id}"
    learner = scene.browser(scene.learners[0])
    assert "the link stands here once you have a seat" in learner.get(path).text
    assert send(learner, f"{path}/sign-up", {}).status_code == 302
    assert "https://meet.example.org/m" in learner.get(path).text
    day_ids = [day.id for day in days_of([session.id])[session.id]]
    changed = {
        **two_days, "seats": 8, "days-0-id": day_ids[0], "days-0-day": "2026-03-12", "days-1-day": "", "days-0-room_id": scene.rooms["R2"],
        "lead_id": scene.trainers[1].id, "reason": "The hall is repainted",
    }  # fmt: skip
    db.session.rollback()
    answer = send(manager, f"{path}/change", changed)
    assert answer.status_code == 302, answer.text
    days = days_of([session.id])[session.id]
    assert [(day.id, day.starts_at) for day in days] == [(day_ids[0], TUESDAY + timedelta(days=2))]
    assert told(scene.learners[0].id) == ["session_seated", "session_changed"]
    assert told(scene.trainers[0].id)[-1] == told(scene.trainers[1].id)[-1] == "session_changed"
    notices = learner.get("/notices").text
    assert (
        "Date and time: Thu 12 Mar, 09:00–12:00 instead of Tue 10 Mar, 09:00–12:00; Wed 11 Mar, 13:30–17:00" in notices
    )
    assert "The hall is repainted" in learner.get(path).text
    assert db.session.scalars(select(SessionChange)).one().parts.keys() == {
        "days",
        "rooms",
        "link",
        "trainers",
        "apply_until",
    }
    letters = db.session.scalars(
        select(Letter.body).where(Letter.recipient_id == scene.learners[0].id).order_by(Letter.id)
    ).all()
    assert len(letters) == 2
    assert "instead of" in letters[1]


def test_seats_waiting_list_and_moving_up(scene: Scene, fixed_clock: Clock) -> None:
    number = scene.plan(seats=2)
    path = f"/sessions/{number}"
    browsers = [scene.browser(one) for one in scene.learners]
    for browser in browsers:
        assert send(browser, f"{path}/sign-up", {}).status_code == 302
        fixed_clock.forward(minutes=1)
    assert send(browsers[0], f"{path}/sign-up", {}).status_code == 422
    assert [one.person_id for one in participants(number)] == [one.id for one in scene.learners[:2]]
    assert seats_left([number]) == {number: 0}
    assert "place 2 in the queue" in browsers[3].get(path).text
    assert re.findall(r"Has a seat|waiting list · \d", scene.browser(scene.manager).get(path).text) == ["Has a seat"] * 2 + ["waiting list · 1", "waiting list · 2"]  # fmt: skip
    assert send(browsers[0], f"{path}/withdraw", {"reason": ""}).status_code == 422
    assert send(browsers[0], f"{path}/withdraw", {"reason": "On duty that day"}).status_code == 302
    assert {one.person_id for one in participants(number)} == {one.id for one in scene.learners[1:3]}
    assert told(scene.learners[2].id) == ["session_waiting", "session_moved_up"]
    assert "place 1 in the queue" in browsers[3].get(path).text
    manager = scene.browser(scene.manager)
    assert "On duty that day" in manager.get(f"{path}/people").text
    assert (
        send(manager, f"{path}/people/{scene.learners[1].id}/take-off", {"reason": "Needed at the station"}).status_code
        == 302
    )
    assert {one.person_id for one in participants(number)} == {one.id for one in scene.learners[2:4]}
    assert told(scene.learners[1].id)[-1] == "session_taken_off"
    assert send(browsers[0], f"{path}/sign-up", {}).status_code == 302  # signs up anew, at the end of the queue
    with transaction():
        record_leaving(
            person=db.session.get_one(Person, scene.learners[2].id), last_day=clock.today(), reason="Moves away",
            actor=Acting(scene.manager.id), at=clock.now(),
        )  # fmt: skip
    assert {one.person_id for one in participants(number)} == {scene.learners[3].id, scene.learners[0].id}
    steps = db.session.scalars(
        select(SignUp.step).where(SignUp.person_id == scene.learners[0].id).order_by(SignUp.id)
    ).all()
    assert steps == ["seated", "withdrawn", "waiting", "seated"]
    assert learner_list(browsers[3]) == "Has a seat"


def learner_list(browser: object) -> str:
    page = browser.get("/sessions/mine").text  # type: ignore[attr-defined]
    found = re.search(r'sf-tag sf-good">([^<]+)<', page)
    return found.group(1) if found else page


def test_approval_by_the_supervisor_who_is_in_charge_now(scene: Scene) -> None:
    number = scene.plan(needs_approval=True, seats=1)
    path = f"/sessions/{number}"
    for one in scene.learners[:3]:
        assert send(scene.browser(one), f"{path}/sign-up", {}).status_code == 302
    assert participants(number) == []
    assert told(scene.supervisor.id) == ["session_approval_wanted"] * 3
    supervisor = scene.browser(scene.supervisor)
    assert supervisor.get("/sessions/approvals").text.count('name="answer" value="yes"') == 3
    refused = send(supervisor, f"{path}/approvals/{scene.learners[0].id}", {"answer": "no", "reason": ""})
    assert (refused.status_code, refused.text.count('aria-invalid="true"')) == (422, 1)  # said at that person's field
    assert (
        send(
            supervisor, f"{path}/approvals/{scene.learners[0].id}", {"answer": "no", "reason": "Peak season"}
        ).status_code
        == 302
    )
    assert "Peak season" in scene.browser(scene.learners[0]).get(path).text
    # Somebody who moved to another unit in between stands with the new supervisor.
    other = scene.make.unit("S2")
    new = scene.make.person(Role.SUPERVISOR, unit=other)
    with transaction():
        db.session.merge(scene.learners[1]).unit_id = other.id
    assert send(supervisor, f"{path}/approvals/{scene.learners[1].id}", {"answer": "yes"}).status_code == 404
    assert send(scene.browser(new), f"{path}/approvals/{scene.learners[1].id}", {"answer": "yes"}).status_code == 302
    assert send(supervisor, f"{path}/approvals/{scene.learners[2].id}", {"answer": "yes"}).status_code == 302
    assert [one.person_id for one in participants(number)] == [scene.learners[1].id]
    assert told(scene.learners[2].id) == ["session_waiting"]
    assert send(supervisor, f"{path}/approvals/{scene.learners[2].id}", {"answer": "yes"}).status_code == 422


def test_what_should_come_first_is_said_before_signing_up_and_stops_nobody(scene: Scene) -> None:
    (basics, *_more) = write("basics", text("one"))
    author = scene.browser(scene.manager)
    page = author.get("/authoring/courses/meters/needs").text
    chosen = re.search(r'name="course" value="(\d+)"', page)
    assert chosen
    assert send(author, "/authoring/courses/meters/needs", {"course": chosen.group(1)}).status_code == 302
    assert "Course basics" in author.get("/authoring/courses/meters").text
    number = scene.plan()
    learner = scene.browser(scene.learners[0])
    page = learner.get(f"/sessions/{number}").text
    assert "These courses should come first:" in page
    assert "Course basics" in page
    send(scene.browser(scene.learners[1]), f"/lessons/{basics}/done", {})  # completed: nothing to say
    assert "should come first" not in scene.browser(scene.learners[1]).get(f"/sessions/{number}").text
    assert "should come first" not in author.get(f"/sessions/{number}").text
    assert send(learner, f"/sessions/{number}/sign-up", {}).status_code == 302
    assert [one.person_id for one in participants(number)] == [scene.learners[0].id]


def test_a_manager_signs_many_up_after_looking_at_them(scene: Scene) -> None:
    first = scene.plan(seats=3)
    scene.plan(room="R2", lead=1, at=TUESDAY + timedelta(hours=1), seats=5)
    second = first + 1
    manager = scene.browser(scene.manager)
    send(scene.browser(scene.learners[0]), f"/sessions/{first}/sign-up", {})
    looked = send(
        manager, f"/sessions/{second}/people", {"unit_id": scene.unit.id, "intake_id": 0, "numbers": "E0005，NOBODY"}
    )
    assert looked.status_code == 200
    assert "Has another session at that time." in looked.text
    assert "NOBODY" in looked.text
    ids = [one.id for one in scene.learners]
    done = send(manager, f"/sessions/{first}/people", {"person": ids})  # all that the page's form sends
    assert done.status_code == 302
    page = manager.get(f"/sessions/{first}/people").text
    assert "2 seated, 1 on the waiting list, 1 left out." in page
    assert "3 of 3 seats taken, 1 waiting" in page
    paper = manager.get(f"/sessions/{first}/list").text
    assert paper.count('class="sf-sign"') == 3
    assert scene.browser(scene.learners[0]).get(f"/sessions/{first}/list").status_code == 403
    clash = scene.browser(scene.learners[0]).get(f"/sessions/{second}").text
    assert "At this time you have another session" in clash


def test_reminders_the_end_and_what_follows(scene: Scene, fixed_clock: Clock) -> None:
    number = scene.plan()
    learner = scene.learners[0]
    send(scene.browser(learner), f"/sessions/{number}/sign-up", {})
    assert look_after_sessions(at=clock.now()) == 0
    fixed_clock.moment = TUESDAY - timedelta(days=2)
    assert look_after_sessions(at=clock.now()) == 1
    assert look_after_sessions(at=clock.now()) == 0  # once
    fixed_clock.forward(days=1)
    assert look_after_sessions(at=clock.now()) == 1
    assert told(learner.id) == ["session_seated", "session_reminder", "session_reminder"]
    assert told(scene.trainers[0].id)[-1] == "session_reminder_trainer"
    trainer = scene.browser(scene.trainers[0])
    assert send(trainer, f"/sessions/{number}/close", {}).status_code == 422  # not begun yet
    fixed_clock.moment = TUESDAY + timedelta(hours=3)
    assert look_after_sessions(at=clock.now()) == 1
    assert told(learner.id)[-1] == "session_ended"
    assert "Session over" in trainer.get(f"/sessions/{number}").text
    assert send(scene.browser(scene.learners[1]), f"/sessions/{number}/sign-up", {}).status_code == 422
    assert look_after_sessions(at=clock.now()) == 0
