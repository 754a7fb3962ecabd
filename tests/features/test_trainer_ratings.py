"""Ratings of trainers from our own questionnaires: asked after a session, in confidence, corrected, shown from five on."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from assessments.actions.questionnaires import ship_questionnaires
from assessments.models import SurveyAnswer, SurveyInvitation
from courses.events import Attended
from courses.models import CourseVersion
from courses.sessions.models import SessionDay
from lms.core import clock, events
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.core.jobs import run_waiting
from lms.trainers.ratings.jobs import rate_trainers
from lms.trainers.ratings.models import TrainerRating, TrainerRatingRun
from tests.browsing import send
from tests.factories import Factory
from tests.features.fee_scene import set_scene, teach


def test_from_the_session_to_the_page(make: Factory) -> None:
    scene = set_scene(make)
    with transaction():
        ship_questionnaires(actor=System(), at=clock.now())
    day_id = teach(scene, date(2026, 2, 10), lead=scene.ada, co=scene.bao)[0]
    session_id = db.session.get_one(SessionDay, day_id).session_id
    version_id = db.session.scalar(select(CourseVersion.id))
    assert version_id is not None
    db.session.rollback()
    told = Attended(scene.learner.id, session_id, version_id, "leaks", True, 100, clock.now())
    for _twice in range(2):
        with transaction():
            events.publish(told)
    asked = list(db.session.scalars(select(SurveyInvitation).order_by(SurveyInvitation.about_id)))
    assert [(one.respondent_id, one.about_id, one.context_kind) for one in asked] == [
        (scene.learner.id, scene.ada.id, "course_session"), (scene.learner.id, scene.bao.id, "course_session"),
    ]  # fmt: skip
    version = asked[0].version_id
    db.session.rollback()
    with transaction():
        events.publish(Attended(scene.ada.id, session_id, version_id, "leaks", True, 100, clock.now()))
    # Ada is asked about Bao, not about herself.
    assert db.session.scalars(
        select(SurveyInvitation.about_id).where(SurveyInvitation.respondent_id == scene.ada.id)
    ).all() == [scene.bao.id]
    db.session.rollback()
    assert "course leaks" in make.browser(scene.learner).get("/notices").get_data(as_text=True).lower()
    # Answers as they lie after they were let out: six about Ada, four about Bao, and five about Bao that wait.
    number = iter(range(1, 1000))

    def said(about: int, marks: list[int], batch: int | None, place: int) -> None:
        for mark in marks:
            db.session.add(
                SurveyAnswer(
                    id=next(number), invitation_id=None, version_id=version, role="learner", about_id=about, context_kind="course_session",
                    context_id=place, item="overall", number=mark, batch=batch, month=date(2026, 2, 1) if batch else None,
                )
            )  # fmt: skip

    with transaction():
        said(scene.ada.id, [5, 5, 4, 5, 4, 5], 1, session_id)
        said(scene.bao.id, [3, 2, 3, 2], 2, session_id)
    hr = make.browser(scene.hr)
    assert "No ratings yet" in hr.get("/trainers/ratings").get_data(as_text=True)
    asked_for = send(hr, "/trainers/ratings", {}).headers["Location"]
    assert asked_for.startswith("/jobs/")
    assert run_waiting() == 1
    assert "Done" in hr.get(asked_for).get_data(as_text=True)
    run = db.session.scalars(select(TrainerRatingRun)).one()
    assert (run.answers, run.model["hidden"]) == (6, 1)  # four are fewer than may be shown
    db.session.rollback()
    page = hr.get("/trainers/ratings").get_data(as_text=True)
    assert "Ada" in page
    assert "Bao" not in page
    nobody = make.browser(make.person(Role.MANAGER, unit=make.unit("ELSEWHERE")))
    assert send(nobody, "/trainers/ratings", {}).status_code == 403
    with transaction():
        said(scene.bao.id, [3, 2, 3, 2, 4], 3, session_id + 1)
        rate_trainers(at=clock.now())
    kept = {one.person_id: one for one in db.session.scalars(select(TrainerRating).where(TrainerRating.run_id == 2))}
    ada, bao = kept[scene.ada.id], kept[scene.bao.id]
    assert (ada.n, bao.n) == (6, 9)
    assert ada.adjusted_mean is not None
    assert bao.adjusted_mean is not None
    assert bao.raw_mean < bao.adjusted_mean < ada.adjusted_mean < ada.raw_mean  # both are drawn to the mean of all
    db.session.rollback()
    page = hr.get("/trainers/ratings").get_data(as_text=True)
    assert page.index("Ada") < page.index("Bao")
    elsewhere = make.browser(make.person(Role.MANAGER, unit=make.unit("ELSE")))
    assert "Ada" not in elsewhere.get("/trainers/ratings").get_data(as_text=True)
    assert make.browser(scene.learner).get("/trainers/ratings").status_code == 403
