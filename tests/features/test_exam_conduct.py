"""How exams are held, by errand: policies at the deadline, windows, codes, extra time, one way, and what the page tells."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from assessments.actions.attempts import finish_overdue
from assessments.actions.conduct import set_conduct
from assessments.models import Attempt, AttemptConduct, FocusLoss, Response
from assessments.queries.exams import get_exam
from assessments.rules.conduct import Conduct
from assessments.rules.sitting import ExamAccess
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import AuditLine, System
from lms.core.db import db, transaction
from tests.browsing import send, token_of
from tests.conftest import START, Clock
from tests.examples_of_exams import CODE, access, answer_all, begin, fill_bank, make_exam, save
from tests.factories import Factory


def hold(**terms: object) -> None:
    """Hold the exam of the tests so from now on."""
    with transaction():
        set_conduct(exam=get_exam(CODE), conduct=Conduct(**terms), actor=System("test"), at=clock.now())  # type: ignore[arg-type]


@pytest.fixture
def open_exam(app: Flask) -> object:
    make_exam(fill_bank())
    with access(app, lambda person_id, code, at: ExamAccess(True)):
        yield


def _ended(attempt_id: int) -> tuple[object, ...]:
    attempt = db.session.get_one(Attempt, attempt_id, populate_existing=True)
    found = (attempt.finished_at, attempt.score, attempt.passed)
    db.session.rollback()
    return found


def test_abandon_counts_nothing_unless_handed_in(open_exam: None, make: Factory, fixed_clock: Clock) -> None:
    hold(at_deadline="abandon")
    first, second = (make.browser(make.person(Role.LEARNER)) for _ in range(2))
    assert "An attempt that is not handed in counts nothing" in first.get(f"/exams/{CODE}").get_data(as_text=True)
    one, other = begin(first), begin(second)
    answer_all(first, one, right=4)
    answer_all(second, other, right=4)
    fixed_clock.forward(minutes=29)
    send(second, f"/attempts/{other}/hand-in")
    assert _ended(other)[1:] == (4, True)
    fixed_clock.forward(minutes=5)
    page = first.get(f"/attempts/{one}/result").get_data(as_text=True)
    assert "0%" in page
    assert _ended(one) == (START + timedelta(minutes=30), 0, False)
    assert db.session.scalar(select(Response.id).where(Response.attempt_id == one)), "answers stay on record"
    line = db.session.scalars(
        select(AuditLine).where(AuditLine.action == "exam.finished").order_by(AuditLine.seq.desc())
    ).first()
    assert line is not None
    assert line.detail["by"] == "abandoned"


def test_grace_is_for_handing_in_only(open_exam: None, make: Factory, fixed_clock: Clock) -> None:
    hold(at_deadline="grace", grace_minutes=5)
    first, second = (make.browser(make.person(Role.LEARNER)) for _ in range(2))
    one, other = begin(first), begin(second)
    answer_all(first, one, right=3)
    answer_all(second, other, right=3)
    fixed_clock.forward(minutes=31)
    assert save(first, one, 4, [0], sequence=2).status_code == 410
    for path in ("", "/1", "/result"):
        answer = first.get(f"/attempts/{one}{path}", follow_redirects=True)
        assert answer.request.path == f"/attempts/{one}/hand-in", path
    assert "Your saved answers count only if you hand in" in answer.get_data(as_text=True)
    assert first.get(f"/attempts/{one}/time").json["seconds_left"] == 240
    assert "Go on with the exam" in first.get(f"/exams/{CODE}").get_data(as_text=True)
    assert finish_overdue(at=clock.now()) == 0
    send(first, f"/attempts/{one}/hand-in")
    assert _ended(one) == (START + timedelta(minutes=30), 3, True)
    fixed_clock.forward(minutes=5)
    assert finish_overdue(at=clock.now()) == 1
    assert _ended(other) == (START + timedelta(minutes=30), 0, False)


def test_an_exam_opens_and_closes_and_cuts_short_whoever_begins_late(
    open_exam: None, make: Factory, fixed_clock: Clock
) -> None:
    hold(opens_at=START + timedelta(hours=1), closes_at=START + timedelta(hours=2))
    browser = make.browser(make.person(Role.LEARNER))
    assert "This exam is not open yet" in browser.get(f"/exams/{CODE}").get_data(as_text=True)
    assert send(browser, f"/exams/{CODE}/start").status_code == 422
    fixed_clock.forward(minutes=100)
    attempt_id = begin(browser)
    assert browser.get(f"/attempts/{attempt_id}/time").json["seconds_left"] == 20 * 60
    fixed_clock.forward(minutes=20)
    late = make.browser(make.person(Role.LEARNER))
    assert "This exam has closed" in late.get(f"/exams/{CODE}").get_data(as_text=True)
    assert send(late, f"/exams/{CODE}/start").status_code == 422


def test_extra_time_is_granted_with_a_reason_and_counts_from_the_next_exam(open_exam: None, make: Factory) -> None:
    unit = make.unit()
    manager, person = make.person(Role.MANAGER, unit=unit), make.person(Role.LEARNER, unit=unit)
    path = f"/people/{person.id}/extra-time"
    assert make.browser(make.person(Role.MANAGER)).get(path).status_code == 404
    browser = make.browser(manager)
    day = clock.today().isoformat()
    assert send(browser, path, {"percent": "50", "from_day": day, "reason": ""}).status_code == 422
    assert (
        send(
            browser, f"/people/{manager.id}/extra-time", {"percent": "50", "from_day": day, "reason": "me"}
        ).status_code
        == 422
    )
    assert send(browser, path, {"percent": "50", "from_day": day, "reason": "decided by HR"}).status_code == 302
    learner = make.browser(person)
    assert "45" in learner.get(f"/exams/{CODE}").get_data(as_text=True)
    attempt_id = begin(learner)
    assert learner.get(f"/attempts/{attempt_id}/time").json["seconds_left"] == 45 * 60
    assert db.session.get_one(AttemptConduct, attempt_id).extra_percent == 50
    db.session.rollback()
    assert send(browser, path, {"end": "1"}).status_code == 302
    assert "Ended" in browser.get(path).get_data(as_text=True)
    actions = set(db.session.scalars(select(AuditLine.action)))
    assert {"exam.extra_time_granted", "exam.extra_time_ended"} <= actions


def test_one_way_closes_what_was_left(open_exam: None, make: Factory) -> None:
    hold(one_way=True)
    browser = make.browser(make.person(Role.LEARNER))
    attempt_id = begin(browser)
    assert browser.get(f"/attempts/{attempt_id}/2").location == f"/attempts/{attempt_id}/1"
    assert browser.get(f"/attempts/{attempt_id}/hand-in").location == f"/attempts/{attempt_id}/1"
    page = browser.get(f"/attempts/{attempt_id}/1").get_data(as_text=True)
    assert "Previous question" not in page
    assert "sf-palette" not in page
    answer = send(browser, f"/attempts/{attempt_id}/1", {"chosen": "0", "sequence": "1", "go": "next"})
    assert answer.location == f"/attempts/{attempt_id}/2"
    for _ in range(2):  # the back button, and pressing again there
        assert browser.get(f"/attempts/{attempt_id}/1").location == f"/attempts/{attempt_id}/2"
        again = send(
            browser,
            f"/attempts/{attempt_id}/1",
            {"chosen": "1", "sequence": "2", "go": "next"},
            page=f"/attempts/{attempt_id}/2",
        )
        assert again.location == f"/attempts/{attempt_id}/2"
    refused = save(browser, attempt_id, 1, [1], sequence=2)
    assert refused.status_code == 422
    assert "cannot go back" in refused.json["message"]
    for position in (2, 3, 4):
        send(browser, f"/attempts/{attempt_id}/{position}", {"chosen": "0", "sequence": "1", "go": "next"})
    page = browser.get(f"/attempts/{attempt_id}/hand-in").get_data(as_text=True)
    assert "Back to the questions" not in page
    assert db.session.scalars(select(Response.position).where(Response.attempt_id == attempt_id)).all() == [1, 2, 3, 4]


def test_items_and_options_keep_their_order_where_that_is_wanted(open_exam: None, make: Factory) -> None:
    hold(shuffle_options=False)
    orders = []
    for _ in range(6):
        attempt = db.session.get_one(Attempt, begin(make.browser(make.person(Role.LEARNER))))
        orders += [item.option_order for item in attempt.items]
        assert [item.version.kind for item in attempt.items] == ["single", "single", "multiple", "multiple"]
        db.session.rollback()
    assert set(map(tuple, orders)) == {(0, 1, 2, 3)}
    hold(shuffle_items=True)
    kinds = set()
    for _ in range(12):
        attempt = db.session.get_one(Attempt, begin(make.browser(make.person(Role.LEARNER))))
        kinds.add(tuple(item.version.kind for item in attempt.items))
        db.session.rollback()
    assert len(kinds) > 1


def test_a_page_that_was_left_is_logged_once_and_told_beforehand(
    open_exam: None, make: Factory, fixed_clock: Clock
) -> None:
    browser = make.browser(make.person(Role.LEARNER))
    assert "are logged; the invigilator sees it" in browser.get(f"/exams/{CODE}").get_data(as_text=True)
    attempt_id = begin(browser)
    assert f'data-focus="/attempts/{attempt_id}/focus"' in browser.get(f"/attempts/{attempt_id}/1").get_data(
        as_text=True
    )

    def tell(**told: object) -> int:
        headers = {"X-CSRFToken": token_of(browser)}
        return browser.post(f"/attempts/{attempt_id}/focus", json=told, headers=headers).status_code

    assert tell(number=77, position=1, seconds=1) == 204
    assert tell(number=77, position=1, seconds=42) == 204
    assert [tell(number=78), tell(number="x", seconds=1), tell(number=1, seconds=-1)] == [422, 422, 422]
    losses = db.session.scalars(select(FocusLoss)).all()
    assert [(loss.number, loss.seconds, loss.position) for loss in losses] == [(77, 42, 1)]
    db.session.rollback()
    fixed_clock.forward(hours=1)
    assert tell(number=99, position=1, seconds=5) == 204
    assert len(db.session.scalars(select(FocusLoss)).all()) == 1, "after the end nothing is logged"


def test_terms_are_set_on_a_page_and_attempts_keep_theirs(open_exam: None, make: Factory, fixed_clock: Clock) -> None:
    learner = make.browser(make.person(Role.LEARNER))
    attempt_id = begin(learner)
    browser = make.browser(make.person(Role.MANAGER, everywhere=True))
    page = f"/exams/{CODE}/conduct"
    plain = {"grace_minutes": "0", "most_apart": "20", "appeal_days": "7", "shuffle_options": "y", "watches_focus": "y"}
    assert send(browser, page, {**plain, "at_deadline": "grace"}).status_code == 422
    assert send(browser, page, {**plain, "at_deadline": "later"}).status_code == 422
    closing = {"opens_at": "2026-03-02T10:00", "closes_at": "2026-03-02T09:00"}
    assert "closes before it opens" in send(browser, page, {**plain, "at_deadline": "submit", **closing}).get_data(
        as_text=True
    )
    assert (
        send(
            browser, page, {**plain, "at_deadline": "abandon", "one_way": "y", "opens_at": "2026-03-02T10:00"}
        ).status_code
        == 302
    )
    shown = browser.get(page).get_data(as_text=True)
    assert 'value="2026-03-02T10:00"' in shown
    assert learner.get(f"/attempts/{attempt_id}/2").status_code == 200, "one that runs may still go anywhere"
    answer_all(learner, attempt_id, right=4)
    fixed_clock.forward(hours=1)
    learner.get(f"/attempts/{attempt_id}/result")
    assert _ended(attempt_id)[2] is True
