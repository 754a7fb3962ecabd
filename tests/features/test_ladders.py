"""Career ladders by errand: published, seen by everybody, worked out for each."""

from __future__ import annotations

import copy

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.performance.ladders.actions import publish_ladders, ship_ladders
from lms.performance.ladders.models import CareerLadder
from tests.browsing import in_chinese
from tests.certificate_samples import award, publish
from tests.conftest import Clock
from tests.factories import Factory
from tests.rules.test_ladders import BOTH, LADDER


def test_the_way_up_is_seen_and_worked_out(app: Flask, make: Factory, fixed_clock: Clock) -> None:
    with transaction():
        assert ship_ladders(actor=System("test"), at=clock.now()) == 4
    with transaction():
        assert ship_ladders(actor=System("test"), at=clock.now()) == 0
    publish()
    unit = make.unit("SH")
    person = make.person(Role.LEARNER, unit=unit, product_line="home")
    browser = make.browser(person)
    page = browser.get("/career").get_data(as_text=True)
    assert "Field engineer, professional side" in page
    assert "Stands here" not in page
    award(person)
    page = browser.get("/career").get_data(as_text=True)
    assert page.count("Stands here") == 2  # on both sides
    assert (
        "What “Intermediate engineer” asks: 1 of 3 met" in page
        or "What “Intermediate engineer” asks: 0 of 3 met" in page
    )
    assert "Valid certificate of tier 2 or higher" in page
    everything = browser.get("/ladders").get_data(as_text=True)
    assert "Trainer, grade “Intermediate trainer” or higher" in everything
    supervisor = make.browser(make.person(Role.SUPERVISOR, unit=unit))
    assert supervisor.get(f"/people/{person.id}/career").status_code == 200
    assert (
        make.browser(make.person(Role.SUPERVISOR, unit=make.unit("BJ"))).get(f"/people/{person.id}/career").status_code
        == 404
    )
    assert browser.get(f"/people/{person.id}/career").status_code == 403
    assert "我的职业发展" in in_chinese(browser).get("/career").get_data(as_text=True)

    other = copy.deepcopy(LADDER)
    with transaction():
        (row,) = publish_ladders(ladders=[other], actor=System("test"), at=clock.now())
        assert publish_ladders(ladders=[other], actor=System("test"), at=clock.now()) == []
        other["steps"][0]["title"] = {**BOTH, "en": "Other"}
        (row,) = publish_ladders(ladders=[other], actor=System("test"), at=clock.now())
        assert row.number == 2
    with pytest.raises(Exception, match="never changed"), transaction() as session:
        session.scalars(select(CareerLadder)).first().side = "management"
    db.session.rollback()
    with app.test_request_context(), force_locale("zh_Hans_CN"):
        assert db.session.scalars(select(CareerLadder.number).where(CareerLadder.code == "field")).all() == [1, 2]
    db.session.rollback()
