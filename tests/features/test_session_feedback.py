"""What people say of a session: asked by itself when it is over, told apart by session and by who led it."""

from __future__ import annotations

from sqlalchemy import select

from assessments.models import SurveyInvitation
from courses.attendance.actions.noting import Mark, note
from courses.attendance.rules.presence import Stay
from courses.sessions.actions.planning import close_session
from courses.sessions.actions.signups import sign_up_many
from courses.sessions.models import CourseSession, SessionDay
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.evaluation.actions.plans import publish_defaults
from lms.evaluation.models import EvaluationWave
from lms.evaluation.plan_jobs import ROUND
from lms.evaluation.queries.attendance import sessions_held
from lms.people.models import Person
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.attendance_scene import make_scene, plan
from tests.features.evaluation_scene import waiting
from tests.features.survey_scene import reply, ship

PATH = "/evaluation/feedback"


def _hold(session_id: int, there: list[Person], fixed_clock: Clock) -> None:
    """The session takes place, these people are in it, and the trainer closes it."""
    fixed_clock.forward(hours=1)
    with transaction() as session:
        day = session.scalars(select(SessionDay).where(SessionDay.session_id == session_id)).one()
        for person in there:
            note(day=day, mark=Mark(person.id, Stay(True)), actor=System(), at=clock.now())
    fixed_clock.forward(hours=3)
    with transaction():
        close_session(session_id=session_id, actor=System(), at=clock.now())


def test_who_attended_is_asked_at_once_and_answers_are_told_apart(make: Factory, fixed_clock: Clock) -> None:
    ship()
    scene = make_scene(make, people=12, seats=20)
    with transaction():
        publish_defaults(actor=ROUND, at=clock.now())
    there, away = scene.people[:11], scene.people[11]
    _hold(scene.session, there, fixed_clock)
    asked = select(SurveyInvitation.respondent_id)
    assert set(db.session.scalars(asked)) == {person.id for person in there}
    number = db.session.scalar(select(CourseSession.number).where(CourseSession.id == scene.session))
    (wave,) = db.session.scalars(select(EvaluationWave))
    assert (wave.level, wave.days, wave.intake) == (1, 0, f"session {number}")
    db.session.rollback()
    # A second session by somebody else, too small for a pool of its own; and one who is set right afterwards.
    other = make.person(Role.TRAINER, Role.LEARNER, unit=scene.unit)
    few = [make.person(Role.LEARNER, unit=scene.unit) for _n in range(3)]
    with transaction():
        second = plan(scene.unit, other, course=scene.course, seats=5)
        sign_up_many(session_id=second.id, person_ids=[one.id for one in few], actor=System(), at=clock.now())
        second_id = second.id
    _hold(second_id, few, fixed_clock)
    with transaction() as session:
        day = session.get_one(SessionDay, scene.days[0])
        note(day=day, mark=Mark(away.id, Stay(True), "Came in by the back door"), actor=System(), at=clock.now())
    assert away.id in set(db.session.scalars(asked))
    db.session.rollback()
    known = sessions_held([("course", scene.course)])
    assert list(known.trainers.values()) == [scene.trainer.id, other.id]
    assert known.attended[("course", scene.course), few[0].id] == list(known.names)[1]
    for person in there:
        for invitation in waiting(person):
            reply(invitation, point=5)
    fixed_clock.forward(days=40)
    manager = make.browser(make.person(Role.MANAGER, unit=scene.unit, everywhere=True))
    page = manager.get(f"{PATH}?part=session").text
    rows = page.split("<tbody>")[1]
    assert "Course leaks (Mon 2 Mar 2026)" in rows
    page = manager.get(f"{PATH}?part=trainer").text
    assert scene.trainer.name_latin in page.split("<tbody>")[1]
