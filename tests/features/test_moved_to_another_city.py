"""Somebody moves to another city: whoever manages intakes hears of the pairs that are parted, and nothing else changes."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.core.notices import Notice
from lms.mentoring.queries.pairings import mentors_of
from lms.people.actions.placements import place_in_unit
from lms.people.models import Person, Unit
from lms.people.queries.people import get_person
from tests.factories import Factory
from tests.features.onboarding_scene import Onboarding, set_scene


@dataclass
class Cities:
    """A scene with its mentors in one city, another unit of that city and one elsewhere, and who manages intakes."""

    onboarding: Onboarding
    near: Unit
    far: Unit
    manager: Person

    def move(self, person: Person, unit: Unit) -> list[tuple[int, str, str, str]]:
        """What is told: to whom, of what, the way there and the words."""
        with transaction():
            place_in_unit(
                person=get_person(person.id), unit_id=unit.id, from_day=clock.today(), actor=System(), at=clock.now()
            )
        found = [
            (n.recipient_id, n.kind, n.link, str(n.values.get("count")))
            for n in db.session.scalars(select(Notice).where(Notice.kind.endswith("moved_away")).order_by(Notice.id))
        ]
        db.session.rollback()
        return found


@pytest.fixture
def cities(app: Flask, make: Factory) -> Cities:
    scene = set_scene(make)
    scene.enrol()
    near, far = make.unit(), make.unit()
    with transaction() as session:
        for unit in (scene.unit, near):
            session.get_one(Unit, unit.id).city = Bilingual("上海", "Shanghai")
        session.get_one(Unit, far.id).city = Bilingual("苏州", "Suzhou")
    return Cities(scene, near, far, make.person(Role.MANAGER, everywhere=True))


def test_a_mentee_who_moves_away(cities: Cities) -> None:
    learner = cities.onboarding.learner
    assert cities.move(learner, cities.near) == []  # the same city
    told = cities.move(learner, cities.far)
    link = f"/people/{learner.id}/mentors"
    assert (cities.manager.id, "mentee_moved_away", link, "0") in told
    assert {kind for _id, kind, _link, _n in told} == {"mentee_moved_away"}
    assert len(mentors_of([learner.id], clock.today())[learner.id]) == 2  # who goes on is for people to decide
    page = cities.onboarding.make.browser(cities.manager).get("/notices").text
    assert "now works in Suzhou, no longer in the mentor" in page
    assert cities.move(learner, cities.near) == told  # back again: no pair is parted by that


def test_a_mentor_who_moves_away(cities: Cities) -> None:
    mentor = cities.onboarding.technical
    told = cities.move(mentor, cities.far)
    assert (cities.manager.id, "mentor_moved_away", f"/mentors/{mentor.id}", "1") in told
    assert len(told) == len(set(told))
