"""What a learner opens all day is read by an index, so that it costs no more as people and years are added."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from assessments.rules.sitting import ExamAccess
from courses.models import Lesson
from lms.core.access import Role
from lms.core.db import db
from tests.examples_of_exams import CODE, access, begin, fill_bank, make_exam
from tests.factories import Factory
from tests.features.counting import walked_whole
from tests.features.onboarding_scene import set_scene
from tests.features.staged_scene import reach_the_task, set_staged_scene

FEW = {"day_decision", "delta_call", "practical_task"}
"""Tables of a handful of rows, whatever the company's size."""


def test_a_learner_s_pages_go_through_no_table_that_grows(app: Flask, make: Factory) -> None:
    scene = set_scene(make)
    scene.enrol()
    scene.complete("safety")
    scene.complete("rules")  # the next stage asks for exams, tasks and ratings
    browser = make.browser(scene.learner)
    lesson = db.session.scalars(select(Lesson.id).order_by(Lesson.id)).first()
    paths = ["/", "/programme", "/log", "/practicals", f"/lessons/{lesson}"]
    assert {path: walked_whole(browser, path) - FEW for path in paths} == {path: set() for path in paths}


def test_tasks_under_way_go_through_no_table_that_grows(app: Flask, make: Factory) -> None:
    scene = set_staged_scene(make)
    reach_the_task(scene)
    browser = make.browser(scene.learner)
    assert {path: walked_whole(browser, path) - FEW for path in ("/", "/programme")} == {
        "/": set(),
        "/programme": set(),
    }


def test_an_exam_page_goes_through_no_table(app: Flask, make: Factory) -> None:
    make_exam(fill_bank())
    browser = make.browser(make.person(Role.LEARNER))
    with access(app, lambda person_id, code, at: ExamAccess(True)):
        paths = [f"/exams/{CODE}", f"/attempts/{begin(browser)}/1"]
        assert [walked_whole(browser, path) for path in paths] == [set(), set()]
