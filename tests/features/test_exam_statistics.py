"""How good an exam and its items proved to be, by errand: worked out by a job, shown on pages, renewed after a regrade."""

from __future__ import annotations

import io
import random

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import func, select

from assessments.actions.statistics import ask_for_statistics
from assessments.models import Attempt, Exam, Item, ItemStatistic, StatisticsRun
from assessments.queries.statistics import changed_since, find_run
from assessments.statistics_jobs import refresh_due
from lms.core import clock, jobs
from lms.core.access import Role
from lms.core.audit import System
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from tests.browsing import in_chinese, send
from tests.conftest import Clock
from tests.examples_of_exams import CODE, fill_bank, make_exam
from tests.factories import Factory
from tests.statistics_scene import sat_exam, sit


def test_from_answers_to_what_is_to_be_mended(app: Flask, make: Factory, fixed_clock: Clock) -> None:
    versions = sat_exam(make)
    manager, assessor, learner = (
        make.browser(make.person(role, everywhere=True)) for role in (Role.MANAGER, Role.ASSESSOR, Role.LEARNER)
    )
    page = f"/exams/{CODE}/statistics"
    assert learner.get(page).status_code == 403
    assert "No figures yet" in manager.get(page).get_data(as_text=True)
    asked = send(manager, page)
    assert "/jobs/" in asked.location
    assert send(manager, page).location == asked.location
    assert jobs.run_waiting() == 1
    run = find_run(db.session.scalar(select(Exam.id)) or 0)
    assert run is not None
    assert (run.n, run.figures["attempts"], run.figures["left_out"]) == (40, 51, 1)
    assert run.figures["coefficient"] == "alpha"
    assert run.figures["same_items"]
    again = find_run(run.exam_id, "all")
    assert again is not None
    assert again.n == 50
    db.session.rollback()

    shown = manager.get(page).get_data(as_text=True)
    for words in ("Cronbach", "Standard error of measurement", "Same decision again", "T1-001", "Key probably wrong"):
        assert words in shown, words
    assert shown.index("T1-001") < shown.index("T1-002")  # what is wrong comes first
    assert "50" in manager.get(page + "?basis=all").get_data(as_text=True)
    seen_by_assessor = assessor.get(page).get_data(as_text=True)
    assert "Cronbach" in seen_by_assessor
    assert "T1-001" not in seen_by_assessor
    assert assessor.get("/bank/items/1/statistics").status_code == 403

    item_id = db.session.scalar(select(Item.id).where(Item.key == "T1-001"))
    db.session.rollback()
    one = manager.get(f"/bank/items/{item_id}/statistics").get_data(as_text=True)
    for words in ("Check the key first", "right T1.1".lower(), "Chosen by", f"/bank/versions/{versions[0]}/regrade"):
        assert words in one.replace("right 1.1", "right t1.1"), words
    for path in (f"/bank/items/{item_id}", f"/bank/items/{item_id}/edit"):
        assert "How it proved to be" in manager.get(path).get_data(as_text=True)
    zh = in_chinese(make.browser(make.person(Role.MANAGER, everywhere=True)))
    for path in (page, f"/bank/items/{item_id}/statistics", f"/bank/items/{item_id}/edit"):
        assert zh.get(path).status_code == 200

    book = send(manager, page + "/export", {"format": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(book.get_data())).worksheets[0]
    assert sheet.max_row == 9
    assert sheet["F2"].value == 40
    assert send(manager, page + "/export", {"format": "csv"}).get_data().startswith(b"\xef\xbb\xbf")
    assert send(assessor, page + "/export").status_code == 403

    fixed_clock.forward(minutes=5)
    assert refresh_due(at=clock.now()) == 0
    done = send(
        manager, f"/bank/versions/{versions[0]}/regrade", {"way": "key", "correct": "1", "reason": "Two was meant"}
    )
    assert done.status_code == 302
    assert jobs.run_waiting() == 1
    page_now = manager.get(f"/bank/items/{item_id}/statistics").get_data(as_text=True)
    assert "Check the key first" not in page_now
    assert "marked by another key" in page_now
    assert db.session.scalar(select(func.count()).select_from(StatisticsRun)) == 4  # the earlier figures stay
    with transaction() as session:
        session.get_one(Attempt, 3).score = None  # an essay that waits
    assert refresh_due(at=clock.now()) == 1
    newcomers = [make.person().id for _ in range(3)]
    with transaction() as session:  # the same wording in another exam
        other = Exam(
            code="other", title=Bilingual("另一场", "Another exam"), blueprint_id=session.scalars(select(Exam.blueprint_id)).first(),
            minutes=30, pass_mark=60, attempts_allowed=1,
        )  # fmt: skip
        session.add(other)
        session.flush()
        known = list(session.scalars(select(Attempt.person_id).where(Attempt.exam_id != other.id).distinct().limit(9)))
        for person_id in (*known, *newcomers):
            sit(other, person_id, versions, 0.5, random.Random(person_id))
        ask_for_statistics(exam=other, actor=System("test"), at=clock.now())
    assert jobs.run_waiting() == 2
    both = manager.get(f"/bank/items/{item_id}/statistics").get_data(as_text=True)
    # 39 of the first exam, and of the other those three who had not met the wording before.
    assert "42 people in these exams" in both
    assert "Another exam" in both
    for path in (f"/bank/items/{item_id}", f"/bank/items/{item_id}/edit"):
        assert "2 exams together" in manager.get(path).get_data(as_text=True)


@pytest.mark.one_database
def test_under_thirty_people_nothing_is_said(app: Flask, make: Factory) -> None:
    sat_exam(make, people=29)
    manager = make.browser(make.person(Role.MANAGER, everywhere=True))
    assert refresh_due(at=clock.now()) == 1
    assert jobs.run_waiting() == 1
    page = manager.get(f"/exams/{CODE}/statistics").get_data(as_text=True)
    assert "Too few: 29 people" in page
    assert "Standard error of measurement" not in page
    assert "8 items that fewer than 30 people have answered" in page
    assert manager.get(f"/exams/{CODE}/statistics/histogram.svg").status_code == 404
    assert set(db.session.scalars(select(ItemStatistic.n))) == {29, 39}
    exam = db.session.scalars(select(Exam)).one()
    assert not changed_since(exam.id, find_run(exam.id))


@pytest.mark.one_database
def test_an_exam_that_nobody_sat(app: Flask, make: Factory) -> None:
    make_exam(fill_bank())
    manager = make.browser(make.person(Role.MANAGER, everywhere=True))
    assert refresh_due(at=clock.now()) == 0
    assert send(manager, f"/exams/{CODE}/statistics").status_code == 302
    assert jobs.run_waiting() == 1
    assert "No figures yet" in manager.get(f"/exams/{CODE}/statistics").get_data(as_text=True)
