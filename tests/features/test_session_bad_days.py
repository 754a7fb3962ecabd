"""When things go wrong: two managers and one room, a trainer ill an hour before, forty people and no session."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from courses.sessions.actions.planning import Wanted, plan_session
from courses.sessions.actions.signups import sign_up_many
from courses.sessions.models import Booking, CourseSession, SessionTrainer, SignUp, TeachingAsk
from courses.sessions.queries import participants, trainers_of
from courses.sessions.questions import MAY_TEACH, TRAINERS_AWAY, WHO_MAY_TEACH
from courses.sessions.rules.planning import PlannedDay
from courses.sessions.rules.states import SessionKind, Step
from courses.sessions.rules.times import Span
from lms.core import clock
from lms.core.access import Role
from lms.core.db import db, transaction
from lms.core.errors import RuleBroken
from lms.core.mail import Letter
from lms.core.notices import Notice
from lms.core.rules import Refusal
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.session_scene import TUESDAY, Acting, Scene, set_scene


@pytest.fixture
def scene(make: Factory) -> Scene:
    return set_scene(make)


def told(person_id: int, kind: str) -> int:
    """How many notices of a kind somebody has."""
    db.session.rollback()
    return len(db.session.scalars(select(Notice.id).where(Notice.recipient_id == person_id, Notice.kind == kind)).all())


def test_two_managers_take_one_room_in_the_same_second(scene: Scene, app: Flask) -> None:
    """Each in a transaction of its own, both past every check of the code before either writes."""
    ready = threading.Barrier(2, timeout=20)
    outcomes: list[str] = []

    def plan(lead: int, minutes: int) -> None:
        at = TUESDAY + timedelta(minutes=minutes)
        day = PlannedDay(Span(at, at + timedelta(hours=2)), "Asia/Shanghai", scene.rooms["R1"])
        wanted = Wanted("meters", unit, SessionKind.CLASSROOM, "zh", 5, (day,), lead_id=lead)
        with app.app_context():
            ready.wait()
            try:
                with transaction():
                    plan_session(wanted=wanted, actor=manager, at=clock.now())
                outcomes.append("planned")
            except RuleBroken as broken:
                outcomes.extend(refusal.code for refusal in broken.refusals)

    unit, manager, trainers = scene.unit.id, scene.manager_actor, [one.id for one in scene.trainers]
    db.session.rollback()
    threads = [threading.Thread(target=plan, args=(trainers[n], 10 * n)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["planned", "session_room_taken"]
    assert len(db.session.scalars(select(CourseSession.id)).all()) == 1
    assert len(db.session.scalars(select(Booking.id)).all()) == 2


def test_the_database_itself_refuses_what_the_code_let_through(scene: Scene) -> None:
    scene.plan()
    day_id, person = db.session.execute(
        select(Booking.session_day_id, Booking.person_id).where(Booking.person_id.is_not(None))
    ).one()
    db.session.rollback()
    room = scene.rooms["R1"]

    def book(first: float, last: float, **thing: int | None) -> None:
        with transaction() as session:
            row = {"session_day_id": day_id, "room_id": None, "person_id": None, **thing}
            starts_at, ends_at = TUESDAY + timedelta(hours=first), TUESDAY + timedelta(hours=last)
            session.execute(insert(Booking).values(starts_at=starts_at, ends_at=ends_at, **row))

    def move(first: float, later: float) -> None:
        with transaction() as session:
            row = session.scalars(select(Booking).where(Booking.starts_at == TUESDAY + timedelta(hours=first))).one()
            row.starts_at = TUESDAY + timedelta(hours=later)

    for first, last in ((0, 3), (-1, 0.25), (2.75, 5), (1, 2), (-5, 9)):
        for thing in ({"room_id": room}, {"person_id": person}):
            with pytest.raises(IntegrityError):
                book(first, last, **thing)
    book(3, 4, room_id=room)  # begins when the other ends
    book(-1, 0, person_id=person)
    with pytest.raises(IntegrityError):  # and no row is moved over another
        move(3, 2)
    with pytest.raises(IntegrityError):
        book(20, 21)


def test_the_second_manager_reads_who_has_the_room_and_which_are_free(scene: Scene) -> None:
    number = scene.plan()
    manager = scene.browser(scene.manager)
    answer = send(manager, "/sessions/plan", scene.form(seats=8, lead_id=scene.trainers[0].id))
    assert answer.status_code == 422
    code = db.session.scalar(select(CourseSession.number).where(CourseSession.id == number))
    assert f"Room R1 is taken: Tue 10 Mar, 09:00–12:00, by session {code}." in answer.text
    assert f"teaches already: Tue 10 Mar, 09:00–12:00, session {code}." in answer.text
    assert "Free at all these times: Room R2" in answer.text
    # What cannot be stands beside what is merely worth knowing, before that is accepted; so it does on a change.
    both = send(manager, "/sessions/plan", scene.form(seats=300, lead_id=0))
    assert all(words in both.text for words in ("Room R1 is taken", "fewer than the 300", "Nobody leads it yet."))
    fitting = scene.form(seats=8, lead_id=scene.trainers[1].id, **{"days-0-room_id": scene.rooms["R2"]})
    planned = send(manager, "/sessions/plan", fitting)
    assert planned.status_code == 302
    place = planned.headers["Location"]  # numbers of sessions that came to nothing are not used again
    moved = {**fitting, "days-0-room_id": scene.rooms["R1"], "reason": "Nearer"}
    assert send(manager, f"{place}/change", moved).status_code == 422
    assert send(manager, f"/sessions/{number}/cancel", {"reason": "Too few people"}).status_code == 302
    assert send(manager, f"{place}/change", moved).status_code == 302  # the room is free again


def test_a_trainer_falls_ill_an_hour_before(scene: Scene, fixed_clock: Clock) -> None:
    number = scene.plan()
    with transaction():
        sign_up_many(
            session_id=number,
            person_ids=[one.id for one in scene.learners[:2]],
            actor=scene.manager_actor,
            at=clock.now(),
        )
    ill, second, third = scene.trainers
    entitled = scene.make.person(Role.TRAINER, unit=scene.unit)
    away = scene.make.person(Role.TRAINER, unit=scene.unit)
    scene.plan(room="R2", lead=1, at=TUESDAY + timedelta(hours=1))  # the second teaches something else
    answers = scene.make.app.extensions.setdefault("answers", {})
    former = {question: list(answers.get(question, ())) for question in (MAY_TEACH, TRAINERS_AWAY, WHO_MAY_TEACH)}
    answers[WHO_MAY_TEACH] = []  # so that each is asked about alone
    answers[MAY_TEACH] = [
        lambda person, _course, _day: (Refusal("session_own_approval"),) if person == third.id else ()
    ]
    answers[TRAINERS_AWAY] = [lambda _people, first, _last: {away.id: {first}, ill.id: {first}}]
    try:
        fixed_clock.moment = TUESDAY - timedelta(hours=1)
        browser = scene.browser(ill)
        (one,) = trainers_of([number])[number]
        place = f"/sessions/{number}/trainers/{one.id}"
        # An absence entered after planning stands beside the name, for whoever looks after the session.
        assert "Away on" in scene.browser(scene.manager).get(f"/sessions/{number}").text
        assert "Away on" not in scene.browser(scene.learners[0]).get(f"/sessions/{number}").text
        assert send(browser, f"{place}/unable", {"reason": ""}, follow=True).status_code == 200
        assert told(scene.manager.id, "session_unable") == 1
        page = browser.get(place).text
        assert "1 person may teach it and is free" in page
        assert [page.count(words) for words in ("May and can", "Free, but not entitled", "Not free", "is away")] == [
            1,
            1,
            2,
            1,
        ]
        assert send(browser, f"{place}/ask", {}).status_code == 302  # one tap: all who may and can
        assert send(browser, f"{place}/ask", {"person": third.id}).status_code == 302  # and one more by name
        assert told(entitled.id, "session_asked_to_teach") == told(third.id, "session_asked_to_teach") == 1
        letter = db.session.scalars(select(Letter).where(Letter.recipient_id == entitled.id)).one()
        assert letter.not_before <= TUESDAY - timedelta(minutes=59)  # it does not wait for the end of the quiet hours
        asks = dict(db.session.execute(select(TeachingAsk.person_id, TeachingAsk.id)).all())
        assert scene.browser(second).get(f"/sessions/asked/{asks[third.id]}").status_code == 404
        no = scene.browser(third)
        question = f"/sessions/asked/{asks[entitled.id]}"
        assert question in scene.browser(entitled).get("/").text  # on the first page, as what to do now
        assert send(no, f"/sessions/asked/{asks[third.id]}", {"answer": "no"}).status_code == 302
        yes = scene.browser(entitled)
        assert "Fever" not in yes.get(question).text
        assert send(yes, question, {"answer": "yes"}).status_code == 302
        assert question not in yes.get("/").text
        late = send(no, f"/sessions/asked/{asks[third.id]}", {"answer": "yes"})
        assert late.status_code == 422
        assert "Somebody else has taken it over" in late.text
        assert [one.person_id for one in trainers_of([number])[number]] == [entitled.id]
        assert [told(person.id, "session_changed") for person in (*scene.learners[:3], ill, scene.manager)] == [
            1,
            1,
            0,
            1,
            1,
        ]
        taken = db.session.scalars(select(Booking.person_id).where(Booking.person_id.in_([ill.id, entitled.id]))).all()
        assert taken == [entitled.id]
        former_row = db.session.scalars(select(SessionTrainer).where(SessionTrainer.person_id == ill.id)).one()
        assert former_row.removed_reason == "stand-in"
        assert "Settled" in scene.browser(scene.manager).get(place).text
    finally:
        answers.update(former)


def test_forty_people_are_told_and_moved_without_losing_their_place(make: Factory, fixed_clock: Clock) -> None:
    scene = set_scene(make, learners=12)
    number = scene.plan(seats=8)
    people = [one.id for one in scene.learners]
    for person in people:
        with transaction():
            sign_up_many(
                session_id=number, person_ids=[person], actor=scene.manager_actor, at=fixed_clock.forward(minutes=1)
            )
    assert len(participants(number)) == 8
    manager = scene.browser(scene.manager)
    assert "12 people are on it" in manager.get(f"/sessions/{number}/cancel").text
    assert send(manager, f"/sessions/{number}/cancel", {"reason": ""}).status_code == 422
    answer = send(manager, f"/sessions/{number}/cancel", {"reason": "Burst pipe"}, follow=True)
    assert "Cancelled; 12 people are told." in answer.text
    assert "There is no other date yet" in answer.text
    assert [told(person, "session_cancelled") for person in people] == [1] * 12
    assert told(scene.trainers[0].id, "session_cancelled_trainer") == 1
    assert len(db.session.scalars(select(Letter.id).where(Letter.body.contains("Burst pipe"))).all()) == 13
    learner = scene.browser(scene.learners[0])
    assert "You keep your place in the queue" in learner.get(f"/sessions/{number}").text
    assert "Waiting for the next date" in learner.get("/sessions/mine").text
    assert "12 people wait for the next date" in manager.get("/sessions/plan?course=meters").text
    # Somebody signs up to the new date before the others are moved; those who waited longer stand before the next one.
    other = scene.plan(at=TUESDAY + timedelta(days=7), seats=6)
    eager, stranger = scene.learners[11], make.person(Role.LEARNER, unit=scene.unit)
    assert send(scene.browser(eager), f"/sessions/{other}/sign-up", {}).status_code == 302
    page = manager.get(f"/sessions/{number}/move").text
    assert "11 people wait for the next date" in page
    done = send(manager, f"/sessions/{number}/move", {"to": other}, follow=True)
    assert "5 seated, 6 on the waiting list, 0 could not be moved." in done.text
    assert {one.person_id for one in participants(other)} == {*people[:5], eager.id}
    with transaction():
        sign_up_many(session_id=other, person_ids=[stranger.id], actor=Acting(stranger.id), at=clock.now(), own=True)
    send(scene.browser(scene.learners[0]), f"/sessions/{other}/withdraw", {"reason": "Ill"})
    assert people[5] in {one.person_id for one in participants(other)}
    left = db.session.scalars(select(SignUp.step).where(SignUp.session_id == number).order_by(SignUp.id)).all()
    assert left.count(str(Step.MOVED)) == 12
    assert send(manager, f"/sessions/{other}/move", {"to": number}).status_code == 404


def test_whoever_is_on_the_other_date_already_waits_for_none(scene: Scene) -> None:
    number, other = scene.plan(), scene.plan(room="R2", lead=1, at=TUESDAY + timedelta(days=7))
    learner, manager = scene.browser(scene.learners[0]), scene.browser(scene.manager)
    for one in (number, other):
        assert send(learner, f"/sessions/{one}/sign-up", {}).status_code == 302
    assert send(manager, f"/sessions/{number}/cancel", {"reason": "Burst pipe"}).status_code == 302
    done = send(manager, f"/sessions/{number}/move", {"to": other}, follow=True).text
    assert "1 person was on it already." in done
    assert "0 could not be moved" in done
    assert "wait for the next date" not in manager.get("/sessions/plan?course=meters").text
    assert [one.person_id for one in participants(other)] == [scene.learners[0].id]


def test_whoever_takes_a_session_over_learns_in_it_no_more(scene: Scene) -> None:
    number, stand_in, waiting = scene.plan(seats=1), scene.trainers[1], scene.learners[0]
    with transaction():
        sign_up_many(session_id=number, person_ids=[stand_in.id, waiting.id], actor=scene.manager_actor, at=clock.now())
    (one,) = trainers_of([number])[number]
    assert send(scene.browser(scene.manager), f"/sessions/{number}/trainers/{one.id}/ask", {"person": stand_in.id}).status_code == 302  # fmt: skip
    ask = db.session.scalars(select(TeachingAsk.id)).one()
    assert send(scene.browser(stand_in), f"/sessions/asked/{ask}", {"answer": "yes"}).status_code == 302
    assert [one.person_id for one in participants(number)] == [waiting.id]
    assert "Teaches the session" in scene.browser(scene.manager).get(f"/sessions/{number}/people").text


def test_two_learners_and_the_last_seat(scene: Scene, app: Flask) -> None:
    number = scene.plan(seats=1)
    ready = threading.Barrier(2, timeout=20)
    found: list[Step] = []

    def sign_up(person: int) -> None:
        with app.app_context():
            ready.wait()
            with transaction():
                outcome = sign_up_many(
                    session_id=number, person_ids=[person], actor=Acting(person), at=clock.now(), own=True
                )
            found.extend(outcome.steps.values())

    ids = [one.id for one in scene.learners[:2]]
    db.session.rollback()
    threads = [threading.Thread(target=sign_up, args=(person,)) for person in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [Step.SEATED, Step.WAITING]
