"""What people said, by intake, version, trainer and month; and the record of a trainer."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from lms.core import clock, events
from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.evaluation.actions.plans import publish_defaults
from lms.evaluation.models import EvaluationVerdict, EvaluationWave
from lms.evaluation.plan_jobs import ROUND
from lms.evaluation.sessions import SESSIONS, Sessions
from lms.onboarding.models import Cohort, Enrolment, Programme, ProgrammeVersion
from lms.people.models import Person, Unit
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.counting import statements
from tests.features.evaluation_scene import CODE, make_scene, morning, waiting
from tests.features.survey_scene import reply

PATH = "/evaluation/feedback"


def _intake(code: str, unit: Unit, people: list[Person]) -> None:
    """People who start a programme together."""
    with transaction() as session:
        programme = Programme(code=f"p-{code}", title=Bilingual("项目", "Programme"), family="field")
        session.add(programme)
        session.flush()
        version = ProgrammeVersion(
            programme_id=programme.id,
            number=1,
            published_at=clock.now(),
            weights={},
            minimums={},
            pass_mark=60,
            extension_days=30,
        )
        session.add(version)
        session.flush()
        cohort = Cohort(
            code=code, title=Bilingual(f"{code} 批", f"Intake {code}"), version_id=version.id, unit_id=unit.id,
            starts_on=clock.today(), opened_at=clock.now(),
        )  # fmt: skip
        session.add(cohort)
        session.flush()
        for person in people:
            session.add(
                Enrolment(
                    person_id=person.id, cohort_id=cohort.id, version_id=version.id, starts_on=clock.today(),
                    enrolled_at=clock.now(),
                )
            )  # fmt: skip


def test_answers_by_part_never_tell_who_gave_them(make: Factory, fixed_clock: Clock) -> None:
    scene = make_scene(make, learners=16)
    spring, small = scene.learners[:10], scene.learners[10:13]
    _intake("spring", scene.station, spring)
    _intake("small", scene.station, small)
    with transaction():
        publish_defaults(actor=ROUND, at=clock.now())
    fixed_clock.forward(days=1)
    for number, person in enumerate(scene.learners):
        scene.finish(person)
        (invitation,) = waiting(person)
        reply(invitation, point=0 if number < 10 else 2)
    # Ten of one intake have a pool of their own; three of another are told from nobody.
    waves = {wave.intake for wave in db.session.scalars(select(EvaluationWave))}
    db.session.rollback()
    assert waves == {"spring", ""}
    manager = make.browser(scene.manager)
    page = manager.get(f"{PATH}?part=intake&measure=satisfaction").text
    assert "Intake spring" in page
    assert "Intake small" not in page
    rows = page.split("<tbody>")[1].split("</tr>")
    assert ">10<" in rows[0]
    assert ">5.0<" in rows[0]
    assert ">5<" in rows[1]  # the sixth waits for others
    assert ">3.0<" in rows[1]
    assert "Feedback on the training · The learner" in page
    # A month on the supervisor looks at behaviour: named answers know each intake, and three people still stand with others.
    fixed_clock.forward(days=31)
    morning()
    for invitation in waiting(scene.supervisor):
        reply(invitation, point=1)
    asked = "asked=behaviour-supervisor:supervisor"
    page = manager.get(f"{PATH}?part=intake&{asked}").text
    assert (
        "Intake small, Nobody&#39;s intake" in page
        or "Nobody&#39;s intake, or too small to be told apart, Intake small" in page
    )
    assert "Course manners, version 1" in manager.get(f"{PATH}?part=version").text
    with statements() as told:
        assert scene.trainer.name.en in manager.get(f"{PATH}?part=trainer").text
    assert len([one for one in told if one != "BEGIN"]) <= 12
    # Trainers read their own courses, all units together, and nobody else's.
    trainer = make.browser(scene.trainer)
    assert "By trainer" not in trainer.get(PATH).text
    assert "Course manners" in trainer.get(PATH).text
    record = f"/evaluation/trainers/{scene.trainer.id}"
    with transaction() as session:
        session.add(
            EvaluationVerdict(
                subject_kind="course", subject_code=CODE, verdict="adjust", proposed="adjust", findings=[], reason="Too dry.",
                note="More role plays.", signed_by=scene.manager.id, signed_at=clock.now(),
            )
        )  # fmt: skip
    with statements() as told:
        page = trainer.get(record).text
    assert len([one for one in told if one != "BEGIN"]) <= 17
    assert [words for words in ("Too dry.", "More role plays.", "16 of 16", "4.3 of 5") if words not in page] == []
    assert "4.3 of 5" in manager.get(record).text
    other = make.person(Role.TRAINER)
    stranger = make.browser(other)
    assert stranger.get(record).status_code == 404
    assert "Nobody was asked yet" in stranger.get(PATH).text
    assert "No course yet" in stranger.get(f"/evaluation/trainers/{other.id}").text
    assert make.browser(scene.learners[0]).get(PATH).status_code == 403
    # Somebody of another unit sees nothing of anonymous answers given here.
    away = make.browser(make.person(Role.HR, unit=make.unit("ELSEWHERE")))
    assert "4.3" not in away.get(f"{PATH}?part=training").text


def test_whoever_keeps_sessions_gets_answers_by_session(app: Flask, make: Factory, fixed_clock: Clock) -> None:
    scene = make_scene(make, learners=12)
    with transaction():
        publish_defaults(actor=ROUND, at=clock.now())
    for person in scene.learners:
        scene.finish(person)
    fixed_clock.forward(days=30)
    morning()
    for invitation in waiting(scene.supervisor):
        reply(invitation, point=1)
    manager = make.browser(scene.manager)
    asked = f"{PATH}?asked=behaviour-supervisor:supervisor"
    # Nobody keeps sessions: they are not offered, and asking for them anyway shows the trainings.
    before = app.extensions["answers"].pop(SESSIONS, [])
    page = manager.get(f"{asked}&part=session").text
    assert "By session" not in page
    assert "Course manners" in page.split("<tbody>")[1]
    attended = {
        (("course", CODE), one.id): "s1" if number < 6 else "s2" for number, one in enumerate(scene.learners[:9])
    }
    names = {"s1": Bilingual("四月班", "April class"), "s2": Bilingual("五月班", "May class")}
    events.provide(app, SESSIONS, lambda subjects: Sessions(names, attended))
    try:
        page = manager.get(f"{asked}&part=session").text
    finally:
        app.extensions["answers"][SESSIONS] = before
    assert "By session" in page
    rows = page.split("<tbody>")[1].split("</tr>")
    assert "April class" in rows[0]
    assert ">6<" in rows[0]
    # Three of May are too few; they stand with the three of no session.
    assert "May class" in rows[1]
    assert "No session on record" in rows[1]
    assert ">6<" in rows[1]
