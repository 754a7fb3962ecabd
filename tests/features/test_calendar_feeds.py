"""Calendar feeds: read back with a reader of iCalendar, through changes, cancellations and summer time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import icalendar
from flask.testing import FlaskClient
from sqlalchemy import select

from courses.sessions.actions.cancelling import cancel_session
from courses.sessions.actions.planning import Wanted, plan_session
from courses.sessions.actions.signups import sign_up_many
from courses.sessions.models import CourseSession, Room
from courses.sessions.rules.planning import PlannedDay
from courses.sessions.rules.states import SessionKind
from courses.sessions.rules.times import Span
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.attendance_scene import make_scene


def _events(content: bytes) -> dict[str, icalendar.Event]:
    book = icalendar.Calendar.from_ical(content)
    return {str(event["UID"]): event for event in book.walk("VEVENT")}


def _make(client: FlaskClient, page: str, kind: str = "") -> str:
    assert send(client, f"{page}/{kind}".rstrip("/")).status_code == 302
    found = re.search(rf'id="{kind or "room"}" value="(http[^"]+\.ics)"', client.get(page).get_data(as_text=True))
    assert found
    return "/calendars/" + found.group(1).rpartition("/")[2]


def test_a_learner_subscribes_and_hears_of_changes(make: Factory, fixed_clock: Clock) -> None:
    scene = make_scene(make, people=2, days=2)
    learner, stranger = make.browser(scene.people[0]), make.app.test_client()
    assert "Make an address" in learner.get("/my/calendar").get_data(as_text=True)
    path = _make(learner, "/my/calendar", "learner")
    answer = stranger.get(path)
    assert answer.content_type == "text/calendar; charset=utf-8"
    first = _events(answer.get_data())
    assert len(first) == 2
    event = next(iter(first.values()))
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert event.decoded("dtstart").astimezone(UTC) == datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 0)
    text = answer.get_data(as_text=True)
    for person in (*scene.people, scene.trainer):  # nobody is named
        assert person.name_zh not in text
        assert person.name_latin not in text
    assert stranger.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    # Another course of the same trainer is none of the learner's.
    trainer = make.browser(scene.trainer)
    assert send(trainer, "/my/calendar/learner").status_code == 302
    assert len(_events(stranger.get(_make(trainer, "/my/calendar", "trainer")).get_data())) == 2
    # Cancelled: the same names, a higher number, struck out.
    fixed_clock.forward(minutes=5)
    with transaction():
        cancel_session(session_id=scene.session, reason="Trainer is ill", actor=System(), at=clock.now())
    then = _events(stranger.get(path).get_data())
    assert then.keys() == first.keys()
    for uid, event in then.items():
        assert event["STATUS"] == "CANCELLED"
        assert event["SEQUENCE"] > first[uid]["SEQUENCE"]
        assert event.decoded("last-modified") > first[uid].decoded("last-modified")
    # A new address makes the old one stop; taken back, none works.
    again = _make(learner, "/my/calendar", "learner")
    assert again != path
    assert stranger.get(path).status_code == 404
    assert stranger.get(again).status_code == 200
    assert send(learner, "/my/calendar/learner", {"revoke": "1"}).status_code == 302
    assert stranger.get(again).status_code == 404
    assert send(make.browser(scene.people[1]), "/my/calendar/trainer").status_code == 404
    for _n in range(30):
        stranger.get("/calendars/abcdefgh23456789-aaaaaaaaaaaaaaaaaaaaaaaaaa.ics")
    assert stranger.get("/calendars/x.ics").status_code == 429


def test_a_room_elsewhere_keeps_its_clock_through_summer_time(make: Factory) -> None:
    scene = make_scene(make, people=0)
    with transaction() as session:
        room = Room(
            code="HAM-1", name=Bilingual("汉堡一号", "Hamburg 1"), site=Bilingual("汉堡", "Hamburg"), equipment=Bilingual("", ""),
            seats=12, zone="Europe/Berlin", added_at=clock.now(), retired_at=None,
        )  # fmt: skip
        session.add(room)
        session.flush()
        # 09:00 in Hamburg before and after the clocks are put forward on 29 March 2026.
        starts = (datetime(2026, 3, 27, 8, 0, tzinfo=UTC), datetime(2026, 3, 30, 7, 0, tzinfo=UTC))
        wanted = Wanted(
            course_code=scene.course, unit_id=scene.unit.id, kind=SessionKind.CLASSROOM, language="en", seats=5,
            days=tuple(PlannedDay(Span(one, one + timedelta(hours=3)), "Europe/Berlin", room.id) for one in starts),
        )  # fmt: skip
        plan_session(wanted=wanted, actor=System(), at=clock.now())
        number = room.id
    manager = make.browser(make.person(Role.MANAGER, unit=scene.unit))
    content = make.app.test_client().get(_make(manager, f"/rooms/{number}/calendar")).get_data()
    events = sorted(_events(content).values(), key=lambda one: one.decoded("dtstart"))
    assert [one.decoded("dtstart").strftime("%H:%M") for one in events] == ["09:00", "09:00"]
    assert [one.decoded("dtstart").astimezone(UTC) for one in events] == list(starts)
    assert "Hamburg 1" in str(events[0]["LOCATION"])
    zones = icalendar.Calendar.from_ical(content).walk("VTIMEZONE")
    assert [str(zone["TZID"]) for zone in zones] == ["Europe/Berlin"]
    assert b"BEGIN:DAYLIGHT" in content


def test_whoever_is_taken_off_sees_it_struck_out(make: Factory, fixed_clock: Clock) -> None:
    scene = make_scene(make, people=1)
    learner, other = make.browser(scene.people[0]), make.person(Role.LEARNER, unit=scene.unit)
    path = _make(learner, "/my/calendar", "learner")
    waiting = _make(make.browser(other), "/my/calendar", "learner")
    stranger = make.app.test_client()
    assert _events(stranger.get(waiting).get_data()) == {}
    fixed_clock.forward(minutes=1)
    trainer = make.browser(scene.trainer)
    path_off = f"/sessions/{scene.session}/people/{scene.people[0].id}/take-off"
    assert send(trainer, path_off, {"reason": "Needed at work"}).status_code == 302
    (event,) = _events(stranger.get(path).get_data()).values()
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)
    with transaction():
        sign_up_many(session_id=scene.session, person_ids=[other.id], actor=System(), at=clock.now())
    (own,) = _events(stranger.get(waiting).get_data()).values()
    assert own["UID"] == event["UID"]
    assert own["STATUS"] == "CONFIRMED"
    number = db.session.scalar(select(CourseSession.number))
    assert number is not None
    assert number in str(own["DESCRIPTION"])
