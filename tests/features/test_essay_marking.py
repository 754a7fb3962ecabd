"""Marking by people, by errand: the blind queue, a second and a third marker, and appeals."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from assessments.actions.conduct import set_conduct
from assessments.events import ExamFinished
from assessments.models import Appeal, AttemptItem, EssayMark
from assessments.queries.exams import get_exam
from assessments.queries.results import exam_results
from assessments.rules.conduct import Conduct
from assessments.rules.sitting import ExamAccess
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import AuditLine, System
from lms.core.db import db, transaction
from tests.browsing import send
from tests.conftest import Clock
from tests.examples_of_exams import CODE, access, fill_bank, make_exam
from tests.factories import Factory
from tests.features.marking_scene import add_rubric, assessor, items_of, make_essays, notices_of, sit, standing


@pytest.fixture
def open_exam(app: Flask) -> object:
    make_exam(fill_bank())
    with access(app, lambda person_id, code, at: ExamAccess(True)):
        yield


@pytest.fixture
def essays(open_exam: None) -> None:
    make_essays()


def test_essays_are_marked_blind_and_the_result_waits_for_the_last(app: Flask, essays: None, make: Factory) -> None:
    told: list[ExamFinished] = []
    app.extensions.setdefault("events", {}).setdefault(ExamFinished, []).append(told.append)
    unit = make.unit()
    person = make.person(Role.LEARNER, unit=unit)
    learner = make.browser(person)
    attempt_id = sit(learner)
    try:
        marker, far = assessor(make, unit), assessor(make, make.unit())
        queue = marker.get("/marking").get_data(as_text=True)
        first, second = items_of(attempt_id)[:2]
        assert f"/marking/{first}" in queue
        assert f"/marking/{second}" in queue
        assert "2 answers to mark" in marker.get("/").get_data(as_text=True)
        assert "to mark" not in far.get("/").get_data(as_text=True)
        assert "Nothing to mark" in far.get("/marking").get_data(as_text=True)
        assert far.get(f"/marking/{first}").status_code == 404
        sheet = marker.get(f"/marking/{first}").get_data(as_text=True)
        for words in ("First I switch it off.", "Names the interlock", "Power off first", "from 0 to 10"):
            assert words in sheet, words
        for page in (queue, sheet):
            assert person.name_latin not in page
            assert person.name_zh not in page
            assert person.employee_no not in page
        for points in ("", "11", "-1", "many"):
            assert send(marker, f"/marking/{first}", {"points": points}).status_code == 422
        assert send(marker, f"/marking/{first}", {"points": "8.5"}).location == f"/marking/{second}"
        assert standing(attempt_id) == (None, 22, None)
        assert told == []
        assert (exam_results([person.id], [CODE])[person.id, CODE].passed, "still to be marked") == (
            None,
            "still to be marked",
        )
        db.session.rollback()
        assert "still to be marked" in learner.get(f"/attempts/{attempt_id}/result").get_data(as_text=True)
        assert send(marker, f"/marking/{second}", {"points": "9", "comment": "clear"}).location == "/marking"
        assert standing(attempt_id) == (17.5, 22, True)
        assert [(event.percent, event.passed) for event in told] == [(79.5, True)]
        assert notices_of(person) == ["exam_marked"]
        assert send(marker, f"/marking/{second}", {"points": "1"}, page="/marking").status_code == 404, (
            "no longer waits"
        )
    finally:
        app.extensions["events"][ExamFinished].remove(told.append)


def test_two_markers_and_a_third_where_they_differ(essays: None, make: Factory) -> None:
    with transaction():
        set_conduct(
            exam=get_exam(CODE),
            conduct=Conduct(second_marker=True, most_apart=20),
            actor=System("test"),
            at=clock.now(),
        )
    unit = make.unit()
    own = make.person(Role.ASSESSOR, unit=unit)
    attempt_id = sit(make.browser(own))
    near, far = items_of(attempt_id)[:2]
    assert "Nothing to mark" in make.browser(own).get("/marking").get_data(as_text=True), "nobody marks their own"
    first, second, third = (assessor(make, unit) for _ in range(3))
    for marker, points in ((first, "7"), (second, "8")):
        assert send(marker, f"/marking/{near}", {"points": points}).status_code == 302
    assert db.session.get_one(AttemptItem, near, populate_existing=True).score == 7.5
    db.session.rollback()
    send(first, f"/marking/{far}", {"points": "2", "comment": "names nothing"})
    assert f"/marking/{far}" not in first.get("/marking").get_data(as_text=True)
    again = send(first, f"/marking/{far}", {"points": "3"})
    assert again.status_code == 422
    assert "You have marked this answer already" in again.get_data(as_text=True)
    assert "names nothing" not in second.get(f"/marking/{far}").get_data(as_text=True), (
        "the second does not see the first"
    )
    send(second, f"/marking/{far}", {"points": "9"})
    assert standing(attempt_id)[0] is None
    assert "names nothing" in third.get(f"/marking/{far}").get_data(as_text=True)
    send(third, f"/marking/{far}", {"points": "6"})
    assert standing(attempt_id)[0] == 13.5
    places = db.session.scalars(select(EssayMark.place).where(EssayMark.position == 2).order_by(EssayMark.place)).all()
    assert places == [1, 2, 3]


def test_an_essay_is_marked_by_the_levels_of_its_rubric(open_exam: None, make: Factory) -> None:
    add_rubric("essay")
    make_essays("essay")
    unit = make.unit()
    learner, marker = make.browser(make.person(Role.LEARNER, unit=unit)), assessor(make, unit)
    attempt_id = sit(learner)
    near, far = (f"/marking/{item}" for item in items_of(attempt_id)[:2])
    page = marker.get(near).get_data(as_text=True)
    for words in ("By the rubric “Essay”", "Names the order", "75% of the result", "order at 3"):
        assert words in page, words
    assert 'name="points"' not in page
    half = send(marker, near, {"criterion-order": "3", "criterion-risk": "9", "points": "10"})
    assert half.status_code == 422
    assert "“Names the risk” is not rated yet." in half.get_data(as_text=True)
    assert 'value="3" checked' in half.get_data(as_text=True)
    send(marker, near, {"criterion-order": "3", "criterion-risk": "0", "comment": "The order, yes.", "points": "10"})
    assert "The order, yes." in learner.get(f"/attempts/{attempt_id}/result").get_data(as_text=True)
    send(marker, far, {"criterion-order": "4", "criterion-risk": "1"})
    assert standing(attempt_id)[0] == 15.625
    assert [mark.ratings for mark in db.session.scalars(select(EssayMark).order_by(EssayMark.id))] == [
        {"order": 3, "risk": 0},
        {"order": 4, "risk": 1},
    ]
    db.session.rollback()
    page = learner.get(f"/attempts/{attempt_id}/result").get_data(as_text=True)
    assert "order at 3" in page
    assert "order at 2" not in page


def test_a_candidate_appeals_and_somebody_else_decides(essays: None, make: Factory, fixed_clock: Clock) -> None:
    unit = make.unit()
    person = make.person(Role.LEARNER, unit=unit)
    learner, marker, other = make.browser(person), assessor(make, unit), assessor(make, unit)
    attempt_id = sit(learner)
    path = f"/attempts/{attempt_id}/appeal/1"
    assert send(learner, path, {"reason": "I named it"}).status_code == 422, "not marked yet"
    for item in items_of(attempt_id)[:2]:
        send(marker, f"/marking/{item}", {"points": "7"})
    assert path in learner.get(f"/attempts/{attempt_id}/result").get_data(as_text=True)
    assert send(learner, path, {"reason": "  "}).status_code == 422
    assert send(make.browser(make.person(Role.LEARNER)), path, {"reason": "x"}).status_code == 404
    assert send(learner, path, {"reason": "I named the interlock"}).status_code == 302
    assert send(learner, path, {"reason": "again"}).status_code == 422
    assert 'name="reason"' not in learner.get(path).get_data(as_text=True), "once for each question"
    assert send(learner, f"/attempts/{attempt_id}/appeal/2", {"reason": "this too"}).status_code == 302
    assert "2 appeals against marks to decide" in other.get("/").get_data(as_text=True)
    assert "appeals against" not in marker.get("/").get_data(as_text=True), "not against one's own marks"
    one, two = db.session.scalars(select(Appeal.id).order_by(Appeal.position)).all()
    db.session.rollback()
    assert person.name_latin not in other.get("/appeals").get_data(as_text=True)
    assert "somebody else has to decide" in marker.get(f"/appeals/{one}").get_data(as_text=True)
    decision = {"upheld": "yes", "points": "10,0", "words": "You did."}
    assert send(marker, f"/appeals/{one}", decision).status_code == 422
    assert send(learner, f"/appeals/{one}", decision).status_code == 403
    assert send(assessor(make, make.unit()), f"/appeals/{one}", decision).status_code == 404
    assert "I named the interlock" in other.get(f"/appeals/{one}").get_data(as_text=True)
    for wrong, words in (
        ({"words": ""}, "Write an answer"),
        ({"points": "11"}, "Give points from 0 to 10."),
        ({"points": "7"}, "gives more than the 7"),
        ({"points": "nan"}, "Give points"),
    ):
        refused = send(other, f"/appeals/{one}", {**decision, **wrong})
        assert refused.status_code == 422
        assert words in refused.get_data(as_text=True)
    assert standing(attempt_id) == (14, 22, False)
    assert send(other, f"/appeals/{one}", decision).status_code == 302
    assert standing(attempt_id) == (17, 22, True)
    assert send(other, f"/appeals/{one}", decision).status_code == 422
    assert send(other, f"/appeals/{two}", {"upheld": "no", "words": "It stays."}).status_code == 302
    assert notices_of(person)[-2:] == ["appeal_upheld", "appeal_dismissed"]
    page = learner.get(f"/attempts/{attempt_id}/result").get_data(as_text=True)
    assert "You did." in page
    assert "It stays." in page
    fixed_clock.forward(days=7)
    late = send(learner, f"/attempts/{attempt_id}/appeal/3", {"reason": "late"})
    assert late.status_code == 422
    assert "are over" in late.get_data(as_text=True)
    actions = db.session.scalars(
        select(AuditLine.action).where(AuditLine.action.like("exam.appeal%")).order_by(AuditLine.seq)
    ).all()
    assert actions == ["exam.appealed"] * 2 + ["exam.appeal_decided"] * 2
