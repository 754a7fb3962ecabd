"""What the daily round of evaluation says to whom: once of all that waits for somebody, and not on a day off."""

from __future__ import annotations

from sqlalchemy import select

from lms.core import clock
from lms.core.db import db, transaction
from lms.core.notices import Notice
from lms.evaluation.actions.plans import publish_defaults
from lms.evaluation.plan_jobs import ROUND
from lms.people.models import Person
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.evaluation_scene import make_scene, morning, waiting
from tests.features.survey_scene import reply


def _heard(person: Person) -> list[tuple[str, str]]:
    """Kind and link of what somebody was told of questionnaires, oldest first."""
    found = db.session.scalars(select(Notice).where(Notice.recipient_id == person.id).order_by(Notice.id)).all()
    heard = [(one.kind, one.link) for one in found if one.kind.startswith("questionnaire")]
    db.session.rollback()
    return heard


def test_a_supervisor_of_many_hears_once_a_morning_and_not_on_a_day_off(make: Factory, fixed_clock: Clock) -> None:
    scene = make_scene(make, learners=3)
    with transaction():
        publish_defaults(actor=ROUND, at=clock.now())
    for person in scene.learners:
        scene.finish(person)
    assert [kind for kind, _ in _heard(scene.learners[0])] == [
        "questionnaire_open"
    ]  # at once, straight to the questions
    fixed_clock.forward(days=30)
    morning()
    morning()
    assert _heard(scene.supervisor) == [("questionnaire_open_many", "/questionnaires/mine")]
    page = make.browser(scene.supervisor).get("/notices").text
    assert "3 questionnaires are open for you: please answer the first by 15 Apr 2026. All of them take about" in page
    # Of two that still wait when it is time to remind, once; what falls on a Saturday is said on Monday.
    reply(waiting(scene.supervisor)[0], point=3)
    fixed_clock.forward(days=10)
    morning()  # Saturday, 11 April
    assert len(_heard(scene.supervisor)) == 1
    fixed_clock.forward(days=2)
    morning()
    assert _heard(scene.supervisor)[1:] == [("questionnaire_reminder_many", "/questionnaires/mine")]
    page = make.browser(scene.supervisor).get("/notices").text
    assert "A reminder: 2 questionnaires wait for your answers, the first until 15 Apr 2026." in page
