"""The growth log beyond the entry: drafts, photos, work orders, streaks and gaps, rest days, reminders; and the confidential
rating of mentors."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.core.files import StoredFile
from lms.mentoring.actions.pairings import cover_absence, end_cover
from lms.mentoring.logs.reminding import remind_due
from lms.mentoring.models import LogDraft, LogEntry, LogPhoto, LogReminder, MentorFeedback, MentorFeedbackGiven, Pairing
from lms.people.queries.people import get_person
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.mentoring_scene import Scene, picture, set_scene

PAGE = {"day": "2026-03-02", "cases": "A pump.", "ideas": "", "learned": "Vent first.", "work_orders": "WO-11，WO-12"}


@pytest.fixture
def scene(make: Factory) -> Scene:
    return set_scene(make)


def reminded() -> list[int]:
    found = list(db.session.scalars(select(LogReminder.person_id).order_by(LogReminder.person_id)))
    db.session.rollback()
    return found


def test_a_draft_then_an_entry_with_photos(scene: Scene, fixed_clock: Clock) -> None:
    browser, mentor = scene.make.browser(scene.learner), scene.make.browser(scene.technical)
    half = {
        "day": "2026-03-02",
        "cases": "Half a sentence",
        "ideas": "",
        "learned": "",
        "work_orders": "",
        "deed": "draft",
    }
    assert send(browser, "/log", half).status_code == 302
    page = browser.get("/log").get_data(as_text=True)
    assert "Half a sentence" in page
    assert "Your draft of" in page
    fixed_clock.forward(days=1)
    assert "Half a sentence" in browser.get("/log").text  # what was kept late in the evening is there in the morning
    fixed_clock.forward(days=-1)
    with_photo = {**half, "photos": (picture(), "a.jpg")}
    kept = send(browser, "/log", with_photo, content_type="multipart/form-data", follow=True).text
    assert "Draft kept without its photos; add them when you save." in kept
    assert "Half a sentence" not in mentor.get(f"/mentees/{scene.learner.id}").get_data(as_text=True)
    assert db.session.scalar(select(LogEntry.id)) is None
    db.session.rollback()

    wrong = send(
        browser,
        "/log",
        {**PAGE, "photos": [(picture(), "a.jpg"), (io.BytesIO(b"no"), "b.jpg")]},
        content_type="multipart/form-data",
    )
    assert wrong.status_code == 422
    assert "Choose the photos once more: the browser does not keep them." in wrong.text
    sent = send(
        browser, "/log", {**PAGE, "photos": (picture(exif=b""), "pump.jpg")}, content_type="multipart/form-data"
    )
    assert sent.status_code == 302
    entry = db.session.scalars(select(LogEntry)).one()
    assert entry.work_orders == "WO-11, WO-12"
    photo = entry.photos[0].id
    assert db.session.scalar(select(LogDraft.person_id)) is None
    db.session.rollback()
    shown = mentor.get(f"/mentees/{scene.learner.id}").get_data(as_text=True)
    assert f"/log/photos/{photo}" in shown
    assert "WO-11, WO-12" in shown
    assert mentor.get(f"/log/photos/{photo}").data[:2] == b"\xff\xd8"
    stranger = scene.make.browser(scene.make.person(Role.MENTOR, unit=scene.unit))
    assert stranger.get(f"/log/photos/{photo}").status_code == 404
    for other, answer in ((mentor, 404), (browser, 302), (browser, 404)):
        assert send(other, f"/log/photos/{photo}/remove", {}).status_code == answer
    assert mentor.get(f"/log/photos/{photo}").status_code == 404
    assert db.session.scalars(select(StoredFile.id)).all() == []
    db.session.rollback()
    send(browser, "/log", {**PAGE, "photos": (picture(), "pump.jpg")}, content_type="multipart/form-data")
    photo = db.session.scalars(select(LogPhoto.id)).one()
    db.session.rollback()
    more = [(picture(), f"{n}.jpg") for n in range(6)]
    assert "At most 6 photos a day." in send(
        browser, "/log", {**PAGE, "photos": more}, content_type="multipart/form-data"
    ).get_data(as_text=True)
    send(mentor, f"/log/{entry.id}/reply", {"text": "Good."})
    late = send(browser, f"/log/photos/{photo}/remove", {}, follow=True).text
    assert "A mentor has answered this entry already" in late
    assert f"/log/photos/{photo}" in late


def test_streaks_rest_days_and_reminders(scene: Scene, fixed_clock: Clock) -> None:
    browser = scene.make.browser(scene.learner)
    assert remind_due(at=clock.now()) == 0  # nine in the morning
    fixed_clock.forward(hours=9, minutes=30)
    assert remind_due(at=clock.now()) == 1
    assert remind_due(at=clock.now()) == 0  # never twice a day
    assert "Your growth log of today is still empty." in browser.get("/notices").get_data(as_text=True)
    send(browser, "/log", PAGE)
    fixed_clock.forward(days=1)
    send(browser, "/log", {**PAGE, "day": "2026-03-03"})
    fixed_clock.forward(days=2)  # Wednesday is missed, Thursday is open
    page = browser.get("/log").get_data(as_text=True)
    assert "1 missing in three weeks" in page
    assert "longest 2" in page
    assert "0 entries in a row" in page
    assert remind_due(at=clock.now()) == 3  # the learner, and both mentors whose answers are waited for
    assert reminded() == sorted([scene.learner.id, scene.learner.id, scene.technical.id, scene.culture.id])
    assert "Entries in growth logs that wait for your answer: 2" in scene.make.browser(scene.technical).get(
        "/notices"
    ).get_data(as_text=True)

    assert "the oldest since 2 Mar 2026." in scene.make.browser(scene.technical).get("/notices").text
    assert send(browser, "/log/rhythm", {"shift": "early", "rest": ["3", "4"]}).status_code == 302
    assert "1 missing in three weeks" in browser.get("/log").text
    fixed_clock.forward(days=1)
    assert send(browser, "/log/rhythm", {"shift": "early", "rest": ["2", "3", "4"]}).status_code == 302
    assert "1 missing in three weeks" in browser.get("/log").text  # another word today does not undo what was missed
    fixed_clock.forward(days=-1)
    fixed_clock.forward(days=1)  # Friday, now a rest day
    assert remind_due(at=clock.now()) == 2  # both mentors only
    assert "Early shift" in browser.get("/log").get_data(as_text=True)
    fixed_clock.forward(
        days=1, hours=-3
    )  # Saturday, half past three: a working day of the early shift, the mentors' day off
    assert remind_due(at=clock.now()) == 1


def test_what_goes_on_waiting_is_called_to_mind_ever_more_rarely(scene: Scene, fixed_clock: Clock) -> None:
    send(scene.make.browser(scene.learner), "/log", PAGE)  # on Monday, the only entry
    fixed_clock.forward(hours=9, minutes=30)
    learner, mentor = scene.learner.id, scene.technical.id
    heard: dict[int, list[int]] = {learner: [], mentor: []}
    for day in range(1, 23):
        fixed_clock.forward(days=1)
        remind_due(at=clock.now())
        for person_id, days in heard.items():
            if db.session.get(LogReminder, (person_id, clock.today())):
                days.append(day)
        db.session.rollback()
    assert heard == {learner: [1, 2, 3, 10, 17], mentor: [2, 3, 4, 11, 18]}


def test_mentees_rate_in_confidence(make: Factory, fixed_clock: Clock) -> None:
    scene = set_scene(make)
    mentees = [scene.learner, *(make.person(Role.LEARNER, unit=scene.unit) for _ in range(3))]
    for person in mentees[1:]:
        scene.appoint(person, scene.technical)
    path = f"/log/mentors/{scene.technical.id}"
    answers = {"time": "4", "explains": "5", "patience": "4", "trust": "3", "feedback": "4"}
    first = make.browser(scene.learner)
    assert "before that it says little" in send(first, path, answers).get_data(as_text=True)
    brief = make.person(Role.MENTOR, unit=scene.unit, name_latin="One Day")
    with transaction():
        pairing = db.session.scalars(select(Pairing).where(Pairing.mentee_id == scene.learner.id)).first()
        assert pairing
        for cover, days in ((brief, 0), (make.person(Role.MENTOR, unit=scene.unit, name_latin="Called Off"), 20)):
            day = clock.today() + timedelta(days=days)
            row = cover_absence(pairing=pairing, cover=get_person(cover.id), from_day=day, until_day=day, reason="Ill",
                                actor=System("test"), at=clock.now())  # fmt: skip
        end_cover(cover=row, actor=System("test"), at=clock.now())
        called_off = row.mentor_id
    fixed_clock.forward(days=15)
    assert "How does" in first.get("/log").get_data(as_text=True)
    assert "How does One Day" not in first.get("/log").text  # a day together says little, however long ago
    assert "before that it says little" in send(first, f"/log/mentors/{brief.id}", answers).text
    fixed_clock.forward(days=30)
    assert "How does Called Off" not in first.get("/log").text
    assert first.get(f"/log/mentors/{called_off}").status_code == 404
    assert send(first, path, {**answers, "trust": "9"}).status_code == 422
    hr = make.browser(make.person(Role.HR, everywhere=True))
    own = make.browser(scene.technical)
    for number, person in enumerate(mentees, 1):
        browser = make.browser(person)
        assert send(browser, path, answers).status_code == 302
        assert send(browser, path, answers).status_code == 422  # once for each mentor
        page = hr.get(f"/mentors/{scene.technical.id}").get_data(as_text=True)
        shown = "mean of 3 answers" in page
        assert shown is (number >= 3)  # the fourth waits for two more
    assert "I can ask and admit anything" in own.get(f"/mentors/{scene.technical.id}").get_data(as_text=True)
    assert first.get(f"/log/mentors/{scene.culture.id}").status_code == 200
    assert make.browser(make.person(Role.LEARNER)).get(path).status_code == 404
    assert {row.batch for row in db.session.scalars(select(MentorFeedback))} == {0, 1}
    assert not {"mentee_id", "person_id", "at"} & set(MentorFeedback.__table__.columns.keys())
    assert {row.month.day for row in db.session.scalars(select(MentorFeedbackGiven))} == {1}


def test_a_mentor_is_led_to_the_logs_of_mentees_instead_of_an_own_form(scene: Scene) -> None:
    mentor = scene.make.browser(scene.technical)
    page = mentor.get("/log").text
    assert 'name="cases"' not in page
    assert "No mentor is appointed yet" not in page
    assert '<a class="btn btn-primary" href="/mentees">' in page
    assert 'name="cases"' in scene.make.browser(scene.learner).get("/log").text
    scene.appoint(scene.technical, scene.culture)  # who learns another post keeps a log, mentor or not
    assert 'name="cases"' in mentor.get("/log").text
