"""Watching an exam, by errand: codes, the board, time for one and all, stopping, and whose people one sees."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from assessments.actions.conduct import set_conduct
from assessments.models import Attempt, Intervention, StartCode
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

BOARD = f"/exams/{CODE}/invigilation"


@pytest.fixture
def open_exam(app: Flask) -> object:
    make_exam(fill_bank())
    with access(app, lambda person_id, code, at: ExamAccess(True)):
        yield


def _deadline(attempt_id: int) -> object:
    found = db.session.scalar(select(Attempt.deadline).where(Attempt.id == attempt_id))
    db.session.rollback()
    return found


def test_nobody_begins_without_the_code_of_now(open_exam: None, make: Factory, fixed_clock: Clock) -> None:
    with transaction():
        set_conduct(exam=get_exam(CODE), conduct=Conduct(needs_code=True), actor=System("test"), at=clock.now())
    unit = make.unit()
    invigilator, learner = (
        make.browser(make.person(Role.ASSESSOR, unit=unit)),
        make.browser(make.person(Role.LEARNER, unit=unit)),
    )
    boards = invigilator.get("/invigilation").get_data(as_text=True)
    assert BOARD in boards, "the code has to be told before anybody can begin"
    assert "Begins with a code" in boards
    assert "No code is valid now" in invigilator.get(BOARD).get_data(as_text=True)
    assert send(invigilator, f"{BOARD}/code", {"minutes": "15"}).status_code == 302
    code = db.session.scalar(select(StartCode.code)) or ""
    db.session.rollback()
    assert code in invigilator.get(BOARD).get_data(as_text=True)
    page = learner.get(f"/exams/{CODE}").get_data(as_text=True)
    assert "Code told by the invigilator" in page
    assert code not in page
    for wrong in ("", "999999x"):
        refused = send(learner, f"/exams/{CODE}/start", {"start_code": wrong})
        assert refused.status_code == 422
        assert refused.get_data(as_text=True).count('name="start_code"') == 1, "to be typed again where one is"
    fixed_clock.forward(minutes=15)
    assert send(learner, f"/exams/{CODE}/start", {"start_code": code}).status_code == 422, "its time is over"
    send(invigilator, f"{BOARD}/code", {"minutes": "15"})
    code = db.session.scalars(select(StartCode.code).order_by(StartCode.id.desc())).first() or ""
    db.session.rollback()
    assert send(learner, f"/exams/{CODE}/start", {"start_code": f" {code} "}).status_code == 302


def test_the_board_shows_ones_own_people_only_and_never_an_answer(
    open_exam: None, make: Factory, fixed_clock: Clock
) -> None:
    north, south = make.unit(en="North"), make.unit(en="South")
    mine, theirs = make.person(Role.LEARNER, unit=north), make.person(Role.LEARNER, unit=south)
    first, second = make.browser(mine), make.browser(theirs)
    one, other = begin(first), begin(second)
    save(first, one, 1, [0])
    headers = {"X-CSRFToken": token_of(first)}
    first.post(f"/attempts/{one}/focus", json={"number": 5, "position": 1, "seconds": 12}, headers=headers)
    fixed_clock.forward(minutes=10)
    invigilator = make.browser(make.person(Role.ASSESSOR, unit=north))
    page = invigilator.get(BOARD).get_data(as_text=True)
    for words in (
        mine.name_latin,
        "20:00",
        "1 of 4",
        "09:00:00",
        "10\xa0minutes ago",
        "1 time",
        'hx-trigger="every 10s"',
    ):
        assert words in page.replace(" minutes", "\xa0minutes"), words
    assert theirs.name_latin not in page
    part = invigilator.get(BOARD, headers={"HX-Request": "true"}).get_data(as_text=True)
    assert part.lstrip().startswith('<div id="board"')
    assert mine.name_latin in part
    assert invigilator.get(f"{BOARD}/{one}").status_code == 200
    for path, data in ((f"{BOARD}/{other}", None), (f"{BOARD}/{other}", {"do": "stop", "reason": "x"})):
        answer = invigilator.get(path) if data is None else send(invigilator, path, data, page=BOARD)
        assert answer.status_code == 404
    assert "right" not in part
    assert "Stem" not in part
    assert CODE in invigilator.get("/invigilation").get_data(as_text=True)
    for role in (Role.LEARNER, Role.MENTOR, Role.SUPERVISOR, Role.AUDITOR):
        assert make.browser(make.person(role, unit=north)).get(BOARD).status_code == 403
    assert "Nobody has begun yet" in make.browser(make.person(Role.HR)).get(BOARD).get_data(as_text=True)


def test_time_is_added_to_one_or_all_and_one_is_stopped_with_a_reason(
    open_exam: None, make: Factory, fixed_clock: Clock
) -> None:
    unit = make.unit()
    learners = [make.browser(make.person(Role.LEARNER, unit=unit)) for _ in range(3)]
    one, two, three = (begin(browser) for browser in learners)
    send(learners[2], f"/attempts/{three}/hand-in")
    browser = make.browser(make.person(Role.MANAGER, unit=unit))
    for data in (
        {"minutes": "0", "reason": "fire drill"},
        {"minutes": "500", "reason": "fire drill"},
        {"minutes": "5", "reason": " "},
    ):
        assert send(browser, BOARD, data).status_code == 422, data
    assert send(browser, BOARD, {"minutes": "5", "reason": "fire drill"}).status_code == 302
    assert [_deadline(n) for n in (one, two, three)] == [START + timedelta(minutes=m) for m in (35, 35, 30)]
    assert send(browser, f"{BOARD}/{one}", {"do": "add", "minutes": "10", "reason": "device broken"}).status_code == 302
    assert save(learners[0], one, 1, [0]).json["seconds_left"] == 45 * 60, "the next save tells it"
    assert learners[1].get(f"/attempts/{two}/time").json["seconds_left"] == 35 * 60
    answer_all(learners[1], two, right=3)
    assert send(browser, f"{BOARD}/{two}", {"do": "stop", "reason": ""}).status_code == 422
    assert send(browser, f"{BOARD}/{two}", {"do": "stop", "reason": "used a phone"}).status_code == 302
    assert learners[1].get(f"/attempts/{two}/time").json["seconds_left"] == 0
    assert save(learners[1], two, 1, [1], sequence=9).status_code == 410
    assert "75%" in learners[1].get(f"/attempts/{two}/result").get_data(as_text=True)
    again = send(browser, f"{BOARD}/{two}", {"do": "stop", "reason": "twice"})
    assert again.status_code == 422
    assert "Nobody sits here any more" in again.get_data(as_text=True)
    page = browser.get(f"{BOARD}/{two}").get_data(as_text=True)
    assert "used a phone" in page
    assert "fire drill" in page
    assert "Intervene" not in page
    steps = db.session.execute(
        select(Intervention.attempt_id, Intervention.kind, Intervention.minutes).order_by(Intervention.id)
    ).all()
    assert [tuple(step) for step in steps] == [
        (one, "time_added", 5), (two, "time_added", 5), (one, "time_added", 10), (two, "stopped", 0),
    ]  # fmt: skip
    actions = list(
        db.session.scalars(
            select(AuditLine.action)
            .where(AuditLine.action.in_(["exam.time_added", "exam.stopped"]))
            .order_by(AuditLine.seq)
        )
    )
    assert actions == ["exam.time_added"] * 3 + ["exam.stopped"]
    fixed_clock.forward(minutes=40)
    assert save(learners[0], one, 2, [0]).status_code == 200, "within the time that was added"


def test_hundreds_are_shown_page_by_page_and_all_of_them_get_time(open_exam: None, make: Factory) -> None:
    unit = make.unit()
    people = [make.person(Role.LEARNER, unit=unit, name_latin=f"Sitter {n:02}") for n in range(53)]
    invigilator = make.browser(make.person(Role.ASSESSOR, unit=unit))
    with transaction() as session:
        exam = get_exam(CODE)
        for n, person in enumerate(people):
            session.add(
                Attempt(
                    exam_id=exam.id, blueprint_id=exam.blueprint_id, person_id=person.id, started_at=START,
                    deadline=START + timedelta(minutes=30, seconds=n), pass_mark=60, points=4,
                )
            )  # fmt: skip
    first, second = (invigilator.get(f"{BOARD}?page={n}").get_data(as_text=True) for n in (1, 2))
    assert ("53 people sit now" in first, "Sitter 00" in first, "Sitter 52" in first) == (True, True, False)
    assert ("53 people sit now" in second, "Sitter 00" in second, "Sitter 52" in second) == (True, False, True)
    assert f'hx-get="{BOARD}?page=2"' in second
    found = invigilator.get(f"{BOARD}?q=sitter+52").get_data(as_text=True)
    assert ("Sitter 52" in found, "Sitter 51" in found, "53 people sit now" in found) == (True, False, True)
    assert "Nobody of this name" in invigilator.get(f"{BOARD}?q=nobody").get_data(as_text=True)
    assert send(invigilator, BOARD, {"minutes": "5", "reason": "late start"}).status_code == 302
    assert len(set(db.session.scalars(select(Attempt.deadline)))) == 53
    assert min(db.session.scalars(select(Attempt.deadline))) == START + timedelta(minutes=35)
