"""Saving answers by errand: repeated, from two tabs, late, nonsense; and what a page costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.datastructures import MultiDict

from assessments.answer_fields import answer_of
from assessments.rules.sitting import ExamAccess
from lms.core.access import Role
from lms.core.db import db
from lms.people.models import Person
from tests.browsing import send, token_of
from tests.conftest import Clock
from tests.examples_of_exams import access, begin, count_responses, fill_bank, make_exam, save
from tests.factories import Factory


@pytest.fixture
def learner(make: Factory) -> Person:
    return make.person(Role.LEARNER)


@pytest.fixture
def open_exam(app: Flask) -> Iterator[None]:
    """An exam of four items that everybody may sit, three times, a day apart."""
    make_exam(fill_bank(), wait_hours=24)
    with access(app, lambda person_id, code, at: ExamAccess(True)):
        yield


def test_the_same_answer_sent_again_is_saved_once(open_exam: None, make: Factory, learner: Person) -> None:
    browser = make.browser(learner)
    attempt_id = begin(browser)
    for _ in range(3):
        assert save(browser, attempt_id, 1, [2]).json["saved"] == 1
    assert count_responses() == 1


def test_two_tabs_do_not_overwrite_each_other_unknowingly(open_exam: None, make: Factory, learner: Person) -> None:
    browser = make.browser(learner)
    attempt_id = begin(browser)
    assert save(browser, attempt_id, 1, [0], sequence=1).status_code == 200
    clash = save(browser, attempt_id, 1, [3], sequence=1)
    assert (clash.status_code, clash.json["latest"]) == (409, 1)
    assert save(browser, attempt_id, 1, [3], sequence=2).json["latest"] == 2
    stale = save(browser, attempt_id, 1, [0], sequence=1)
    assert (stale.json["saved"], stale.json["latest"]) == (1, 2)
    page = browser.get(f"/attempts/{attempt_id}/1").get_data(as_text=True)
    assert 'value="3" checked' in page


def test_a_form_from_an_older_page_still_saves_what_was_just_chosen(
    open_exam: None, make: Factory, learner: Person
) -> None:
    browser = make.browser(learner)
    attempt_id = begin(browser)
    save(browser, attempt_id, 1, [0], sequence=1)
    send(browser, f"/attempts/{attempt_id}/1", {"chosen": "3", "sequence": "1", "go": "stay"})
    assert 'value="3" checked' in browser.get(f"/attempts/{attempt_id}/1").get_data(as_text=True)


@pytest.mark.parametrize(
    ("seconds", "status"), [(-1, 200), (0, 200), (3, 200), (4, 410)], ids=["before", "deadline", "grace", "late"]
)
def test_an_answer_counts_until_the_deadline_and_a_breath_more(
    open_exam: None, make: Factory, learner: Person, fixed_clock: Clock, seconds: int, status: int
) -> None:
    browser = make.browser(learner)
    attempt_id = begin(browser)
    fixed_clock.forward(minutes=30, seconds=seconds)
    answer = save(browser, attempt_id, 1, [0])
    assert answer.status_code == status
    if status == 410:
        assert "The exam is over" in answer.json["message"]
        assert count_responses() == 0


@pytest.mark.parametrize(
    "body",
    [
        None, [], {}, {"position": 1}, {"position": 1, "sequence": 1, "answer": [0]},
        {"position": 1, "sequence": 1, "answer": {"chosen": ["0"]}}, {"position": 1, "sequence": 1, "answer": {"chosen": [9]}},
        {"position": 1, "sequence": 1, "answer": {"chosen": [-1]}}, {"position": 1, "sequence": 1, "answer": {"chosen": [0, 1]}},
        {"position": 1, "sequence": 0, "answer": {"chosen": [0]}}, {"position": 1, "sequence": 2**40, "answer": {"chosen": [0]}},
        {"position": 1, "sequence": 5000, "answer": {"chosen": [0]}}, {"position": True, "sequence": 1, "answer": {"chosen": [0]}},
    ],
)  # fmt: skip
def test_nonsense_is_refused_in_words(open_exam: None, make: Factory, learner: Person, body: Any) -> None:
    browser = make.browser(learner)
    attempt_id = begin(browser)
    answer = browser.post(f"/attempts/{attempt_id}/answers", json=body, headers={"X-CSRFToken": token_of(browser)})
    assert answer.status_code == 422
    assert "does not fit the question" in answer.json["message"]
    assert count_responses() == 0


def test_a_save_without_the_token_is_refused(open_exam: None, make: Factory, learner: Person) -> None:
    browser = make.browser(learner)
    attempt_id = begin(browser)
    body = {"position": 1, "sequence": 1, "answer": {"chosen": [0]}}
    assert browser.post(f"/attempts/{attempt_id}/answers", json=body).status_code == 400
    assert count_responses() == 0


def test_an_exam_page_takes_few_statements(open_exam: None, make: Factory, learner: Person) -> None:
    browser = make.browser(learner)
    attempt_id = begin(browser)
    browser.get(f"/attempts/{attempt_id}/1")
    statements: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        browser.get(f"/attempts/{attempt_id}/2")
        assert len(statements) <= 5, statements
        token = token_of(browser)
        statements.clear()
        body = {"position": 2, "sequence": 1, "answer": {"chosen": []}}
        browser.post(f"/attempts/{attempt_id}/answers", json=body, headers={"X-CSRFToken": token})
        assert len([s for s in statements if not s.startswith(("BEGIN", "COMMIT"))]) <= 3, statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("sent", "point", "area"),
    [
        ({"x": "0.5", "y": "0.25"}, [0.5, 0.25], None),
        ({"x": "0.5", "y": "0.25", "area": "1"}, None, 1),  # without a script only the list can have been changed
        (
            {"x": "0.5", "y": "0.25", "area": "1", "pointed": "300 150", "point.x": "30", "point.y": "75"},
            [0.1, 0.5],
            None,
        ),
        ({"area": "1", "pointed": "300 150", "point.x": "0", "point.y": "0"}, None, 1),  # pressed by a key
        ({"pointed": "0 x", "point.x": "30", "point.y": "75"}, None, None),
        ({"pointed": "300 150", "point.x": "3000", "point.y": "75"}, [1.0, 0.5], None),
    ],
)
def test_a_click_on_the_picture_goes_before_what_was_chosen_earlier(
    sent: dict[str, str], point: list[float] | None, area: int | None
) -> None:
    found = answer_of(MultiDict(sent))
    assert (found["point"], found["area"]) == (point, area)
