"""Results of a course that was bought, from the provider's file: looked at first, loaded whole or only what is right, once."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from lms.core import clock
from lms.core.access import Role
from lms.core.db import db, transaction
from lms.people.models import Person
from lms.trainers.providers.actions import add_provider
from lms.trainers.providers.buying import Bought, buy_course
from lms.trainers.providers.models import ExternalAttendee, ExternalResult, ExternalResultImport
from tests.browsing import send
from tests.factories import Factory
from tests.features.counting import statements
from tests.features.fee_scene import Scene, set_scene

pytestmark = pytest.mark.one_database
PATH = "/external-courses/1/results"


@pytest.fixture
def scene(make: Factory) -> Scene:
    found = set_scene(make)
    with transaction() as session:
        manager = session.get_one(Person, found.manager.id)
        provider = add_provider(
            code="north", name="North", profile="Cooling", website="", fields="", actor=manager, at=clock.now()
        )
        bought = Bought("Heat pumps", "open", date(2026, 2, 20), date(2026, 2, 21), Decimal(10), "CNY")
        going = [session.get_one(Person, one.id) for one in (found.ada, found.bao, found.learner)]
        buy_course(provider=provider, bought=bought, attendees=going, actor=manager, at=clock.now())
    return found


def sent(browser: FlaskClient, content: str, name: str = "results.csv") -> str:
    """Where the check of a file lies."""
    answer = send(
        browser, PATH, {"file": (io.BytesIO(content.encode()), name)}, content_type="multipart/form-data"
    )  # fmt: skip
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return answer.headers["Location"]


def kept() -> dict[int, tuple[float, float | None, bool | None, date | None]]:
    rows = db.session.execute(
        select(ExternalAttendee.person_id, ExternalResult).join(ExternalResult).order_by(ExternalResult.id)
    )
    found = {number: (row.value, row.before, row.passed, row.on_day) for number, row in rows}
    db.session.rollback()
    return found


def test_a_file_is_checked_loaded_in_part_and_counts_once(scene: Scene) -> None:
    manager = scene.make.browser(scene.manager)
    assert "Results from a file" in manager.get("/external-courses/1").get_data(as_text=True)
    assert send(manager, PATH, {}).status_code == 422
    template = load_workbook(io.BytesIO(manager.get(f"{PATH}/template").data)).active
    assert template is not None
    assert [cell.value for cell in template["A"]] == ["Learner", *(one.employee_no for one in (scene.ada, scene.bao, scene.learner))]  # fmt: skip
    check = sent(
        manager,
        f"工号,成绩,是否合格,考试日期,训前成绩\n{scene.ada.employee_no},88.5,合格,2026/2/21,60\n{scene.bao.employee_no},101,是,2026-02-21,\n"
        f"X-999,70,yes,2026-02-21,\n{scene.learner.employee_no},55,perhaps,2026-02-31,much\n{scene.ada.employee_no},90,,,\n",
    )
    with statements() as asked:
        page = manager.get(check).get_data(as_text=True)
    assert len([one for one in asked if not one.startswith("BEGIN")]) <= 12
    for sentence in (
        "Results are numbers from 0 to 100", "Learner: does not attend this course", "Passed: write yes or no",
        "Date: write a day such as 2026-03-31", "Test before: no number", "This learner stands in the file twice.",
    ):  # fmt: skip
        assert sentence in page, sentence
    assert kept() == {}
    rejected = load_workbook(io.BytesIO(manager.get(f"{check}/rejects").data)).active
    assert rejected is not None
    assert [(row[0].value, row[2].value) for row in rejected.iter_rows(min_row=2)] == [
        (3, scene.bao.employee_no), (4, "X-999"), (5, scene.learner.employee_no), (6, scene.ada.employee_no),
    ]  # fmt: skip
    assert (
        send(manager, f"{check}/load").status_code == 422
    )  # all or nothing, unless those that are right are asked for
    assert kept() == {}
    assert send(manager, f"{check}/load", {"right_only": "1"}).status_code == 302
    assert kept() == {scene.ada.id: (88.5, 60.0, True, date(2026, 2, 21))}
    send(manager, f"{check}/load", {"right_only": "1"})
    assert "Loaded on" in manager.get(check).get_data(as_text=True)
    # The mended file: what is known changes nothing, what was wrong comes in.
    mended = (
        f"learner,score,passed,date,before\n{scene.ada.employee_no},88.5,yes,2026-02-21,60\n"
        f"{scene.bao.name_latin},71,no,2026-02-21,\n"
    )
    again = sent(manager, mended)
    page = manager.get(again).get_data(as_text=True)
    assert "Known already" in page
    assert manager.get(f"{again}/rejects").status_code == 404
    assert send(manager, f"{again}/load").status_code == 302
    assert kept()[scene.bao.id] == (71.0, None, False, date(2026, 2, 21))
    assert db.session.query(ExternalResult).count() == 2
    db.session.rollback()
    page = manager.get("/external-courses/1").get_data(as_text=True)
    assert "not passed" in page
    missing = manager.get(sent(manager, "who,points\nA,1\n")).get_data(as_text=True)
    assert "These columns are missing: Learner, Score." in missing
    # Somebody else's file is nobody's business, and neither are the results of people out of reach.
    assert scene.make.browser(scene.hr).get(check).status_code == 404
    other = scene.make.browser(scene.make.person(Role.MANAGER, unit=scene.make.unit("ELSE")))
    theirs = sent(other, mended)
    assert other.get(theirs).get_data(as_text=True).count("does not attend this course") == 2
    assert send(scene.make.browser(scene.learner), PATH, {}).status_code == 403
    assert db.session.query(ExternalResultImport).count() == 4
