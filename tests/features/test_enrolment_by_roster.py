"""A roster is imported, and those whom a rule means are enrolled by it: once, however often the file comes."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.core import clock
from lms.core.audit import AuditLine
from lms.core.db import db
from lms.core.jobs import run_waiting
from lms.core.notices import Notice
from lms.onboarding.models import Cohort, Enrolment
from lms.people.models import Person
from tests.browsing import send
from tests.factories import Factory
from tests.features.onboarding_scene import Onboarding, set_scene

RULE = {
    "title_zh": "新工程师", "title_en": "New engineers", "programme_id": "1", "post_id": "0", "hired_from": "2026-03-01",
    "lead_days": "7", "join_days": "14",
}  # fmt: skip
HEADING = "工号,姓名,部门,岗位,入职日期\n"
NEW = "N001,王芳,SH,{post},2026-03-02\nN002,李雷,SH,{post},2026-03-02\n"
OLD = "N003,韩梅,SH,{post},2019-05-06\n"
"""Somebody who has been here for years: the rule does not mean them."""


@pytest.fixture
def scene(app: Flask, make: Factory) -> Onboarding:
    return set_scene(make)


def import_roster(browser: FlaskClient, lines: str) -> str:
    """Upload, look at the dry run, load, and let the worker do what waits; gives what the page says after loading."""
    data = {"file": (io.BytesIO((HEADING + lines).encode()), "roster.csv")}
    checked = send(browser, "/people/roster", data, content_type="multipart/form-data").location
    assert browser.get(checked).status_code == 200
    said = send(browser, f"{checked}/load", {}, follow=True).text
    db.session.rollback()
    run_waiting()
    return said


def state() -> dict[str, int]:
    counted = {
        "enrolled": select(func.count()).select_from(Enrolment),
        "intakes": select(func.count()).select_from(Cohort),
        "told": select(func.count()).select_from(Notice).where(Notice.kind == "onboarding.auto_enrolled"),
        "on record": select(func.count()).select_from(AuditLine).where(AuditLine.action == "enrolment.made"),
    }
    found = {name: db.session.scalar(query) or 0 for name, query in counted.items()}
    db.session.rollback()
    return found


def test_a_roster_enrols_by_rule_once(scene: Onboarding) -> None:
    hr = scene.make.browser(scene.hr)
    post = scene.learner.post.code
    assert send(hr, "/intakes/rules/new", {**RULE, "unit_id": str(scene.unit.id)}).status_code == 302
    assert state()["enrolled"] == 0
    import_roster(hr, (NEW + OLD).format(post=post))
    query = select(Person.employee_no).join(Enrolment, Enrolment.person_id == Person.id).order_by(Person.employee_no)
    assert list(db.session.scalars(query)) == ["N001", "N002"]
    cohort = db.session.scalars(select(Cohort)).one()
    assert (cohort.starts_on - clock.today()).days >= 7
    cohort_id = cohort.id
    first = state()
    assert (first["intakes"], first["on record"]) == (1, 2)
    assert first["told"] >= 1
    # The same file once more changes nothing.
    import_roster(hr, (NEW + OLD).format(post=post))
    assert state() == first
    # One more new hire joins the intake that was opened, and nobody else does.
    import_roster(hr, (NEW + OLD).format(post=post) + f"N004,赵云,SH,{post},2026-03-02\n")
    assert state()["enrolled"] == 3
    assert set(db.session.scalars(select(Enrolment.cohort_id))) == {cohort_id}
    # Where a row is wrong nothing is loaded, so nobody is enrolled either.
    import_roster(hr, f"N005,钱多,SH,{post},2026-03-02\nN006,孙某,NOWHERE,{post},2026-03-02\n")
    assert state()["enrolled"] == 3
