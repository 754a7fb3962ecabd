"""The calendar of working days is edited on its page, and the dates of stages follow."""

from __future__ import annotations

import copy
from datetime import date

import pytest
from flask import Flask

from lms.core import clock
from lms.core.audit import System
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.onboarding.actions.intakes import enrol, open_intake
from lms.onboarding.actions.programmes import publish_programme
from lms.people.models import Unit
from lms.people.queries.people import get_person
from lms.workdays.actions import decide_day
from lms.workdays.queries import WorkCalendar
from tests.browsing import send
from tests.factories import Factory
from tests.features.onboarding_scene import PROGRAMME, journey_of, set_scene


def test_working_days_are_edited_and_dates_follow(app: Flask, make: Factory) -> None:
    scene = set_scene(make)
    working = {**copy.deepcopy(PROGRAMME), "code": "weekly", "policy": {"days": "working"}}
    with transaction():
        version = publish_programme(data=working, actor=System(), at=clock.now())
        cohort = open_intake(
            title=Bilingual("班", "Class"), version=version, unit=db.session.get_one(Unit, scene.unit.id),
            starts_on=date(2026, 9, 28), actor=System(), at=clock.now(),
        )  # fmt: skip
        (made,) = enrol(cohort=cohort, people=[get_person(scene.learner.id)], actor=System(), at=clock.now())
        enrolment_id = made.id
    assert journey_of(enrolment_id).stages[0].plan.ends_on == date(
        2026, 10, 15
    )  # ten working days over the National Day
    hr = scene.make.browser(scene.hr)
    page = hr.get("/working-days?year=2026").get_data(as_text=True)
    assert "National Day" in page
    unit = str(scene.unit.id)
    assert (
        send(hr, "/working-days", {"day": "2026-09-29", "unit_id": unit, "what": "off", "reason": ""}).status_code
        == 422
    )
    send(hr, "/working-days", {"day": "2026-09-29", "unit_id": unit, "what": "off", "reason": "Stock-taking"})
    assert journey_of(enrolment_id).stages[0].plan.ends_on == date(2026, 10, 16)
    assert "Stock-taking" in hr.get(f"/working-days?year=2026&unit={unit}").get_data(as_text=True)
    send(hr, "/working-days", {"day": "2026-09-29", "unit_id": unit, "what": "back", "reason": "Put off"})
    assert journey_of(enrolment_id).stages[0].plan.ends_on == date(2026, 10, 15)
    assert scene.make.browser(scene.learner).get("/working-days").status_code == 403


@pytest.mark.parametrize("whole_at", [0, 1, 2])
def test_what_a_unit_takes_back_leaves_the_word_from_above(make: Factory, whole_at: int) -> None:
    """Whichever was said first."""
    unit, day = make.unit(), date(2026, 9, 29)
    hr = make.person(unit=unit)
    words: list[tuple[bool | None, Unit | None]] = [(True, unit), (None, unit)]
    words.insert(whole_at, (False, None))
    with transaction():
        for works, where in words:
            decide_day(day=day, works=works, unit=where, reason="Stock-taking", actor=hr, at=clock.now())
    calendar = WorkCalendar()
    assert not calendar.of(unit.path).counts(day)
    assert not calendar.of("/").counts(day)
