"""Nothing of the key reaches the browser before the end: not in a page, a header, JSON, or another page of the learner's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assessments.actions.attempts import finish_attempt
from assessments.models import Attempt, ItemVersion
from assessments.rules.sitting import ExamAccess
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from tests.browsing import send
from tests.conftest import Clock
from tests.examples_of_exams import SECRET, access, begin, count_responses, fill_bank, make_exam, places, save
from tests.factories import Factory

WORDS = re.compile(r"联锁未断|correct|feedback|right_answer|is_right|\bscore\b", re.I)


@pytest.fixture
def sitting(app: Flask, make: Factory) -> Iterator[tuple[FlaskClient, int]]:
    make_exam(fill_bank(), wait_hours=0)
    learner = make.browser(make.person(Role.LEARNER))
    with access(app, lambda *_: ExamAccess(True)):
        yield learner, begin(learner)


def _drawn(attempt_id: int) -> list[ItemVersion]:
    return [item.version for item in db.session.get_one(Attempt, attempt_id).items]


def _all_answers(app: Flask, browser: FlaskClient, attempt_id: int) -> list[tuple[str, Any]]:
    """Every answer that the learner can provoke: each address of one's own, and every link that leads on from there."""
    paths = [rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and "<" not in rule.rule]
    person = db.session.get_one(Attempt, attempt_id).person_id
    db.session.rollback()
    base = f"/attempts/{attempt_id}"
    paths += [
        base,
        *(f"{base}/{n}" for n in range(6)),
        f"{base}/hand-in",
        f"{base}/time",
        f"{base}/result",
        f"{base}/answers",
    ]
    paths += [
        f"{base}/1/figure",
        f"/people/{person}/archive/exams/{attempt_id}",
        f"/people/{person}/archive",
        "/bank/items/1",
    ]
    seen: dict[str, Any] = {}
    waiting = list(paths)
    while waiting and len(seen) < 150:
        path = waiting.pop(0).split("#")[0]
        if path in seen or path.startswith("/static/"):
            continue
        for headers in ({}, {"Accept": "application/json"}, {"HX-Request": "true"}):
            answer = browser.get(path, headers=headers)
            seen[path + str(headers)] = answer
        seen[path] = answer = browser.get(path)
        if answer.mimetype == "text/html":
            waiting += re.findall(r'(?:href|src)="(/[^"]*)"', answer.get_data(as_text=True))
    return list(seen.items())


def test_no_answer_carries_a_key_before_the_end(app: Flask, sitting: tuple[FlaskClient, int]) -> None:
    browser, attempt_id = sitting
    told = [save(browser, attempt_id, n, places(attempt_id, n, right=n % 2 == 0)) for n in range(1, 5)]
    told += [
        save(browser, attempt_id, 1, [0], sequence=1),
        save(browser, attempt_id, 1, [9]),
        save(browser, attempt_id, 99, [0]),
    ]
    answers = _all_answers(app, browser, attempt_id) + [(str(n), answer) for n, answer in enumerate(told)]
    assert len(answers) > 40
    for path, answer in answers:
        text = answer.get_data(as_text=True) + str(answer.headers)
        assert SECRET not in text, path
        if "/attempts/" in path or not path.startswith("/"):
            assert not WORDS.search(text), f"{path}: {WORDS.search(text)}"


def test_a_page_of_a_question_is_the_same_whichever_option_is_right(sitting: tuple[FlaskClient, int]) -> None:
    browser, attempt_id = sitting

    def pages() -> list[str]:
        shown = [browser.get(f"/attempts/{attempt_id}/{n}").get_data(as_text=True) for n in range(1, 5)]
        return [re.sub(r'content="[^"]{20,}"|value="[^"]{40,}"', "", page) for page in shown]

    before = pages()
    with transaction() as session:
        for version in session.scalars(select(ItemVersion)):
            version.correct = [3, 2] if version.kind == "multiple" else [3]
    assert pages() == before


def test_saving_right_or_wrong_is_answered_alike(sitting: tuple[FlaskClient, int]) -> None:
    browser, attempt_id = sitting
    single = next(n for n, version in enumerate(_drawn(attempt_id), 1) if version.kind == "single")
    db.session.rollback()
    right = save(browser, attempt_id, single, places(attempt_id, single), 1).json
    wrong = save(browser, attempt_id, single, places(attempt_id, single, right=False), 2).json
    assert right.keys() == wrong.keys()
    assert (right["seconds_left"], right["at"]) == (wrong["seconds_left"], wrong["at"])


def test_after_the_end_nothing_is_taken_any_more(
    sitting: tuple[FlaskClient, int], fixed_clock: Clock, make: Factory
) -> None:
    browser, attempt_id = sitting
    assert save(browser, attempt_id, 1, places(attempt_id, 1)).status_code == 200
    replay = {"position": 1, "sequence": 1}
    fixed_clock.forward(minutes=31)
    kept = count_responses()
    for sequence in (1, 2, 50):
        assert save(browser, attempt_id, replay["position"], [0], sequence).status_code == 410
    answer = send(browser, f"/attempts/{attempt_id}/2", {"chosen": "0", "sequence": "1"})
    assert answer.headers["Location"] == f"/attempts/{attempt_id}/result"
    assert count_responses() == kept
    with transaction():
        finish_attempt(attempt_id=attempt_id, actor=System(), at=clock.now())
    assert save(browser, attempt_id, 2, [0], 1).status_code == 410
    assert count_responses() == kept
    finished = db.session.get_one(Attempt, attempt_id)
    first = (finished.score, finished.finished_at)
    db.session.rollback()
    fixed_clock.forward(minutes=5)
    assert send(browser, f"/attempts/{attempt_id}/hand-in").status_code == 302
    finished = db.session.get_one(Attempt, attempt_id)
    assert (finished.score, finished.finished_at) == first


def test_one_who_has_finished_sees_no_key_of_another_attempt(sitting: tuple[FlaskClient, int], make: Factory) -> None:
    browser, attempt_id = sitting
    assert send(browser, f"/attempts/{attempt_id}/hand-in").status_code == 302
    other = make.browser(make.person(Role.LEARNER))
    theirs = begin(other)
    for path in (f"/attempts/{attempt_id}/result", f"/attempts/{attempt_id}/1", f"/attempts/{attempt_id}/time"):
        assert other.get(path).status_code == 404
    assert browser.get(f"/attempts/{theirs}/1").status_code == 404
    assert save(browser, theirs, 1, [0]).status_code == 404
    assert send(browser, f"/attempts/{theirs}/hand-in").status_code == 404
    assert SECRET in browser.get(f"/attempts/{attempt_id}/result").get_data(as_text=True)
