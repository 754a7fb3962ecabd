"""Taking attendance: by the code that changes, by the list, by walking in; corrections; what follows when the session is over."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from courses.attendance.models import Attendance, AttendanceDoor
from courses.attendance.queries import attended
from courses.attendance.rules import codes
from courses.models import CourseCompletion
from courses.sessions.actions.planning import close_session
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.core.notices import Notice
from tests.browsing import in_chinese, send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.attendance_scene import Scene, make_scene


@pytest.fixture
def scene(make: Factory) -> Scene:
    return make_scene(make, people=3, seats=4)


def _open(make: Factory, scene: Scene, day: int = 0) -> FlaskClient:
    trainer = make.browser(scene.trainer)
    assert send(trainer, f"/attendance/days/{scene.days[day]}/door").status_code == 302
    return trainer


def _address(scene: Scene, day: int = 0) -> str:
    """What the picture on the screen says now."""
    door = db.session.get_one(AttendanceDoor, scene.days[day])
    address = f"/a/{scene.days[day]}/{codes.link_code(door.secret, door.session_day_id, clock.now())}"
    db.session.rollback()
    return address


def _notes(day: int) -> list[tuple[int, str]]:
    rows = [
        (row.person_id, row.how)
        for row in db.session.scalars(
            select(Attendance).where(Attendance.session_day_id == day).order_by(Attendance.id)
        )
    ]
    db.session.rollback()
    return rows


def test_scanning_confirms_in_one_tap_and_only_while_the_code_is_shown(
    make: Factory, scene: Scene, fixed_clock: Clock
) -> None:
    early = make.browser(scene.trainer)
    assert send(early, f"/attendance/days/{scene.days[0]}/door").status_code == 302  # an hour before it opens
    trainer, (day, *_rest) = early, scene.days
    page = trainer.get(f"/attendance/days/{day}/screen").get_data(as_text=True)
    assert "data:image/svg+xml" in page
    assert "0 of 3" in page
    fixed_clock.forward(minutes=61)
    address = _address(scene)
    first = make.browser(scene.people[0])
    confirm = first.get(address)
    assert confirm.headers["Location"] == f"/attendance/{day}"
    assert "I am here" in first.get(f"/attendance/{day}").get_data(as_text=True)
    assert send(first, f"/attendance/{day}", follow=True).status_code == 200
    assert "you are on the list" in first.get(f"/attendance/{day}").get_data(as_text=True)
    send(first, f"/attendance/{day}")  # tapped twice
    assert _notes(day) == [(scene.people[0].id, "code")]
    # The list fills by itself, and says nothing where there is no news.
    news = trainer.get(f"/attendance/days/{day}/arrivals?seen=0").get_data(as_text=True)
    assert scene.people[0].name_latin in news
    assert "1 of 3" in news
    seen = re.search(r"seen=(\d+)", news)
    assert seen
    assert trainer.get(f"/attendance/days/{day}/arrivals?seen={seen.group(1)}").status_code == 204
    # A picture of the code that reaches somebody at home is stale.
    fixed_clock.forward(seconds=45)
    home = make.browser(scene.people[1])
    assert "stale" in home.get(address).headers["Location"]
    assert send(home, f"/attendance/{day}").status_code == 422
    assert "no longer shown" in home.get("/attendance?stale=1").get_data(as_text=True)
    # Whoever opened it in time has three minutes to sign in, in that browser, and no more.
    stranger = make.app.test_client()
    assert stranger.get(_address(scene)).headers["Location"] == f"/attendance/{day}"
    assert "/sign-in" in stranger.get(f"/attendance/{day}").headers["Location"]
    late = make.browser(scene.people[2])
    late.get(_address(scene))
    fixed_clock.forward(minutes=4)
    assert send(late, f"/attendance/{day}").status_code == 422
    # The short code does the same.
    door = db.session.get_one(AttendanceDoor, day)
    typed = codes.typed_code(door.secret, day, clock.now()).lower()
    db.session.rollback()
    assert send(late, "/attendance", {"code": f"{typed[:3]} {typed[3:]}"}).headers["Location"] == f"/attendance/{day}"
    assert send(late, f"/attendance/{day}").status_code == 302
    assert [person for person, _how in _notes(day)] == [scene.people[0].id, scene.people[2].id]
    for _n in range(12):
        assert send(home, "/attendance", {"code": "333333"}).status_code == 422
    assert send(home, "/attendance", {"code": typed}).status_code == 429


def test_walking_in_takes_free_seats_and_the_trainer_may_let_in_more(
    make: Factory, scene: Scene, fixed_clock: Clock
) -> None:
    trainer, day = _open(make, scene), scene.days[0]
    fixed_clock.forward(minutes=60)
    unsigned = [make.person(Role.LEARNER, unit=scene.unit) for _n in range(2)]
    for person in unsigned:
        client = make.browser(person)
        client.get(_address(scene))
        answer = send(client, f"/attendance/{day}")
        assert answer.status_code == (302 if person is unsigned[0] else 422)
    assert _notes(day) == [(unsigned[0].id, "walk_in")]
    assert "all seats are taken" in answer.text
    assert "you can come in while seats are free" not in answer.text  # one thing or the other
    trainer.get(_address(scene))
    theirs = trainer.get(f"/attendance/{day}").text
    assert "You teach this session" in theirs
    assert "I am here</button>" not in theirs
    own = send(trainer, f"/attendance/days/{day}/walk-in", {"person": scene.trainer.id, "reason": "I am here"})
    assert "Whoever teaches the session is not on its list." in own.get_data(as_text=True)
    page = trainer.get(f"/attendance/days/{day}/walk-in?q={unsigned[1].employee_no}").get_data(as_text=True)
    assert unsigned[1].name_latin in page
    refused = send(trainer, f"/attendance/days/{day}/walk-in", {"person": unsigned[1].id, "q": "Tester"})
    assert refused.status_code == 422
    assert "Say why" in refused.get_data(as_text=True)
    assert (
        send(
            trainer, f"/attendance/days/{day}/walk-in", {"person": unsigned[1].id, "reason": "A chair was found"}
        ).status_code
        == 302
    )
    assert _notes(day)[-1] == (unsigned[1].id, "walk_in")
    sheet = trainer.get(f"/attendance/sessions/{scene.session}").get_data(as_text=True)
    assert "2 people are here without a sign-up" in sheet
    assert "2 of " not in sheet  # walk-ins are none of those who are expected
    # The trainer is not on their own list.
    trainer.get(_address(scene))
    assert send(trainer, f"/attendance/{day}").status_code == 422


def test_the_list_is_kept_corrected_with_reason_and_judged_when_the_session_is_over(
    make: Factory, scene: Scene, fixed_clock: Clock
) -> None:
    trainer, day = _open(make, scene), scene.days[0]
    one, two, three = scene.people
    fixed_clock.forward(minutes=60)
    assert send(trainer, f"/attendance/days/{day}/marks", {"person": one.id, "is": "here"}).status_code == 302
    fixed_clock.forward(minutes=60)  # an hour of three is gone
    assert send(trainer, f"/attendance/days/{day}/marks", {"person": two.id, "is": "late"}).status_code == 302
    page = trainer.get(f"/attendance/sessions/{scene.session}").get_data(as_text=True)
    assert "60 min late" in page
    assert "2 of 3" in page
    assert "Everybody else is here (1)" in page
    where = f"/attendance/days/{day}/people/{one.id}"
    refused = send(trainer, where, {"is": "here", "left": "bad", "reason": "x"})
    assert refused.status_code == 422
    assert "written like" in refused.get_data(as_text=True)
    assert send(trainer, where, {"is": "absent"}).status_code == 422  # a correction needs a reason
    assert send(trainer, where, {"is": "absent", "reason": "Was at the desk of somebody else"}).status_code == 302
    assert "themselves" not in trainer.get(where).get_data(as_text=True)
    fixed_clock.forward(minutes=120)
    with transaction():
        close_session(session_id=scene.session, actor=System(), at=clock.now())
    parts = attended([scene.session])[scene.session]
    assert {p: (part.percent, part.enough, part.late) for p, part in parts.items()} == {
        one.id: (0, False, False),
        two.id: (66, False, True),
        three.id: (0, False, False),
    }
    assert not parts[three.id].known
    assert parts[one.id].no_show
    kinds = dict(
        db.session.execute(select(Notice.recipient_id, Notice.kind).where(Notice.kind.like("session.%"))).all()
    )
    assert kinds == {one.id: "session.missed", three.id: "session.missed"}
    # Corrected afterwards: the judgement follows, and so does what rests on it.
    db.session.rollback()
    where = f"/attendance/days/{day}/people/{two.id}"
    assert (
        send(
            trainer, where, {"is": "here", "came": "", "left": "", "reason": "Sat in the back from the start"}
        ).status_code
        == 302
    )
    assert attended([scene.session])[scene.session][two.id].enough
    done = select(CourseCompletion.person_id)
    assert list(db.session.scalars(done)) == [two.id]  # a course held in the room is completed by attending
    db.session.rollback()
    assert send(trainer, where, {"is": "absent", "reason": "Mistaken for a colleague"}).status_code == 302
    assert list(db.session.scalars(done)) == []
    db.session.rollback()
    # Whoever stayed away says why; whoever was never signed up is not asked.
    missing = make.browser(three)
    assert "Sent to an urgent job" in missing.get(f"/attendance/sessions/{scene.session}/absence").get_data(
        as_text=True
    )
    assert send(missing, f"/attendance/sessions/{scene.session}/absence", {}).status_code == 422
    assert send(missing, f"/attendance/sessions/{scene.session}/absence", {"kind": "other"}).status_code == 422
    assert send(missing, f"/attendance/sessions/{scene.session}/absence", {"kind": "urgent_job"}).status_code == 302
    assert "Sent to an urgent job" in trainer.get(f"/attendance/sessions/{scene.session}").get_data(as_text=True)
    outsider = make.browser(make.person(Role.LEARNER, unit=scene.unit))
    assert outsider.get(f"/attendance/sessions/{scene.session}/absence").status_code == 404
    other = make.browser(make.person(Role.TRAINER, unit=scene.unit))
    assert other.get(f"/attendance/sessions/{scene.session}").status_code == 404
    assert other.get(f"/attendance/days/{day}/screen").status_code == 404


def test_a_list_kept_without_network_arrives_once_and_never_over_what_happened_meanwhile(
    make: Factory, scene: Scene, fixed_clock: Clock
) -> None:
    trainer, day = _open(make, scene), scene.days[0]
    pack = trainer.get("/attendance/along/pack").get_json()
    assert [one["state"] for one in pack["days"][0]["people"]] == ["open"] * 3
    assert "Tester" not in trainer.get("/attendance/along").get_data(
        as_text=True
    )  # the page itself holds nobody's data
    assert (
        make.browser(make.person(Role.TRAINER, unit=scene.unit)).get("/attendance/along/pack").get_json()["days"] == []
    )
    fixed_clock.forward(minutes=90)
    one, two, _three = scene.people
    sent = {
        "day_id": day, "person_id": one.id, "is": "here", "basis": 0, "token": "2f1c8a7e-0001",
        "device_at": "2026-03-02T10:00:00+08:00", "device_now": "2026-03-02T10:20:00+08:00",
    }  # fmt: skip
    path = "/attendance/along/marks"
    assert [send(trainer, path, sent).status_code for _n in range(2)] == [201, 200]
    (row,) = db.session.scalars(select(Attendance))
    assert (row.came_at, row.token) == (clock.now() - timedelta(minutes=20), "along/2f1c8a7e-0001")
    db.session.rollback()
    history = f"/attendance/days/{day}/people/{one.id}"  # in the reader's language, whoever noted it
    assert "Noted on the list without network" in trainer.get(history).text
    assert "在离线名单上记录" in in_chinese(make.browser(scene.trainer)).get(history).text
    # The second scanned meanwhile; the list, which did not know it, says absent.
    phone = make.browser(two)
    phone.get(_address(scene))
    assert send(phone, f"/attendance/{day}").status_code == 302
    other = {**sent, "person_id": two.id, "is": "absent", "token": "2f1c8a7e-0002"}
    answer = send(trainer, path, other)
    assert answer.status_code == 409
    assert "Meanwhile" in answer.get_json()["reasons"][0]
    assert _notes(day)[-1] == (two.id, "code")
    assert send(trainer, path, {**other, "is": "here"}).status_code == 201  # no quarrel
    assert send(trainer, path, {**sent, "token": "short"}).status_code == 400
    stranger = make.browser(make.person(Role.TRAINER, unit=scene.unit))
    assert send(stranger, path, {**sent, "token": "2f1c8a7e-0003"}).status_code == 404
    assert "service" not in make.app.test_client().get("/attendance/worker.js").get_data(as_text=True)[:10]


def test_a_course_says_what_counts_as_attended(make: Factory, scene: Scene) -> None:
    author = make.browser(scene.trainer)
    path = f"/authoring/courses/{scene.course}/attendance"
    assert 'value="80"' in author.get(path).get_data(as_text=True)
    bad = send(author, path, {"least_percent": "101", "grace_minutes": "x"})
    assert bad.status_code == 422
    assert 'value="101"' in bad.get_data(as_text=True)
    assert send(author, path, {"least_percent": "60", "grace_minutes": "0"}).status_code == 302
    page = author.get(path).get_data(as_text=True)
    assert 'value="60"' in page
    assert "checked" not in page
