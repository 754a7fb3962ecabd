"""How often the morning calls to mind what goes on being late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from lms.core import clock
from lms.core.access import Role
from lms.core.db import transaction
from lms.onboarding.models import Enrolment
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.onboarding_scene import Onboarding, morning, set_scene, told


@pytest.fixture
def scene(app: Flask, make: Factory) -> Onboarding:
    return set_scene(make)


def test_what_goes_on_being_late_is_called_to_mind_ever_more_rarely(
    app: Flask, scene: Onboarding, fixed_clock: Clock
) -> None:
    scene.enrol()
    fixed_clock.forward(days=14)  # Monday, four days late
    heard = []
    for day in range(25):
        before = len(told(scene.learner, "onboarding.own_late")), len(told(scene.supervisor, "onboarding.digest"))
        morning(app)
        after = len(told(scene.learner, "onboarding.own_late")), len(told(scene.supervisor, "onboarding.digest"))
        heard.append((after[0] - before[0], after[1] - before[1]))
        if day == 8:  # another one is new: the supervisor hears of both
            other = scene.make.person(Role.LEARNER, unit=scene.unit)
            scene.enrol(other)
            with transaction() as session:
                session.get_one(Enrolment, scene.enrolment_id).starts_on = clock.today() - timedelta(days=20)
        fixed_clock.forward(days=1)
    assert [day for day, (own, _team) in enumerate(heard) if own] == [0, 1, 2, 9, 16, 23]
    assert [day for day, (_own, team) in enumerate(heard) if team] == [0, 1, 2, 9, 10, 11, 18]
