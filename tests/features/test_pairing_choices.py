"""Choosing one person's mentor by hand: what is said of each who could be it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.mentoring.actions.pairings import appoint_mentor
from lms.mentoring.appointments.actions import appoint, set_profile
from lms.mentoring.appointments.queries import Offer
from lms.mentoring.models import PairingRound
from lms.people.queries.people import get_person
from tests.browsing import send
from tests.factories import Factory
from tests.features.onboarding_scene import Onboarding, set_scene


@pytest.fixture
def scene(app: Flask, make: Factory) -> Onboarding:
    return set_scene(make)


def test_the_points_that_the_load_takes_off_are_said(scene: Onboarding) -> None:
    make = scene.make
    scene.enrol(scene.learner, mentors=False)
    other = make.person(unit=scene.unit, name_latin="Other Mentor", name_zh="另一位")
    mentees = [make.person(Role.LEARNER, unit=scene.unit) for _ in range(2)]
    with transaction():
        for mentor in (scene.technical, other):
            row = get_person(mentor.id)
            actor, at = System(), clock.now()
            appoint(person=row, kinds=["technical"], from_day=clock.today(), exception="First", actor=actor, at=at)
            set_profile(person=row, offer=Offer(4, ("home",), ("zh",), "", ()), actor=actor, at=at)
        for mentee in mentees:
            appoint_mentor(
                mentee=get_person(mentee.id),
                mentor=get_person(scene.technical.id),
                kind="technical",
                actor=System(),
                at=clock.now(),
            )
    hr = make.browser(make.person(Role.HR, everywhere=True))
    send(hr, "/pairing", {"cohort": str(scene.cohort_id), "who": "missing"})
    made = db.session.scalars(select(PairingRound)).one()
    number, pairs = made.id, made.result["pairs"]
    db.session.rollback()
    assert [one["mentor"] for one in pairs if one["kind"] == "technical"] == [other.id]
    page = hr.get(f"/pairing/{number}/{scene.learner.id}/technical").text
    assert "takes off 0.5 points for each mentee" in page
    assert page.count("points off") == 1
    assert re.search(r"has 2 mentees: 1(\.0)? points off", page)
