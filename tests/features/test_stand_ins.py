"""Who has to do with whom on a day: reminders while a mentor is away, of an assessor; and nobody is paired whose programme is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.mentoring.actions.pairings import cover_absence
from lms.mentoring.logs.reminding import remind_due
from lms.mentoring.models import Pairing, PairingRound
from lms.onboarding.actions.progress import leave
from lms.onboarding.actions.reminders import Digest
from lms.onboarding.rules.gate import ASSESSOR
from lms.people.queries.people import get_person
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.onboarding_scene import Onboarding, morning, set_scene, told


@pytest.fixture
def scene(app: Flask, make: Factory) -> Onboarding:
    return set_scene(make)


def test_whoever_stands_in_is_reminded_and_the_absent_are_not(
    app: Flask, scene: Onboarding, fixed_clock: Clock
) -> None:
    scene.enrol()
    stand_in = scene.make.person(Role.MENTOR, unit=scene.unit)
    for course in ("safety", "rules"):
        scene.complete(course)

    fixed_clock.forward(days=11)  # the stage is late, and wants the mentors' rating
    send(scene.make.browser(scene.learner), "/log", {"day": clock.today().isoformat(), "cases": "x", "learned": "y"})
    with transaction():
        pairing = db.session.scalars(select(Pairing).where(Pairing.mentor_id == scene.technical.id)).one()
        cover_absence(
            pairing=pairing, cover=get_person(stand_in.id), from_day=clock.today(),
            until_day=clock.today() + timedelta(days=9), reason="Ill", actor=System(), at=clock.now(),
        )  # fmt: skip

    def reminded(kind: str) -> list[int]:
        return [len(told(one, kind)) for one in (scene.technical, stand_in, scene.culture)]

    morning(app)
    assert reminded("onboarding.digest") == [0, 1, 1]
    fixed_clock.forward(days=4, hours=10)
    remind_due(at=clock.now())
    assert reminded("log_waits") == [0, 1, 1]


def test_an_assessors_digest_leads_to_the_practical_exams(make: Factory) -> None:
    assessor = make.browser(make.person(Role.ASSESSOR))
    with assessor.application.test_request_context():
        _kind, link, _said = Digest(roles={ASSESSOR}).notice()
    assert assessor.get(link).status_code == 200


def test_nobody_whose_programme_is_over_is_paired(scene: Onboarding) -> None:
    other = scene.make.person(Role.LEARNER, unit=scene.unit)
    scene.enrol(scene.learner, other, mentors=False)
    hr = scene.make.browser(scene.make.person(Role.HR, everywhere=True))

    def over(person_id: int) -> None:
        with transaction():
            leave(person_id=person_id, reason="Resigned", actor=System(), at=clock.now())

    over(other.id)
    send(hr, "/pairing", {"cohort": str(scene.cohort_id), "who": "missing"})
    wanted = db.session.scalars(select(PairingRound)).one().wanted
    db.session.rollback()
    assert {one[0] for one in wanted} == {scene.learner.id}
    over(scene.learner.id)
    page = hr.get("/pairing").text
    assert f'<option value="{scene.cohort_id}"' not in page
    assert send(hr, "/pairing", {"cohort": str(scene.cohort_id)}).status_code == 422


def test_a_hand_over_note_written_after_the_change_is_kept(scene: Onboarding) -> None:
    scene.enrol()
    other, hr = scene.make.person(Role.MENTOR, unit=scene.unit), scene.make.browser(scene.hr)
    change = {"kind": "technical", "mentor": str(other.id)}
    path = f"/people/{scene.learner.id}/mentors"
    assert send(hr, path, change).status_code == 302
    for _again in range(2):
        assert send(hr, path, {**change, "handover": "Measures first."}).status_code == 302
    notes = list(db.session.scalars(select(Pairing.handover).where(Pairing.kind == "technical").order_by(Pairing.id)))
    db.session.rollback()
    assert notes == ["Measures first.", ""]
    assert "Measures first." in scene.make.browser(other).get(f"/mentees/{scene.learner.id}").text
