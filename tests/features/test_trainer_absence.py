"""A trainer enters an absence: whoever looks after their sessions on those days hears of it at once."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from lms.core import clock
from lms.core.db import db, transaction
from lms.core.notices import Notice
from lms.people.models import Person
from lms.trainers.profiles.actions import enter_absence
from tests.factories import Factory
from tests.features.session_scene import TUESDAY, Acting, set_scene


def test_organisers_hear_which_sessions_an_absence_lies_over(make: Factory) -> None:
    scene = set_scene(make)
    trainer = scene.trainers[0]
    over = [scene.plan(), scene.plan(at=TUESDAY + timedelta(days=1, hours=-8.5))]  # the second at half past midnight
    scene.plan(at=TUESDAY + timedelta(days=2))
    scene.plan(lead=1, room="R2")
    tuesday = clock.local_date(TUESDAY)
    with transaction():
        enter_absence(
            person=db.session.get_one(Person, trainer.id), from_day=tuesday, until_day=tuesday + timedelta(days=1), kind="sick",
            note="Fever", actor=Acting(trainer.id), at=clock.now(),
        )  # fmt: skip
    found = db.session.scalars(
        select(Notice).where(Notice.kind == "session_trainer_away", Notice.recipient_id == scene.manager.id)
    ).all()
    assert [one.link.split("/trainers/")[0] for one in found] == [f"/sessions/{number}" for number in over]
    assert all("Fever" not in str(one.values) for one in found)  # nobody has to tell of an illness
    page = scene.browser(scene.manager).get("/notices").text
    assert "is away on the day of" in page
    assert scene.browser(scene.manager).get(found[0].link).status_code == 200
