"""Practical examinations by errand: an assessor rates who waits, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from assessments.events import PracticalExamHeld
from assessments.models import PracticalExam
from assessments.practical_questions import CANDIDATES, Candidate
from assessments.queries.practicals import practical_exam_results
from lms.core import clock, events
from lms.core.access import Role
from lms.core.db import db
from lms.people.models import Person
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.mentoring_scene import RUBRIC, Scene, set_scene


@pytest.fixture
def scene(make: Factory) -> Scene:
    return set_scene(make)


@pytest.fixture
def waiting(app: Flask) -> Iterator[list[Candidate]]:
    """Who waits; stands in for the programme, which decides that in life."""
    candidates: list[Candidate] = []
    answers = app.extensions["answers"]
    before = answers.pop(CANDIDATES, [])
    events.provide(app, CANDIDATES, lambda: list(candidates))
    yield candidates
    answers[CANDIDATES] = before


@pytest.fixture
def held(app: Flask) -> Iterator[list[PracticalExamHeld]]:
    heard: list[PracticalExamHeld] = []
    events.subscribe(app, PracticalExamHeld, heard.append)
    yield heard
    app.extensions["events"][PracticalExamHeld].remove(heard.append)


def rate(browser: FlaskClient, learner: Person, **change: Any) -> TestResponse:
    data = {
        "form_token": "token-0001", "criterion-safety": "2", "criterion-method": "1", "comment": "",
        "held_on": clock.today().isoformat(),
    }  # fmt: skip
    return send(browser, f"/practical-exams/{learner.id}/{RUBRIC}/rate", {**data, **change})


def test_an_assessor_rates_who_waits(scene: Scene, waiting: list[Candidate], held: list[PracticalExamHeld]) -> None:
    assessor = scene.make.browser(scene.make.person(Role.ASSESSOR, everywhere=True))
    assert "Nobody waits" in assessor.get("/practical-exams").get_data(as_text=True)
    waiting.append(Candidate(scene.learner.id, RUBRIC, clock.now()))
    assert "Li Xiaotong" in assessor.get("/practical-exams").get_data(as_text=True)
    assert assessor.get(f"/practical-exams/{scene.learner.id}/{RUBRIC}").status_code == 302
    page = assessor.get(f"/practical-exams/{scene.learner.id}/{RUBRIC}/rate").get_data(as_text=True)
    assert "No cooling." in page
    assert "60% of the result" in page
    answer = rate(assessor, scene.learner)
    assert answer.status_code == 302
    key = (scene.learner.id, RUBRIC)
    result = practical_exam_results([scene.learner.id], [RUBRIC])[key]
    db.session.rollback()
    assert (result.percent, result.passed) == (80.0, True)
    assert [(event.percent, event.passed) for event in held] == [(80.0, True)]
    seen = scene.make.browser(scene.learner).get(answer.headers["Location"]).get_data(as_text=True)
    assert "How the figure came about" in seen


def test_a_failed_must_fails_and_needs_a_word_why(
    scene: Scene, waiting: list[Candidate], held: list[PracticalExamHeld]
) -> None:
    waiting.append(Candidate(scene.learner.id, RUBRIC, clock.now()))
    assessor = scene.make.browser(scene.make.person(Role.ASSESSOR, everywhere=True))
    marks = {"criterion-safety": "0", "criterion-method": "2"}
    assert rate(assessor, scene.learner, **marks).status_code == 422
    answer = rate(assessor, scene.learner, **marks, comment="Worked on a live board.")
    assert [(event.percent, event.passed) for event in held] == [(40.0, False)]
    page = scene.make.browser(scene.learner).get(answer.headers["Location"]).get_data(as_text=True)
    assert "“Safety” must be met and was not" in page
    assert "Worked on a live board." in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"criterion-safety": ""}, "“Safety” is not rated yet"),
        ({"criterion-method": "7"}, "“Method” is not rated yet"),
        ({"held_on": "2026-03-03"}, "lies in the future"),
    ],
)
def test_what_is_missing_is_said(scene: Scene, waiting: list[Candidate], change: dict[str, str], words: str) -> None:
    waiting.append(Candidate(scene.learner.id, RUBRIC, clock.now()))
    answer = rate(scene.make.browser(scene.make.person(Role.ASSESSOR, everywhere=True)), scene.learner, **change)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)


def test_a_double_tap_is_one_and_a_second_examination_needs_the_list(
    scene: Scene, waiting: list[Candidate], fixed_clock: Clock
) -> None:
    waiting.append(Candidate(scene.learner.id, RUBRIC, clock.now()))
    assessor = scene.make.browser(scene.make.person(Role.ASSESSOR, everywhere=True))
    first, again = rate(assessor, scene.learner), rate(assessor, scene.learner)
    assert first.headers["Location"] == again.headers["Location"]
    waiting.clear()
    refused = rate(assessor, scene.learner, form_token="token-0002")
    assert refused.status_code == 422
    assert "does not wait for this examination" in refused.get_data(as_text=True)
    waiting.append(Candidate(scene.learner.id, RUBRIC, clock.now()))
    fixed_clock.forward(days=1)
    assert rate(assessor, scene.learner, form_token="token-0002").status_code == 302
    assert len(db.session.scalars(select(PracticalExam.id)).all()) == 2


def test_nobody_examines_themselves_or_their_mentee(scene: Scene, waiting: list[Candidate]) -> None:
    both = scene.make.person(Role.MENTOR, Role.ASSESSOR, unit=scene.unit)
    other = scene.make.person(Role.LEARNER, unit=scene.unit)
    scene.appoint(other, both, "culture")
    waiting += [Candidate(other.id, RUBRIC, clock.now()), Candidate(both.id, RUBRIC, clock.now())]
    browser = scene.make.browser(both)
    assert "another assessor must examine" in rate(browser, other).get_data(as_text=True)
    assert "Nobody examines themselves" in rate(browser, both).get_data(as_text=True)
    assert browser.get(f"/practical-exams/{other.id}/{RUBRIC}/rate").status_code == 403
    assert "Not yours" in browser.get("/practical-exams").get_data(as_text=True)
    assert rate(scene.make.browser(scene.technical), scene.learner).status_code == 403
    assert db.session.scalar(select(PracticalExam.id)) is None


def test_a_result_is_not_for_everybody(scene: Scene, waiting: list[Candidate]) -> None:
    waiting.append(Candidate(scene.learner.id, RUBRIC, clock.now()))
    path = rate(scene.make.browser(scene.make.person(Role.ASSESSOR, everywhere=True)), scene.learner).headers[
        "Location"
    ]
    assert scene.make.browser(scene.technical).get(path).status_code == 200
    for role in (Role.LEARNER, Role.MENTOR, Role.ASSESSOR):
        stranger = scene.make.browser(scene.make.person(role, unit=scene.unit))
        assert stranger.get(path).status_code == 404
        assert stranger.get("/practical-exams/results/999").status_code == 404
    own = scene.make.browser(scene.learner).get(f"/practical-exams/{scene.learner.id}/{RUBRIC}")
    assert "80 · passed" in own.get_data(as_text=True)
