"""Sitting a written exam by errand: begin, answer, be interrupted, hand in, be late, try again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from assessments.actions.attempts import finish_overdue
from assessments.events import ExamFinished
from assessments.models import Attempt
from assessments.queries.exams import ACCESS
from assessments.queries.results import exam_results
from assessments.rules.sitting import ExamAccess
from lms.core import clock
from lms.core.access import Role
from lms.core.db import db
from lms.people.models import Person
from tests.browsing import send
from tests.conftest import START, Clock
from tests.examples_of_exams import (
    CODE,
    SECRET,
    access,
    answer_all,
    begin,
    count_responses,
    fill_bank,
    make_exam,
    places,
    save,
    text_of,
)
from tests.factories import Factory
from tests.features.trainers_scene import add_exam, sit


@pytest.fixture
def learner(make: Factory) -> Person:
    return make.person(Role.LEARNER)


@pytest.fixture
def open_exam(app: Flask) -> Iterator[None]:
    """An exam of four items that everybody may sit, three times, a day apart."""
    make_exam(fill_bank(), wait_hours=24)
    with access(app, lambda person_id, code, at: ExamAccess(True)):
        yield


def test_the_start_page_says_what_awaits(open_exam: None, make: Factory, learner: Person) -> None:
    page = make.browser(learner).get(f"/exams/{CODE}").get_data(as_text=True)
    for words in (
        "Theory exam",
        "30\xa0minutes",
        "75% of the points",
        "gives one: 3 of 4",
        "3 of 3",
        "Begin the exam now",
    ):
        assert words in page, words


def test_nobody_may_begin_unless_a_programme_says_so(app: Flask, make: Factory, learner: Person) -> None:
    make_exam(fill_bank())
    browser = make.browser(learner)
    for opinion in (None, ExamAccess(False)):
        with access(app, lambda person_id, code, at, opinion=opinion: opinion):
            page = browser.get(f"/exams/{CODE}").get_data(as_text=True)
            assert "This exam opens when you reach it" in page
            assert "Begin the exam now" not in page
            assert send(browser, f"/exams/{CODE}/start").status_code == 422
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 0


def test_the_whole_way_through_with_forms_alone(open_exam: None, make: Factory, learner: Person) -> None:
    browser = make.browser(learner)
    attempt_id = begin(browser)
    for position in range(1, 5):
        path = f"/attempts/{attempt_id}/{position}"
        answer = send(browser, path, {"chosen": places(attempt_id, position), "sequence": "1", "go": "next"}, page=path)
        assert answer.status_code == 302
        page = browser.get(path).get_data(as_text=True)
        assert f'data-answered="{position}" data-words="All questions: # of 4 answered"' in page
        assert f"All questions: {position} of 4 answered</summary>" in page
    assert answer.location == f"/attempts/{attempt_id}/hand-in"
    assert "All questions are answered" in browser.get(answer.location).get_data(as_text=True)
    result = send(browser, f"/attempts/{attempt_id}/hand-in", follow=True).get_data(as_text=True)
    assert "Passed" in result
    assert "100%" in result
    assert f"{SECRET} 1." in result
    assert '<a class="btn" href="/">See what comes next</a>' in result
    assert exam_results([learner.id], [CODE])[learner.id, CODE].passed


def test_pressing_begin_twice_goes_on_with_the_same_attempt(open_exam: None, make: Factory, learner: Person) -> None:
    browser = make.browser(learner)
    assert begin(browser) == begin(browser)
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 1


def test_after_a_crash_another_device_goes_on_where_one_was(
    open_exam: None, make: Factory, learner: Person, fixed_clock: Clock
) -> None:
    first = make.browser(learner)
    attempt_id = begin(first)
    chosen = places(attempt_id, 1)
    answer = save(first, attempt_id, 1, chosen, flagged=True)
    assert answer.json == {"saved": 1, "latest": 1, "at": "09:00:00", "seconds_left": 1800}
    fixed_clock.forward(minutes=10)

    second = make.browser(learner)
    assert "Go on with the exam" in second.get(f"/exams/{CODE}").get_data(as_text=True)
    assert second.get(f"/attempts/{attempt_id}").location == f"/attempts/{attempt_id}/2"
    page = second.get(f"/attempts/{attempt_id}/1").get_data(as_text=True)
    assert f'value="{chosen[0]}" checked' in page
    assert 'name="flagged" checked' in page
    assert "20:00" in page
    assert 'name="sequence" value="2"' in page


def test_who_was_away_ends_at_the_deadline_with_what_was_saved(
    open_exam: None, make: Factory, learner: Person, fixed_clock: Clock
) -> None:
    browser = make.browser(learner)
    attempt_id = begin(browser)
    answer_all(browser, attempt_id, right=3)
    fixed_clock.forward(hours=5)
    assert browser.get(f"/attempts/{attempt_id}/2").location == f"/attempts/{attempt_id}/result"
    page = browser.get(f"/attempts/{attempt_id}/result").get_data(as_text=True)
    assert "Ended with the time" in page
    attempt = db.session.get_one(Attempt, attempt_id)
    assert attempt.finished_at == attempt.deadline == START + timedelta(minutes=30)
    assert (attempt.score, attempt.passed) == (3, True)


def test_the_worker_closes_what_nobody_looks_at(
    app: Flask, open_exam: None, make: Factory, learner: Person, fixed_clock: Clock
) -> None:
    told: list[ExamFinished] = []
    subscribers = app.extensions.setdefault("events", {}).setdefault(ExamFinished, [])
    subscribers.append(told.append)
    try:
        attempt_id = begin(make.browser(learner))
        fixed_clock.forward(minutes=30, seconds=2)
        assert finish_overdue(at=clock.now()) == 0
        fixed_clock.forward(minutes=1)
        assert finish_overdue(at=clock.now()) == 1
        assert finish_overdue(at=clock.now()) == 0
    finally:
        subscribers.remove(told.append)
    assert told == [ExamFinished(learner.id, CODE, attempt_id, 0.0, False, START + timedelta(minutes=30))]


def test_handing_in_twice_marks_once(open_exam: None, make: Factory, learner: Person, fixed_clock: Clock) -> None:
    browser = make.browser(learner)
    attempt_id = begin(browser)
    answer_all(browser, attempt_id, right=2)
    for _ in range(2):
        assert send(browser, f"/attempts/{attempt_id}/hand-in").status_code == 302
        fixed_clock.forward(minutes=1)
    attempt = db.session.get_one(Attempt, attempt_id)
    assert (attempt.finished_at, attempt.score, attempt.passed) == (START, 2, False)
    db.session.rollback()
    assert save(browser, attempt_id, 1, [1], sequence=9).status_code == 410


def test_another_persons_attempt_does_not_exist(open_exam: None, make: Factory, learner: Person) -> None:
    attempt_id = begin(make.browser(learner))
    for role in (Role.LEARNER, Role.MANAGER, Role.HR, Role.MENTOR):
        other = make.browser(make.person(role, everywhere=True))
        for path in ("", "/1", "/1/figure", "/hand-in", "/result", "/time"):
            assert other.get(f"/attempts/{attempt_id}{path}").status_code == 404, path
        assert send(other, f"/attempts/{attempt_id}/1", {"chosen": "0"}).status_code == 404
        assert send(other, f"/attempts/{attempt_id}/hand-in").status_code == 404
        assert save(other, attempt_id, 1, [0]).status_code == 404
    assert count_responses() == 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_key_feedback_or_other_question_is_in_any_page_before_the_end(
    open_exam: None, make: Factory, language: str
) -> None:
    browser = make.browser(make.person(Role.LEARNER, language=language))
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    attempt_id = begin(browser)
    stems = {position: text_of(attempt_id, position, language) for position in range(1, 5)}
    pages = {path: f"/attempts/{attempt_id}/{path}" for path in (1, 2, 3, 4, "hand-in", "time")}
    pages["start"] = f"/exams/{CODE}"
    saved = save(browser, attempt_id, 1, places(attempt_id, 1)).get_data(as_text=True)
    wrong = save(browser, attempt_id, 2, places(attempt_id, 2, right=False)).get_data(as_text=True)
    assert saved.replace('"at":"09:00:00"', "") == wrong.replace(
        '"at":"09:00:00"', ""
    )  # nothing tells right from wrong
    for path, address in pages.items():
        text = browser.get(address).get_data(as_text=True)
        for word in (SECRET, "联锁未断", "correct", "feedback", "Manual", "手册"):
            assert word not in text, (path, word)
        for position, stem in stems.items():
            assert (stem in text) == (path == position), (path, position)
    assert browser.get(f"/attempts/{attempt_id}/result").location == f"/attempts/{attempt_id}"


def test_attempts_end_and_have_to_be_waited_for(
    open_exam: None, make: Factory, learner: Person, fixed_clock: Clock
) -> None:
    browser = make.browser(learner)
    for number in range(1, 4):
        attempt_id = begin(browser)
        answer_all(browser, attempt_id, right=2)
        send(browser, f"/attempts/{attempt_id}/hand-in")
        page = browser.get(f"/exams/{CODE}").get_data(as_text=True)
        if number < 3:
            assert "24\xa0hours after" in page
            assert "3 Mar 2026, 09:00" in page if number == 1 else True
            assert send(browser, f"/exams/{CODE}/start").status_code == 422
            fixed_clock.forward(hours=24)
        else:
            assert "All attempts are used" in page
    fixed_clock.forward(days=30)
    assert send(browser, f"/exams/{CODE}/start").status_code == 422
    assert exam_results([learner.id], [CODE])[learner.id, CODE].attempts_used == 3


def test_an_extension_opens_a_new_round_and_a_pass_ends_it(
    app: Flask, make: Factory, learner: Person, fixed_clock: Clock
) -> None:
    make_exam(fill_bank(), attempts_allowed=1)
    browser = make.browser(learner)
    with access(app, lambda person_id, code, at: ExamAccess(True)):
        send(browser, f"/attempts/{begin(browser)}/hand-in")
        assert send(browser, f"/exams/{CODE}/start").status_code == 422
    since = fixed_clock.forward(days=14)
    with access(app, lambda person_id, code, at: ExamAccess(True, since)):
        attempt_id = begin(browser)
        answer_all(browser, attempt_id, right=4)
        send(browser, f"/attempts/{attempt_id}/hand-in")
        assert "You have passed this exam" in browser.get(f"/exams/{CODE}").get_data(as_text=True)
    assert exam_results([learner.id], [CODE], since)[learner.id, CODE].attempts_used == 1
    best = exam_results([learner.id], [CODE])[learner.id, CODE]
    assert (best.attempts_used, best.attempt_id, best.percent) == (2, attempt_id, 100.0)


def test_whoever_may_sit_for_two_reasons_begins_for_the_one_that_is_left(
    app: Flask, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tier asks for an exam that was passed long ago; later the same exam is the subject test of a trainer."""
    person = make.person(Role.LEARNER)
    add_exam()
    sit(person, 90, at=clock.now() - timedelta(days=400))
    tier, trainer = ExamAccess(True, note="For the tier."), ExamAccess(True, clock.now(), note="For the trainer.")
    strict = ExamAccess(True, most=1, least=95, note="For a strict trainer.")
    browser = make.browser(person)
    for given, begins, note in (
        ([tier], False, tier), ([tier, trainer], True, trainer), ([trainer, tier], True, trainer), ([tier, None], False, tier),
        ([tier, strict], False, strict), ([strict, tier], False, strict),
    ):  # fmt: skip
        monkeypatch.setitem(app.extensions["answers"], ACCESS, [lambda *_asked, one=one: one for one in given])
        page = browser.get("/exams/subject").get_data(as_text=True)
        assert ("Begin the exam now" in page, note.note in page) == (begins, True), given
