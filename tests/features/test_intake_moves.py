"""An intake moved to another day: what is signed is what was shown, and everybody is told their own day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from lms.core import clock
from lms.core.db import transaction
from lms.onboarding.models import Enrolment
from lms.onboarding.telling import day_in_words
from tests.browsing import send
from tests.factories import Factory
from tests.features.onboarding_scene import Onboarding, journey_of, set_scene, told


@pytest.fixture
def scene(app: Flask, make: Factory) -> Onboarding:
    return set_scene(make)


def test_only_a_day_whose_dates_were_shown_is_signed(scene: Onboarding) -> None:
    enrolment_id, hr, start = scene.enrol(), scene.make.browser(scene.hr), clock.today()
    to_day, path = (start + timedelta(days=14)).isoformat(), f"/intakes/{scene.cohort_id}/move"
    move = {"to_day": to_day, "shown": f"{start}/{to_day}", "reason": "The training room is flooded", "sign": "1"}
    other = (start + timedelta(days=21)).isoformat()
    for unseen in ({"to_day": other}, {"shown": f"{to_day}/{to_day}"}, {"shown": ""}):
        changed = send(hr, path, {**move, "signed": "y", **unseen})
        assert changed.status_code == 422, unseen
        assert "These dates were not shown to you yet" in changed.text, unseen
        assert 'name="signed" type="checkbox" value="y"' in changed.text.replace(" required", ""), unseen
        assert "The training room is flooded" in changed.text  # the reason is kept
    assert f'value="{start}/{other}"' in send(hr, path, {**move, "to_day": other, "sign": "", "look": "1"}).text
    same = send(hr, path, {**move, "to_day": start.isoformat(), "sign": "", "look": "1"}).text
    assert "The intake starts on this day already." in same
    assert "The training room is flooded" in same  # kept for the next look
    blank = send(hr, path, {"to_day": "", "look": "1"}).text
    assert "Enter the first day." in blank
    assert "Give the reason." not in blank
    assert journey_of(enrolment_id).row.starts_on == start


def test_the_mentor_of_who_joined_later_is_told_their_own_first_day(scene: Onboarding) -> None:
    enrolment_id, start = scene.enrol(), clock.today()
    with transaction() as session:
        session.get_one(Enrolment, enrolment_id).starts_on = start + timedelta(days=3)
    to_day = (start + timedelta(days=14)).isoformat()
    move = {"to_day": to_day, "shown": f"{start}/{to_day}", "reason": "Flooded", "sign": "1", "signed": "y"}
    send(scene.make.browser(scene.hr), f"/intakes/{scene.cohort_id}/move", move)
    assert journey_of(enrolment_id).row.starts_on == start + timedelta(days=17)
    ((said, _link),) = told(scene.technical, "onboarding.mentee_moved")
    assert said["day"] == day_in_words(start + timedelta(days=17)).as_dict()
