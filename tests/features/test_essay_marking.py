"""Marking by people, by errand: the blind queue, a second and a third marker, items marked anew, and appeals."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assessments.actions.conduct import set_conduct
from assessments.events import ExamFinished
from assessments.forms.items import values_of
from assessments.models import Appeal, Attempt, AttemptItem, EssayMark, Item, ItemVersion, RegradedAttempt
from assessments.queries.exams import get_exam
from assessments.queries.results import exam_results
from assessments.rules.conduct import Conduct
from assessments.rules.sitting import ExamAccess
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import AuditLine, System
from lms.core.db import db, transaction
from lms.core.notices import Notice
from lms.people.models import Person, Unit
from tests.browsing import send, token_of
from tests.conftest import Clock
from tests.examples_of_exams import CODE, access, answer_all, begin, fill_bank, make_exam, save
from tests.factories import Factory


@pytest.fixture
def open_exam(app: Flask) -> object:
    make_exam(fill_bank())
    with access(app, lambda person_id, code, at: ExamAccess(True)):
        yield


@pytest.fixture
def essays(open_exam: None) -> None:
    """The items of the first topic become essays of ten points."""
    with transaction() as session:
        for version in session.scalars(select(ItemVersion).where(ItemVersion.kind == "single")):
            version.kind, version.options, version.correct = "essay", [], []
            version.body = {
                "rubric": "Names the interlock and the order.",
                "points": 10.0,
                "model_answer": {"zh": "先断电", "en": "Power off first"},
            }


def sit(browser: FlaskClient, text: str = "First I switch it off.") -> int:
    """Answer all four, the two essays with a text, and hand in."""
    attempt_id = begin(browser)
    for position in (1, 2):
        body = {"position": position, "sequence": 1, "answer": {"text": text, "flagged": False}}
        headers = {"X-CSRFToken": token_of(browser)}
        assert browser.post(f"/attempts/{attempt_id}/answers", json=body, headers=headers).status_code == 200
    send(browser, f"/attempts/{attempt_id}/hand-in")
    return attempt_id


def items_of(attempt_id: int) -> list[int]:
    ids = list(
        db.session.scalars(
            select(AttemptItem.id).where(AttemptItem.attempt_id == attempt_id).order_by(AttemptItem.position)
        )
    )
    db.session.rollback()
    return ids


def standing(attempt_id: int) -> tuple[float | None, float, bool | None]:
    attempt = db.session.get_one(Attempt, attempt_id, populate_existing=True)
    found = (attempt.score, attempt.points, attempt.passed)
    db.session.rollback()
    return found


def assessor(make: Factory, unit: Unit) -> FlaskClient:
    return make.browser(make.person(Role.ASSESSOR, unit=unit))


def values_of_item(item_id: int) -> dict[str, str]:
    """The editor's fields of an item as it is."""
    item = db.session.get_one(Item, item_id)
    found = values_of(item, item.versions[-1], "")
    db.session.rollback()
    return found


def notices_of(person: Person) -> list[str]:
    kinds = list(db.session.scalars(select(Notice.kind).where(Notice.recipient_id == person.id).order_by(Notice.id)))
    db.session.rollback()
    return kinds


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


def test_an_item_is_marked_anew_with_before_and_after_and_those_affected_told(
    app: Flask, open_exam: None, make: Factory
) -> None:
    told: list[ExamFinished] = []
    app.extensions.setdefault("events", {}).setdefault(ExamFinished, []).append(told.append)
    people = [make.person(Role.LEARNER) for _ in range(2)]
    browsers = [make.browser(person) for person in people]
    attempts = [begin(browser) for browser in browsers]
    for browser, attempt_id, right in zip(browsers, attempts, (2, 4), strict=True):
        answer_all(browser, attempt_id, right=right)
        send(browser, f"/attempts/{attempt_id}/hand-in")
    told.clear()
    try:
        weak, strong = attempts
        version_id = db.session.get_one(Attempt, weak).items[2].item_version_id
        db.session.rollback()
        manager = make.browser(make.person(Role.MANAGER, everywhere=True))
        path = f"/bank/versions/{version_id}/regrade"
        assert "held this wording" in manager.get(path).get_data(as_text=True)
        for data in (
            {"way": "full"},
            {"reason": "why"},
            {"way": "key", "reason": "why"},
            {"way": "key", "correct": "9", "reason": "why"},
        ):
            assert send(manager, path, data).status_code == 422, data
        before = standing(strong)
        assert send(manager, path, {"way": "full", "reason": "two readings"}).status_code == 302
        assert standing(weak) == (3, 4, True)
        assert standing(strong) == before
        assert notices_of(people[0]) == ["exam_regraded"]
        assert notices_of(people[1]) == []
        assert [(event.person_id, event.passed) for event in told] == [(people[0].id, True)]
        row = db.session.scalars(select(RegradedAttempt)).one()
        assert (row.before["score"], row.after["score"], row.before["passed"], row.after["passed"]) == (
            2,
            3,
            False,
            True,
        )
        db.session.rollback()
        page = manager.get(path).get_data(as_text=True)
        assert people[0].name_latin in page
        assert "50%" in page
        assert "75%" in page
        assert "was corrected after the end" in browsers[0].get(f"/attempts/{weak}/result").get_data(as_text=True)
        assert send(manager, path, {"way": "drop", "reason": "too doubtful"}).status_code == 302
        assert standing(weak) == (2, 3, True), "a pass is never taken back"
        assert (
            db.session.scalars(select(AuditLine.action).where(AuditLine.action == "exam.regraded")).all()
            == ["exam.regraded"] * 2
        )
        for role in (Role.ASSESSOR, Role.LEARNER, Role.AUDITOR):
            assert make.browser(make.person(role)).get(path).status_code == 403
    finally:
        app.extensions["events"][ExamFinished].remove(told.append)


def test_another_key_marks_by_what_was_chosen(open_exam: None, make: Factory) -> None:
    browser = make.browser(make.person(Role.LEARNER))
    attempt_id = begin(browser)
    item = db.session.get_one(Attempt, attempt_id).items[0]
    version_id, order = item.item_version_id, list(item.option_order)
    db.session.rollback()
    save(browser, attempt_id, 1, [order.index(2)])
    manager = make.browser(make.person(Role.MANAGER, everywhere=True))
    path = f"/bank/versions/{version_id}/regrade"
    item_id = db.session.get_one(ItemVersion, version_id).item_id
    assert path not in manager.get(f"/bank/items/{item_id}").get_data(as_text=True), "nobody has finished with it"
    send(browser, f"/attempts/{attempt_id}/hand-in")
    assert path in manager.get(f"/bank/items/{item_id}").get_data(as_text=True)
    changed = {**values_of_item(item_id), "stem-en": "Put better"}
    assert send(manager, f"/bank/items/{item_id}/edit", changed).status_code == 302
    page = manager.get(f"/bank/items/{item_id}").get_data(as_text=True)
    assert page.count(path) == 2, "the version that was sat, not the one that nobody has seen"
    send(manager, path, {"way": "key", "correct": "2", "reason": "wrong key"})
    assert standing(attempt_id)[0] == 1


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
    assert send(learner, f"/attempts/{attempt_id}/appeal/2", {"reason": "this too"}).status_code == 302
    one, two = db.session.scalars(select(Appeal.id).order_by(Appeal.position)).all()
    db.session.rollback()
    assert person.name_latin not in other.get("/appeals").get_data(as_text=True)
    assert "somebody else has to decide" in marker.get(f"/appeals/{one}").get_data(as_text=True)
    decision = {"upheld": "yes", "points": "10", "words": "You did."}
    assert send(marker, f"/appeals/{one}", decision).status_code == 422
    assert send(learner, f"/appeals/{one}", decision).status_code == 403
    assert send(assessor(make, make.unit()), f"/appeals/{one}", decision).status_code == 404
    assert "I named the interlock" in other.get(f"/appeals/{one}").get_data(as_text=True)
    for wrong in ({**decision, "words": ""}, {**decision, "points": "11"}):
        assert send(other, f"/appeals/{one}", wrong).status_code == 422
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
