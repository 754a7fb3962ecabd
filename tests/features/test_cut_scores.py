"""A pass mark set by judges, by errand: a panel, two rounds on the phone, a signed decision that makes the next version."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from assessments.models import CutDecision, CutPanel, CutRating, CutRound, Exam
from assessments.queries.exams import get_exam
from lms.core import clock, jobs
from lms.core.access import Role
from lms.core.audit import AuditLine
from lms.core.db import db
from lms.core.notices import Notice
from tests.browsing import in_chinese, send
from tests.examples_of_exams import CODE
from tests.factories import Factory
from tests.statistics_scene import ITEMS, sat_exam


def test_from_the_panel_to_the_next_version(app: Flask, make: Factory) -> None:
    sat_exam(make)
    staff = [make.person(Role.ASSESSOR, everywhere=True) for _ in range(3)]
    outsider = make.person(Role.LEARNER, employee_no="ENG-7")
    manager, stranger = (make.browser(make.person(role, everywhere=True)) for role in (Role.MANAGER, Role.ASSESSOR))
    judges = [make.browser(person) for person in (*staff[:2], outsider)]
    panels = f"/exams/{CODE}/cut"
    send(manager, f"/exams/{CODE}/statistics")
    jobs.run_waiting()
    assert staff[2].name_latin in manager.get(panels).get_data(as_text=True)
    assert send(manager, panels, {"judge": [staff[0].id], "borderline": "Can do it alone"}).status_code == 422
    unknown = send(manager, panels, {"judge": [staff[0].id], "others": "ENG-7, ENG-8", "borderline": "x"})
    assert "ENG-8" in unknown.get_data(as_text=True)
    opened = send(
        manager, panels, {"judge": [one.id for one in staff[:2]], "others": "ENG-7", "borderline": "Can do it alone"}
    )
    assert opened.status_code == 302
    panel_id = db.session.scalars(select(CutPanel.id)).one()
    assert len(list(db.session.scalars(select(Notice.id).where(Notice.kind == "cut_judge_named")))) == 3
    db.session.rollback()
    panel, rating = f"/cut/{panel_id}", f"/cut/{panel_id}/judge"

    assert stranger.get(rating).status_code == 404
    assert send(stranger, rating, {"item-1": "50"}).status_code == 404
    first = judges[0].get(rating).get_data(as_text=True)
    assert "Can do it alone" in first
    assert "right 1.1" in first
    assert "Of those who sat it" not in first  # the facility only comes with the second round
    wrong = send(judges[0], rating, {"item-1": "60", "item-2": "101", "item-3": "a"})
    assert wrong.status_code == 422
    assert "Item 2: give a whole number from 0 to 100" in wrong.get_data(as_text=True)
    assert db.session.scalar(select(CutRating.id)) is None  # nothing half-done
    db.session.rollback()
    send(judges[0], rating, {"item-1": "10"})
    send(judges[0], rating, {f"item-{n}": "60 %" for n in range(1, ITEMS + 1)})
    assert 'value="60"' in judges[0].get(rating).get_data(as_text=True)
    early = send(manager, panel, {"do": "close"})
    assert "At least two judges" in early.get_data(as_text=True)
    send(judges[1], rating, {f"item-{n}": "70" for n in range(1, ITEMS + 1)})
    assert 'value="60"' not in judges[1].get(rating).get_data(as_text=True).split("<form")[1].split("csrf")[0]
    assert "1 of 3 judges have not rated" in send(manager, panel, {"do": "close"}).get_data(as_text=True)
    assert "65%" not in manager.get(panel).get_data(as_text=True)  # while it is open nobody sees what was said
    assert send(manager, panel, {"do": "close", "even_so": "1"}).status_code == 302
    assert send(judges[2], rating, {"item-1": "50"}).status_code == 422  # too late
    shown = manager.get(panel).get_data(as_text=True)
    for words in ("65%", "standard error 5%", "Fewer than eight judges", "Question by question"):
        assert words in shown, words

    late = make.person(Role.LEARNER, employee_no="ENG-9")
    assert "ENG-0" in send(manager, panel, {"do": "name", "others": "ENG-0"}).get_data(as_text=True)
    assert "does not judge yet" in send(manager, panel, {"do": "name", "others": "ENG-7"}).get_data(as_text=True)
    assert send(stranger, panel, {"do": "name", "others": "ENG-9"}).status_code == 403
    assert send(manager, panel, {"do": "name", "others": "ENG-9, ENG-7"}).status_code == 302
    assert make.browser(late).get(rating).status_code == 200
    db.session.rollback()

    assert send(manager, panel, {"do": "open"}).status_code == 302
    second = judges[2].get(rating).get_data(as_text=True)
    assert "Of those who sat it" in second
    assert "The panel said 65%" in second
    for judge, percent in zip([*judges, make.browser(late)], ("62", "66", "70", "66"), strict=True):
        send(judge, rating, {f"item-{n}": percent for n in range(1, ITEMS + 1)})
    assert "You said 60%" in judges[0].get(rating).get_data(as_text=True)
    assert send(manager, panel, {"do": "close"}).status_code == 302
    figures = [row.figures or {} for row in db.session.scalars(select(CutRound).order_by(CutRound.number))]
    assert [round(one["percent"], 9) for one in figures] == [65, 66]
    assert round(figures[1]["se"], 9) == round((32 / 3) ** 0.5 / 2, 9)  # 62, 66, 70 and, from the second round, 66
    assert figures[1]["median"] == pytest.approx(66)
    db.session.rollback()

    unsigned = send(manager, panel, {"do": "decide", "basis": "other", "reason": ""})
    for words in ("Say which pass mark", "Give a reason", "Tick that you sign"):
        assert words in unsigned.get_data(as_text=True), words
    before = get_exam(CODE).blueprint.number
    db.session.rollback()
    signed = {"do": "decide", "basis": "mean", "reason": "Two rounds agree", "signed": "1"}
    assert send(manager, panel, signed).status_code == 302
    exam = get_exam(CODE)
    assert (exam.pass_mark, exam.blueprint.number) == (66.0, before + 1)
    decision = db.session.scalars(select(CutDecision)).one()
    assert (decision.before, decision.pass_mark, decision.blueprint_id) == (75.0, 66.0, exam.blueprint_id)
    assert db.session.scalar(select(AuditLine.action).where(AuditLine.action == "cut.decided")) is not None
    db.session.rollback()
    assert "was decided already" in send(manager, panel, {"do": "name", "others": "ENG-9"}).get_data(as_text=True)
    assert "was decided already" in send(manager, panel, signed).get_data(as_text=True)
    assert "Two rounds agree" in manager.get(panel).get_data(as_text=True)
    zh = in_chinese(make.browser(make.person(Role.MANAGER, everywhere=True)))
    for path in (panel, panels):
        assert zh.get(path).status_code == 200
    db.session.add(CutRating(panel_id=panel_id, number=2, person_id=1, position=1, percent=5, rated_at=clock.now()))
    with pytest.raises(IntegrityError):  # who is no judge cannot rate, not even past the pages
        db.session.flush()
    db.session.rollback()
    assert db.session.scalars(select(Exam.pass_mark)).one() == 66.0
