"""Learning by errand: find a course, read, resume, mark done, complete."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from courses.events import CourseCompleted, LessonCompleted
from courses.models import CourseCompletion, LessonCompletion, LessonVisit
from courses.queries.progress import course_progress
from lms.core import events
from lms.core.access import Role
from lms.core.db import db
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.course_shelf import text, write


@contextmanager
def counted() -> Iterator[list[str]]:
    """The SELECTs, INSERTs and so on that are sent meanwhile."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@contextmanager
def heard(app: Flask, kind: type) -> Iterator[list[Any]]:
    """The events of a kind that are published meanwhile."""
    told: list[Any] = []
    events.subscribe(app, kind, told.append)
    try:
        yield told
    finally:
        app.extensions["events"][kind].remove(told.append)


def test_the_catalogue_shows_published_courses_by_category_with_progress(make: Factory) -> None:
    first, *_ = write("power", text("one"), text("two"), category="product", product_line="home")
    write("manners", text("one"), category="communication")
    write("secret", text("one"), publish=False)
    browser = make.browser(make.person(Role.LEARNER))
    send(browser, f"/lessons/{first}/done")
    page = browser.get("/courses").get_data(as_text=True)
    assert "Course power" in page
    assert "1 of 2" in page
    assert page.index("Product knowledge</h2>") < page.index("Communication</h2>")
    assert "secret" not in page


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("category=safety", {"wires"}),
        ("delivery=classroom", {"talk"}),
        ("product=industrial", {"wires", "talk"}),
        ("product=home", {"talk"}),
        ("category=law", set()),
        ("category=nonsense", {"wires", "talk"}),
    ],
)
def test_the_catalogue_is_filtered(make: Factory, asked: str, shown: set[str]) -> None:
    write("wires", text("one"), category="safety", product_line="industrial")
    write("talk", text("one"), category="communication", delivery="classroom")
    page = make.browser(make.person(Role.LEARNER)).get(f"/courses?{asked}").get_data(as_text=True)
    assert {code for code in ("wires", "talk") if f"Course {code}" in page} == shown


def test_a_lesson_is_read_in_the_readers_language(make: Factory) -> None:
    (lesson,) = write("power", text("one", zh="**断电**", en="**Switch off**"))
    browser = make.browser(make.person(Role.LEARNER))
    page = browser.get(f"/lessons/{lesson}", headers={"Accept-Language": "zh-CN"}).get_data(as_text=True)
    assert "<strong>断电</strong>" in page
    assert "Switch off" not in page


def test_marking_done_goes_on_and_completing_tells_once(app: Flask, make: Factory, fixed_clock: Clock) -> None:
    one, two = write("power", text("one"), text("two"))
    learner = make.person(Role.LEARNER)
    learner_id, browser = learner.id, make.browser(learner)
    with heard(app, CourseCompleted) as completed, heard(app, LessonCompleted) as lessons:
        assert send(browser, f"/lessons/{one}/done").location == f"/lessons/{two}"
        assert send(browser, f"/lessons/{one}/done").location == f"/lessons/{two}"
        assert completed == []
        assert send(browser, f"/lessons/{two}/done").location == "/courses/power"
        send(browser, f"/lessons/{two}/done")
        send(browser, f"/lessons/{one}/done")
    assert [e.lesson_id for e in lessons] == [one, two]
    assert [(e.person_id, e.course_code) for e in completed] == [(learner_id, "power")]
    assert len(db.session.scalars(select(CourseCompletion)).all()) == 1
    page = browser.get("/courses/power").get_data(as_text=True)
    assert "You completed this course on" in page
    assert '<a class="btn" href="/">See what comes next</a>' in page


def test_lessons_out_of_order_lead_back_to_what_is_open(make: Factory) -> None:
    one, two, three = write("power", text("one"), text("two"), text("three"))
    browser = make.browser(make.person(Role.LEARNER))
    assert send(browser, f"/lessons/{three}/done").location == f"/lessons/{one}"
    assert send(browser, f"/lessons/{one}/done").location == f"/lessons/{two}"


def test_reading_resumes_where_it_was_left(make: Factory, fixed_clock: Clock) -> None:
    one, two, _three = write("power", text("one"), text("two"), text("three"))
    learner = make.person(Role.LEARNER)
    learner_id, browser = learner.id, make.browser(learner)
    assert f'href="/lessons/{one}">Start learning' in browser.get("/courses/power").get_data(as_text=True)
    assert send(browser, f"/lessons/{two}/place", {"place": "420"}).status_code == 204
    fixed_clock.forward(hours=1)
    assert send(browser, f"/lessons/{two}/place", {"place": "1700"}).status_code == 204
    assert send(browser, f"/lessons/{two}/place", {"place": "far"}).status_code == 422
    visit = db.session.scalars(select(LessonVisit)).one()
    assert (visit.place, visit.first_seen_at < visit.last_seen_at) == (1000, True)
    assert 'data-place="1000"' in browser.get(f"/lessons/{two}").get_data(as_text=True)
    assert f'href="/lessons/{two}">Go on learning' in browser.get("/courses/power").get_data(as_text=True)
    progress = course_progress([learner_id], ["power"])[learner_id, "power"]
    assert (progress.next_lesson_id, progress.done, progress.total, progress.next_minutes) == (two, 0, 3, 5)


def test_whoever_completed_keeps_it_and_whoever_is_under_way_keeps_unchanged_lessons(app: Flask, make: Factory) -> None:
    one, two = write("power", text("one"), text("two"))
    finisher, beginner = make.person(Role.LEARNER), make.person(Role.LEARNER)
    finisher_id, beginner_id = finisher.id, beginner.id
    done, begun = make.browser(finisher), make.browser(beginner)
    for lesson in (one, two):
        send(done, f"/lessons/{lesson}/done")
    send(begun, f"/lessons/{one}/done")
    write("power", text("one"), text("two", en="Rewritten"), text("three"))
    progress = course_progress([finisher_id, beginner_id], ["power"])
    assert (progress[finisher_id, "power"].done, progress[finisher_id, "power"].total) == (2, 2)
    assert progress[finisher_id, "power"].completed_at is not None
    assert (progress[beginner_id, "power"].done, progress[beginner_id, "power"].total) == (1, 3)
    assert "version 1" in done.get("/courses/power").get_data(as_text=True)
    assert "older version" in begun.get(f"/lessons/{two}").get_data(as_text=True)


def test_a_version_without_the_open_lesson_completes_the_course(app: Flask, make: Factory) -> None:
    one, _two = write("power", text("one"), text("two"))
    learner = make.person(Role.LEARNER)
    learner_id, browser = learner.id, make.browser(learner)
    send(browser, f"/lessons/{one}/done")
    with heard(app, CourseCompleted) as completed:
        write("power", text("one"))
    assert [e.person_id for e in completed] == [learner_id]


def test_done_in_a_window_that_still_shows_the_old_version_counts(make: Factory) -> None:
    one, two = write("power", text("one"), text("two"))
    learner = make.person(Role.LEARNER)
    learner_id, browser = learner.id, make.browser(learner)
    write("power", text("one"), text("two", en="Rewritten"))
    assert send(browser, f"/lessons/{one}/done").location == "/courses/power"
    assert course_progress([learner_id], ["power"])[learner_id, "power"].done == 1
    send(browser, f"/lessons/{two}/done")
    assert len(db.session.scalars(select(LessonCompletion)).all()) >= 3


def test_drafts_are_not_there_for_learners(make: Factory) -> None:
    (lesson,) = write("secret", text("one"), publish=False)
    browser = make.browser(make.person(Role.LEARNER))
    for path in ("/courses/secret", f"/lessons/{lesson}", "/courses/nothing", "/lessons/999"):
        assert browser.get(path).status_code == 404, path
    assert send(browser, f"/lessons/{lesson}/done").status_code == 404
    assert send(browser, f"/lessons/{lesson}/place", {"place": "1"}).status_code == 404
    assert db.session.scalars(select(LessonVisit)).all() == []


def test_a_lesson_costs_few_statements_and_little_weight(make: Factory) -> None:
    lessons = write("power", *(text(f"part-{n}", en="A sentence about power supplies. " * 150) for n in range(12)))
    browser = make.browser(make.person(Role.LEARNER))
    browser.get(f"/lessons/{lessons[3]}")
    for path, most in ((f"/lessons/{lessons[3]}", 4), ("/courses/power", 6), ("/courses", 6)):
        with counted() as sent:
            answer = browser.get(path)
        assert answer.status_code == 200
        assert len(sent) <= most, sent
        assert len(gzip.compress(answer.data)) < 15_000, path


def test_progress_costs_the_same_for_many(make: Factory) -> None:
    codes = [f"course-{n}" for n in range(5)]
    for code in codes:
        write(code, text("one"), text("two"))
    people = [make.person(Role.LEARNER).id for _ in range(5)]
    course_progress(people[:1], codes)  # the lessons of published versions are read once by each process
    with counted() as sent:
        found = course_progress(people, codes)
    assert len(found) == 25
    assert len(sent) == 2
    assert course_progress([], codes) == {}
    assert course_progress(people, ["unknown"]) == {}


def test_who_is_not_signed_in_is_asked_to(make: Factory, client: Any) -> None:
    (lesson,) = write("power", text("one"))
    for path in ("/courses", f"/lessons/{lesson}", "/courses/power/assets/x.svg"):
        assert client.get(path).location.startswith("/sign-in"), path
