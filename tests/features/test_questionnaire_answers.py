"""Being asked, answering, declining."""

from __future__ import annotations

from typing import Any

from assessments.queries.invitations import pending_for
from assessments.queries.survey_results import results
from lms.core.db import db
from tests.browsing import send
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
