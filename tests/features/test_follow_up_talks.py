"""A course asks for a coaching talk by itself: of the mentor, once, some days after it was completed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from courses.models import CourseCompletion, CourseVersion
from lms.core import clock
from lms.core.access import Role
from lms.core.db import db, transaction
from lms.core.notices import Notice
from lms.mentoring.follow_ups.actions import ask_for_follow_ups
from lms.mentoring.models import FollowUpAsk
from lms.people.models import Person
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.course_shelf import text, write
from tests.features.mentoring_scene import set_scene
from tests.features.test_coaching import TALK

PAGE = "/mentors/follow-ups"


def complete(person: Person, course_version: int) -> None:
    with transaction() as session:
        session.add(CourseCompletion(person_id=person.id, version_id=course_version, completed_at=clock.now()))


def ask() -> int:
    with transaction():
        return ask_for_follow_ups(at=clock.now())


def told(person: Person) -> list[str]:
    found = db.session.scalars(
        select(Notice.kind).where(Notice.recipient_id == person.id, Notice.kind.contains("follow_up"))
    )
    kinds = [kind.rpartition(".")[2] for kind in found]
    db.session.rollback()
    return kinds


def test_a_course_asks_for_a_talk_once(make: Factory, fixed_clock: Clock) -> None:
    scene = set_scene(make)
    write("safety", text("first"))
    version = db.session.scalars(select(CourseVersion.id)).one()
    db.session.rollback()
    before, alone = make.person(Role.LEARNER, unit=scene.unit), make.person(Role.LEARNER, unit=scene.unit)
    scene.appoint(before, scene.technical)
    complete(before, version)
    fixed_clock.forward(hours=1)
    hr = make.browser(make.person(Role.HR, everywhere=True))
    assert "whole number from 0 to 365" in send(hr, PAGE, {"course": "safety", "days": "soon"}).text
    assert "Choose a course." in send(hr, PAGE, {"course": "unknown", "days": "14"}).text
    assert send(hr, PAGE, {"course": "safety", "days": "14"}).status_code == 302
    complete(scene.learner, version)
    complete(alone, version)
    assert ask() == 0  # not yet
    fixed_clock.forward(days=14)
    assert ask() == 1  # neither who was through before, nor who has no mentor
    assert ask() == 0
    assert told(scene.technical) == ["follow_up_to_hold"]
    assert told(scene.learner) == ["follow_up_with_mentor"]
    assert told(scene.culture) == []
    mentor, learner = make.browser(scene.technical), make.browser(scene.learner)
    path = f"/talks/new/{scene.learner.id}?course=safety"
    assert path in mentor.get("/talks").text
    assert f"/talks/new/{scene.technical.id}?course=safety" in learner.get("/talks").text
    assert 'value="safety" selected' in mentor.get(path).text
    assert "Li Xiaotong with Wang Jianguo" in hr.get(PAGE).text
    fixed_clock.forward(days=8)
    assert "Late" in mentor.get("/talks").text
    # A talk about something else answers nothing; one about the course does.
    today = clock.today()
    talk = {**TALK, "held_on": today.isoformat(), "due": [(today + timedelta(days=4)).isoformat()] * 2 + [""]}
    assert send(mentor, path, talk).status_code == 302
    assert path in mentor.get("/talks").text
    assert send(mentor, path, {**talk, "course": "safety"}).status_code == 302
    assert path not in mentor.get("/talks").text
    assert "None is waited for." in hr.get(PAGE).text
    # Whoever gets a mentor within the time is asked about then; stopped, nobody is.
    scene.appoint(alone, scene.culture, "culture")
    assert ask() == 1
    assert told(scene.culture) == ["follow_up_to_hold"]
    assert send(hr, PAGE, {"stop": "safety"}).status_code == 302
    assert "No course is followed up yet" in hr.get(PAGE).text
    asked = db.session.scalars(select(FollowUpAsk.mentee_id).order_by(FollowUpAsk.id)).all()
    assert asked == [scene.learner.id, alone.id]
    db.session.rollback()
    assert make.browser(scene.technical).get(PAGE).status_code == 403
