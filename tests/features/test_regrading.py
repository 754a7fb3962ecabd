"""Items marked anew after the exam: by another key, with all points, or left out of the total."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from assessments.events import ExamFinished
from assessments.forms.items import values_of
from assessments.models import Attempt, Item, ItemVersion, RegradedAttempt
from assessments.rules.sitting import ExamAccess
from lms.core.access import Role
from lms.core.audit import AuditLine
from lms.core.db import db
from tests.browsing import in_chinese, send, token_of
from tests.examples_of_exams import access, answer_all, begin, fill_bank, make_exam, save
from tests.examples_of_items import item_of, load_all_kinds
from tests.factories import Factory
from tests.features.marking_scene import make_essays, notices_of, sit, standing


@pytest.fixture
def open_exam(app: Flask) -> object:
    make_exam(fill_bank())
    with access(app, lambda person_id, code, at: ExamAccess(True)):
        yield


@pytest.fixture
def essays(open_exam: None) -> None:
    make_essays()


def values_of_item(item_id: int) -> dict[str, str]:
    """The editor's fields of an item as it is."""
    item = db.session.get_one(Item, item_id)
    found = values_of(item, item.versions[-1], "")
    db.session.rollback()
    return found


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
        reader = in_chinese(make.browser(make.person(Role.MANAGER, everywhere=True)))
        assert "各次作答修改前后的成绩" in reader.get(path).get_data(as_text=True)
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


@pytest.mark.parametrize("way", ["full", "drop"])
def test_an_essay_that_is_given_up_waits_for_no_mark(essays: None, make: Factory, way: str) -> None:
    unit = make.unit()
    person = make.person(Role.LEARNER, unit=unit)
    attempt_id = sit(make.browser(person))
    version_ids = [item.item_version_id for item in db.session.get_one(Attempt, attempt_id).items[:2]]
    db.session.rollback()
    manager = make.browser(make.person(Role.MANAGER, everywhere=True))
    send(manager, f"/bank/versions/{version_ids[0]}/regrade", {"way": way, "reason": "two readings"})
    assert standing(attempt_id)[0] is None, "the other essay waits"
    send(manager, f"/bank/versions/{version_ids[1]}/regrade", {"way": way, "reason": "two readings"})
    assert standing(attempt_id) == ((20, 22, True) if way == "full" else (0, 2, False))
    row = db.session.scalars(select(RegradedAttempt).order_by(RegradedAttempt.id.desc()).limit(1)).one()
    assert (row.before["percent"], row.after["percent"]) == (None, 90.9 if way == "full" else 0.0)
    db.session.rollback()
    assert notices_of(person) == ["exam_regraded"] * 2


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


def test_numbers_pairs_orders_and_places_are_marked_by_the_corrected_item(app: Flask, make: Factory) -> None:
    load_all_kinds()
    person = make.person(Role.LEARNER)
    browser = make.browser(person)
    author, colleague = (make.browser(make.person(Role.MANAGER, everywhere=True)) for _ in range(2))
    with access(app, lambda person_id, code, at: ExamAccess(True)):
        attempt_id = begin(browser)
    order = {kind: item_of(attempt_id, kind) for kind in ("numeric", "matching", "ordering", "hot_spot", "single")}
    placed, ranked = order["matching"][1], order["ordering"][1]
    answers: dict[str, dict[str, Any]] = {
        "numeric": {"text": "4 kPa"},
        "matching": {"matches": [placed.index(one) for one in (1, 0, 2)]},
        "ordering": {"ranks": [{0: 2, 1: 1, 2: 3, 3: 4}[one] for one in ranked]},
        "hot_spot": {"area": order["hot_spot"][1].index(1)},
    }
    for kind, answer in answers.items():
        body = {"position": order[kind][0], "sequence": 1, "answer": {**answer, "flagged": False}}
        headers = {"X-CSRFToken": token_of(browser)}
        assert browser.post(f"/attempts/{attempt_id}/answers", json=body, headers=headers).status_code == 200, kind
    send(browser, f"/attempts/{attempt_id}/hand-in")
    items = {
        item.version.kind: (item.version.item_id, item.item_version_id)
        for item in db.session.get_one(Attempt, attempt_id).items
    }
    db.session.rollback()
    swapped = {f"pair-{a}-right-{code}": f"pair-{b}-right-{code}" for a, b in ((0, 1), (1, 0)) for code in ("zh", "en")}
    turned = {f"option-{a}-{code}": f"option-{b}-{code}" for a, b in ((0, 1), (1, 0)) for code in ("zh", "en")}
    for kind, change in (
        ("numeric", lambda said: {"answer-0": "4"}),
        ("matching", lambda said: {name: said[other] for name, other in swapped.items()}),
        ("ordering", lambda said: {name: said[other] for name, other in turned.items()}),
        ("hot_spot", lambda said: {"spot-1-right": "1", "spot-0-right": None}),
    ):
        item_id, version_id = items[kind]
        path = f"/bank/versions/{version_id}/regrade"
        said = values_of_item(item_id)
        fields = {name: text for name, text in {**said, **change(said)}.items() if text is not None}
        if kind == "numeric":
            assert send(author, path, {"way": "version", "reason": "wrong"}).status_code == 422, "not corrected yet"
        assert send(author, f"/bank/items/{item_id}/edit", fields).status_code == 302, kind
        corrected = newest_version(item_id)
        send(colleague, f"/bank/versions/{corrected}/review", {"verdict": "approve"})
        if kind == "numeric":
            assert 'value="version"' not in author.get(path).get_data(as_text=True), "not in exams yet"
        send(colleague, f"/bank/versions/{corrected}/live")
        assert send(author, path, {"way": "version", "reason": "wrong"}).status_code == 302, kind
    scores = {item.version.kind: item.score for item in db.session.get_one(Attempt, attempt_id).items}
    db.session.rollback()
    assert {kind: scores[kind] for kind in answers} == dict.fromkeys(answers, 1.0)
    page = browser.get(f"/attempts/{attempt_id}/result").get_data(as_text=True)
    assert page.count("The key was corrected after the exam") == 4
    assert page.count("Your answer was right") == 7, "three pairs and four places, as they are now"
    assert "4 ± 0.1 kPa" in page
    gone = f"/bank/versions/{items['single'][1]}/regrade"
    send(author, gone, {"way": "drop", "reason": "nobody knows"})
    page = browser.get(f"/attempts/{attempt_id}/result").get_data(as_text=True)
    assert ">Does not count<" in page.replace("\n", "")
    assert [
        line.action for line in db.session.scalars(select(AuditLine).where(AuditLine.action == "exam.regraded"))
    ] == ["exam.regraded"] * 5


def newest_version(item_id: int) -> int:
    found = db.session.get_one(Item, item_id).versions[-1].id
    db.session.rollback()
    return found
