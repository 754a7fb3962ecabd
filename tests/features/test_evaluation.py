"""From a finished course to a signed verdict: who is asked when, what the board says, and what follows."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from assessments.models import SurveyInvitation
from assessments.queries.invitations import get_own
from lms.core import clock
from lms.core.access import Role
from lms.core.db import db, transaction
from lms.core.notices import Notice
from lms.evaluation.actions.plans import publish_defaults
from lms.evaluation.models import EvaluationPlan, EvaluationTask, EvaluationVerdict
from lms.evaluation.plan_jobs import ROUND, ask_each_morning
from lms.plans.models import TrainingNeed
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.counting import statements
from tests.features.course_shelf import text, write
from tests.features.evaluation_scene import PAGE, Scene, make_scene, morning, waiting
from tests.features.survey_scene import form, reply


@pytest.fixture
def scene(make: Factory) -> Scene:
    return make_scene(make)


def _plan() -> None:
    with transaction():
        publish_defaults(actor=ROUND, at=clock.now())


def _asked() -> int:
    count = db.session.scalar(select(func.count()).select_from(SurveyInvitation)) or 0
    db.session.rollback()
    return count


def test_from_a_finished_course_to_a_need(scene: Scene, make: Factory, fixed_clock: Clock) -> None:
    manager = make.browser(scene.manager)
    assert "1 training has no evaluation plan yet" in manager.get("/evaluation").text
    assert "got its default plan" in send(manager, "/evaluation/plans", follow=True).text
    for person in scene.learners:
        scene.finish(person)
    # Everybody is asked at once, once, and answers on the phone without a name.
    for number, person in enumerate(scene.learners):
        (invitation,) = waiting(person)
        browser = make.browser(person)
        assert "Course manners" in browser.get("/questionnaires/mine").text
        assert send(browser, f"/questionnaires/answer/{invitation}", form(invitation, point=1)).status_code == 302
        if number == 3:
            assert "4 of 6 answered; too few to be shown" in manager.get(PAGE).text
    page = manager.get("/evaluation").text
    assert "4.0 of 5" in page
    assert "n = 6" in page
    # A month on, learners and their supervisor are asked about behaviour; twice a day changes nothing.
    fixed_clock.forward(days=30)
    morning()
    asked = _asked()
    morning()
    assert _asked() == asked
    assert len(waiting(scene.supervisor)) == len(scene.learners)
    assert waiting(scene.mentor) == []
    for invitation in waiting(scene.supervisor):
        assert [aim["en"] for aim in get_own(invitation, scene.supervisor.id).aims] == ["Listening"]
        reply(invitation, point=3)
    page = manager.get(PAGE).text
    assert "The direct supervisor after 30 days" in page
    assert "2.0 of 5" in page
    assert "0 of 6" in page
    assert "Speaks against it: level 3, Behaviour." in page
    # Three months on the mentor who accompanied one of them is asked as well.
    fixed_clock.forward(days=60)
    morning()
    assert len(waiting(scene.mentor)) == 1
    # The verdict is signed with its reason and raises a need; the authors read what is asked of them.
    form_page = manager.get(f"{PAGE}/verdict").text
    assert "Proposed: Adjust" in form_page
    assert "Raise a training need from it" in form_page
    data = {"verdict": "adjust", "reason": "Nobody does it.", "steps": "", "note": "More role plays.", "raise_need": "y", "wished_by": "2026-09-30"}  # fmt: skip
    assert "Say what is to be done." in send(manager, f"{PAGE}/verdict", data).text
    page = send(manager, f"{PAGE}/verdict", {**data, "steps": "Practise with mentors."}, follow=True).text
    assert "Nobody does it." in page
    assert "Practise with mentors." in page
    need = db.session.scalars(select(TrainingNeed)).one()
    assert need.source == "evaluation"
    assert need.title.en == "Adjust: Course manners"
    need_id = need.id
    db.session.rollback()
    page = manager.get(f"/needs/{need_id}").text
    assert "Behaviour: 2.0 of 5. The direct supervisor after 30 days" in page
    assert PAGE in page
    assert "Verdict of an evaluation" in page
    trainer = make.browser(scene.trainer)
    assert "More role plays." in trainer.get("/authoring/courses/manners").text
    assert db.session.scalar(select(func.count()).where(Notice.recipient_id == scene.trainer.id)) == 1
    board = trainer.get("/evaluation").text
    assert "Course manners" in board
    assert "Nobody does it." in board
    # A new version answers the note.
    fixed_clock.forward(days=1)
    write("manners", text("one"), text("two"))
    assert "More role plays." not in trainer.get("/authoring/courses/manners").text


def test_a_stopped_system_makes_up_what_it_missed_while_it_is_open(scene: Scene, fixed_clock: Clock) -> None:
    scene.finish(scene.learners[0])  # before there is any plan
    _plan()
    scene.finish(scene.learners[1])
    fixed_clock.forward(days=40)  # ten days late
    morning()
    tasks = list(db.session.scalars(select(EvaluationTask).order_by(EvaluationTask.id)))
    assert [(one.person_id, one.due_on.isoformat(), one.asked) for one in tasks] == [
        (scene.learners[1].id, "2026-03-02", 1),
        (scene.learners[0].id, "2026-04-01", 2),
        (scene.learners[1].id, "2026-04-01", 2),
    ]
    assert {i.opens_on.isoformat() for i in db.session.scalars(select(SurveyInvitation)) if i.about_id} == {"2026-04-11"}  # fmt: skip
    db.session.rollback()
    fixed_clock.forward(days=40)  # twenty days after the second look: its fortnight is over
    before = _asked()
    morning()
    assert _asked() == before


def test_nobody_to_ask_is_on_record(make: Factory, scene: Scene, fixed_clock: Clock) -> None:
    _plan()
    alone = make.person(Role.LEARNER, unit=make.unit("ALONE"))
    scene.finish(alone)
    fixed_clock.forward(days=90)
    morning()
    task = db.session.scalars(select(EvaluationTask).order_by(EvaluationTask.id.desc())).first()
    assert task is not None
    assert task.missing == ["supervisor", "observer"]
    assert task.asked == 1


def test_the_round_is_asked_for_once_a_day_from_seven_on(app: Flask, fixed_clock: Clock) -> None:
    fixed_clock.forward(hours=-3)
    assert not ask_each_morning(at=clock.now())
    fixed_clock.forward(hours=2)
    assert [ask_each_morning(at=clock.now()) for _ in range(2)] == [True, False]
    fixed_clock.forward(days=1)
    assert ask_each_morning(at=clock.now())


def test_a_plan_is_changed_with_a_reason_and_keeps_its_versions(scene: Scene, make: Factory) -> None:
    _plan()
    manager = make.browser(scene.manager)
    assert "After 90 days" in manager.get(f"{PAGE}/plan").text
    data = {
        "depth": "skills", "levels": ["1"], "exam_before": "", "exam_after": "", "kpi": "", "reason": "Too many forms.",
        "rounds": "2", "r0-level": "1", "r0-days": "0", "r0-window": "7", "r0-learner": "reaction", "r0-supervisor": "",
        "r0-observer": "", "r1-level": "0", "r1-days": "", "r1-window": "", "r1-learner": "",
    }  # fmt: skip
    wrong = send(manager, f"{PAGE}/plan/change", {**data, "levels": ["1", "4"]})
    assert wrong.status_code == 422
    assert "choose level 3 as well" in wrong.text
    assert "Too many forms." in wrong.text
    # What is wrong within a round stands on top, with links; so does what cannot be asked of whom.
    wrong = send(manager, f"{PAGE}/plan/change", data | {"r0-days": "-5", "r0-supervisor": "behaviour-learner"})
    assert wrong.status_code == 422
    assert '<a href="#r0-days">Round 1, Days after the end</a>' in wrong.text
    assert '<a href="#r0-supervisor">Round 1, The direct supervisor</a>' in wrong.text
    assert "the learner&#39;s view” cannot be put to them at level 1." in wrong.text
    offered = wrong.text.partition('id="r0-supervisor"')[2].partition("</select>")[0]
    assert re.findall(r'value="([^"]*)"', offered) == ["", "behaviour-supervisor"]
    page = send(manager, f"{PAGE}/plan/change", data, follow=True).text
    assert "Version 2" in page
    assert "Version 1" in page
    assert "After 90 days" not in page
    assert "Nothing has changed" in send(manager, f"{PAGE}/plan/change", data).text
    assert db.session.scalar(select(func.count()).select_from(EvaluationPlan)) == 2


def test_who_sees_what(scene: Scene, make: Factory) -> None:
    _plan()
    for person in scene.learners:
        scene.finish(person)
    other = make.person(Role.LEARNER, unit=make.unit("ELSEWHERE"))
    scene.finish(other)
    for person in [*scene.learners, other]:
        reply(waiting(person)[0])
    here = make.browser(make.person(Role.HR, unit=scene.station))
    page = here.get(PAGE).text
    # Six of the seven are theirs; anonymous answers of a wave that reaches beyond their unit stay hidden.
    assert "6 people finished" in page
    assert "none are shown" in page
    assert "5.0 of 5" not in page
    assert "5.0 of 5" in make.browser(scene.manager).get(PAGE).text
    assert "5.0 of 5" in make.browser(scene.trainer).get(PAGE).text
    assert make.browser(make.person(Role.TRAINER)).get(PAGE).status_code == 404
    assert make.browser(scene.learners[0]).get(PAGE).status_code == 403
    for path in ("/verdict", "/plan/change"):
        assert here.get(PAGE + path).status_code == 403
        assert make.browser(scene.trainer).get(PAGE + path).status_code == 403
    assert send(here, f"{PAGE}/verdict", {"verdict": "retire", "reason": "x", "steps": "x"}).status_code == 403
    assert db.session.scalar(select(func.count()).select_from(EvaluationVerdict)) == 0


@pytest.mark.parametrize("path", ["/evaluation", PAGE, f"{PAGE}/plan", f"{PAGE}/plan/change", f"{PAGE}/verdict"])
def test_pages_take_few_statements(scene: Scene, make: Factory, path: str) -> None:
    _plan()
    for person in scene.learners:
        scene.finish(person)
        reply(waiting(person)[0])
    browser = make.browser(scene.manager)
    with statements() as asked:
        assert browser.get(path).status_code == 200
    assert len([one for one in asked if one != "BEGIN"]) <= 12
