"""Everybody's first page: there for each role in both languages, and no dearer with more people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.onboarding.actions.intakes import enrol, open_intake
from lms.onboarding.actions.programmes import publish_programme
from lms.people.models import Unit
from lms.people.queries.people import get_person
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.onboarding_scene import PROGRAMME, Onboarding, set_scene


@pytest.fixture
def scene(app: Flask, make: Factory) -> Onboarding:
    return set_scene(make)


@contextmanager
def counted() -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def statements_of(browser: FlaskClient) -> int:
    """How many statements the home page takes, once the process has read what never changes."""
    browser.get("/")
    with counted() as asked:
        assert browser.get("/").status_code == 200
    return len(asked)


@pytest.mark.parametrize(("language", "title"), [("en", "Today"), ("zh-CN", "今天")])
@pytest.mark.parametrize("role", list(Role))
def test_each_role_has_a_home(scene: Onboarding, make: Factory, role: Role, language: str, title: str) -> None:
    scene.enrol()
    browser = make.browser(make.person(role, unit=scene.unit))
    answer = browser.get("/", headers={"Accept-Language": language})
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert f'lang="{language}"' in page
    assert f"<title>{title}" in page


def test_nothing_waiting_is_not_called_done(scene: Onboarding, make: Factory) -> None:
    scene.enrol()
    page = make.browser(scene.technical).get("/", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert "All done" not in page
    assert "Nothing waiting" in page


def test_a_learner_s_home_takes_few_statements_however_many_learn(scene: Onboarding, make: Factory) -> None:
    scene.enrol()
    browser = make.browser(scene.learner)
    alone = statements_of(browser)
    assert alone <= 9
    scene.enrol(*(make.person(Role.LEARNER, unit=scene.unit) for _ in range(12)))
    assert statements_of(browser) == alone
    scene.complete("safety")
    scene.complete("rules")
    assert statements_of(browser) <= 12  # the last stage asks for exams, ratings and rubrics


@pytest.mark.parametrize("who", ["technical", "supervisor", "hr"])
def test_a_home_of_staff_takes_no_more_statements_for_more_learners(scene: Onboarding, make: Factory, who: str) -> None:
    scene.enrol()
    browser = make.browser(getattr(scene, who))
    few = statements_of(browser)
    scene.enrol(*(make.person(Role.LEARNER, unit=scene.unit) for _ in range(6)))
    assert statements_of(browser) == few


def test_stages_are_kept_by_version(scene: Onboarding, make: Factory, fixed_clock: Clock) -> None:
    scene.enrol()
    first = make.browser(scene.learner).get("/", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert "Pre-job training" in first
    fixed_clock.forward(days=1)
    stages = [{**PROGRAMME["stages"][0], "title": {"zh": "起步", "en": "First steps"}}, PROGRAMME["stages"][1]]
    later = make.person(Role.LEARNER, unit=scene.unit)
    with transaction():
        version = publish_programme(data={**PROGRAMME, "stages": stages}, actor=System(), at=clock.now())
        cohort = open_intake(
            title=Bilingual("夏季", "Summer"), version=version, unit=db.session.get_one(Unit, scene.unit.id),
            starts_on=clock.today(), actor=System(), at=clock.now(),
        )  # fmt: skip
        enrol(cohort=cohort, people=[get_person(later.id)], actor=System(), at=clock.now())
    second = make.browser(later).get("/", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert "First steps" in second
    assert "Pre-job training" not in second
