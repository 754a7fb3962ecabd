"""Being asked, answering, declining."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import Flask

from assessments.queries.invitations import pending_for
from assessments.queries.survey_results import results
from lms.core import clock
from lms.core.access import Role
from lms.core.config import from_environment
from lms.core.db import db
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.course_shelf import text, write
from tests.features.survey_scene import CONTEXT, PATH, ask, form, reply, ship


def test_from_the_notice_to_the_results(make: Factory, fixed_clock: Any) -> None:
    ship()
    write("leak", text("one"))
    people = [make.person() for _ in range(5)]
    numbers = [ask(person) for person in people]
    assert ask(people[0]) == numbers[0]  # the same thing is asked once
    browser = make.browser(people[0])
    assert PATH.format(numbers[0]) in browser.get("/notices").get_data(
        as_text=True
    ) or "Feedback on the training" in browser.get("/notices").get_data(as_text=True)
    due = clock.today() + timedelta(days=7)
    assert f"answer by {due.day} {due:%b %Y}" in browser.get("/notices").get_data(as_text=True)
    page = browser.get(PATH.format(numbers[0])).get_data(as_text=True)
    assert "1 of 7" in page
    assert "Course leak" in page
    assert "Anonymous" in page
    half = {k: v for k, v in form(numbers[0], word="More practice").items() if k != "q-relevance"}
    answer = send(browser, PATH.format(numbers[0]), half)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Please answer this question." in page
    assert 'href="#q-relevance"' in page
    assert "More practice" in page
    assert "checked" in page
    answer = send(browser, PATH.format(numbers[0]), form(numbers[0], word="More practice"))
    assert answer.headers["Location"].endswith("/thanks")
    assert "Thank you!" in browser.get(answer.headers["Location"]).get_data(as_text=True)
    assert pending_for(people[0].id) == []
    assert len(pending_for(people[1].id)) == 1
    for number in numbers[1:4]:
        reply(number, 1)
    held = results([CONTEXT], "reaction")
    assert (held.n_asked, held.n_answered, held.n_shown, held.n_held_back) == (5, 4, 0, 4)
    assert all(one.figure.n == 0 for one in held.items)
    reply(numbers[4], 1)
    shown = results([CONTEXT], "reaction")
    assert (shown.n_answered, shown.n_shown, shown.n_held_back) == (5, 5, 0)
    satisfaction = shown.items[0].figure
    assert (satisfaction.n, satisfaction.mean) == (5, 4.2)
    assert shown.items[5].figure.nps == 100.0
    assert shown.items[6].figure.texts == ("More practice",)
    assert [m.measure for m in shown.measures][:2] == ["satisfaction", "relevance"]
    db.session.rollback()


def test_months_of_few_people_stand_together_for_named_answers_too(make: Factory, fixed_clock: Clock) -> None:
    ship()
    write("leak", text("one"))
    people = [make.person() for _ in range(11)]
    for month, some in enumerate((people[:5], people[5:8], people[8:])):
        for person in some:
            reply(ask(person, "behaviour-learner", about=person), month)
        found = results([CONTEXT], "behaviour-learner").by_month
        known = [(part.name, part.until, part.n) for part in found]
        db.session.rollback()
        assert known == SPANS[month]
        fixed_clock.forward(days=31)


MARCH, APRIL, MAY = (date(2026, month, 1) for month in (3, 4, 5))
SPANS = [[(MARCH, None, 5)], [(MARCH, APRIL, 8)], [(MARCH, None, 5), (APRIL, MAY, 6)]]
"""Three in April are too few for a month of their own, and join what stands before them until more come."""


def test_who_has_not_answered_is_named_only_where_the_installation_says_so(app: Flask, make: Factory) -> None:
    ship()
    write("leak", text("one"))
    unit = make.unit("STATION")
    people = [make.person(unit=unit) for _ in range(6)]
    numbers = [ask(person) for person in people]
    for number in numbers[:5]:
        reply(number)
    manager = make.browser(make.person(Role.MANAGER, everywhere=True))
    path = f"/questionnaires/results/reaction/asked?kind={CONTEXT[0]}&id={CONTEXT[1]}"
    page = manager.get(path).text
    assert "anonymous" in page.lower()
    assert people[5].name.en not in page
    settings = app.extensions["settings"]
    assert settings.survey_show_answered is False
    wanted = from_environment({"SECRET_KEY": "k" * 40, "LMS_SURVEY_SHOW_ANSWERED": "1"})
    assert wanted.survey_show_answered is True
    app.extensions["settings"] = replace(settings, survey_show_answered=wanted.survey_show_answered)
    try:
        page = manager.get(path).text
    finally:
        app.extensions["settings"] = settings
    assert [person.name.en for person in people if person.name.en not in page] == []
