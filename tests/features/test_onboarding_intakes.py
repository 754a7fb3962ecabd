"""HR opens an intake, chooses its people, appoints mentors, and looks at the board."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.core.errors import RuleBroken
from lms.mentoring.models import Pairing
from lms.onboarding.actions.intakes import enrol
from lms.onboarding.actions.programmes import publish_programme
from lms.onboarding.actions.progress import leave
from lms.onboarding.models import Cohort, Enrolment, Outcome, ProgrammeVersion
from lms.onboarding.queries.ahead import list_ahead
from lms.onboarding.queries.standing import learner_standing
from lms.people.models import Person
from lms.people.queries.people import get_person
from lms.people.session import User, load_user
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.onboarding_scene import PROGRAMME, Onboarding, set_scene


@pytest.fixture
def scene(app: Flask, make: Factory) -> Onboarding:
    return set_scene(make)


def intake_form(scene: Onboarding, **change: str) -> dict[str, str]:
    return {
        "version_id": "1", "unit_id": str(scene.unit.id), "starts_on": "2026-03-09",
        "title_zh": "春季新员工", "title_en": "Spring intake", **change,
    }  # fmt: skip


def test_open_an_intake_enrol_and_appoint(scene: Onboarding) -> None:
    second = scene.make.person(Role.LEARNER, unit=scene.unit, hired_on=clock.today())
    hr = scene.make.browser(scene.hr)
    opened = send(hr, "/intakes/new", intake_form(scene))
    assert opened.headers["Location"] == "/intakes/1/people"
    page = hr.get("/intakes/1/people").get_data(as_text=True)
    assert "Li Xiaotong" in page
    enrolled = send(hr, "/intakes/1/people", {"person": [str(scene.learner.id), str(second.id)]})
    assert enrolled.headers["Location"] == "/intakes/1/mentors"
    page = hr.get("/intakes/1/mentors").get_data(as_text=True)
    assert "Wang Jianguo · 0 of 4 mentees · Shanghai" in page
    choices = {
        f"technical-{scene.learner.id}": str(scene.technical.id), f"culture-{scene.learner.id}": str(scene.culture.id),
        f"technical-{second.id}": str(scene.technical.id),
    }  # fmt: skip
    done = send(hr, "/intakes/1/mentors", choices)
    assert done.headers["Location"] == "/intakes/1"
    assert "2 mentors appointed for 2 learners." in hr.get("/intakes/1").get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(Pairing)) == 3
    db.session.rollback()
    assert "Nothing to change" in send(hr, "/intakes/1/mentors", choices, follow=True).get_data(as_text=True)
    board = hr.get("/intakes/1").get_data(as_text=True)
    assert board.count("Wang Jianguo") == 2
    assert "missing" in board  # the second's culture mentor
    assert "Spring intake" in hr.get("/intakes").get_data(as_text=True)


def test_going_past_a_mentors_limit_is_confirmed_with_a_reason(scene: Onboarding) -> None:
    others = [scene.make.person(Role.LEARNER, unit=scene.unit) for _ in range(4)]
    scene.enrol(scene.learner, *others, mentors=False)
    hr = scene.make.browser(scene.hr)
    choices = {f"technical-{person.id}": str(scene.technical.id) for person in (scene.learner, *others)}

    def pairings() -> int:
        count = db.session.scalar(select(func.count()).select_from(Pairing))
        db.session.rollback()
        return count or 0

    asked = send(hr, "/intakes/1/mentors", choices)
    page = asked.get_data(as_text=True)
    assert (asked.status_code, pairings()) == (422, 0)
    assert "Wang Jianguo would have 5 mentees instead of 0" in page
    box = re.findall(r'name="over_limit" value="([^"]+)"', page)
    assert box == [f"{scene.technical.id}:5"]
    unreasoned = send(hr, "/intakes/1/mentors", {**choices, "over_limit": box[0]})
    assert "Say why the limit is passed." in unreasoned.get_data(as_text=True)
    changed = {**choices, "over_limit": f"{scene.technical.id}:4", "over_limit_reason": "Only one there"}
    assert send(hr, "/intakes/1/mentors", changed).status_code == 422  # what was confirmed is something else
    assert pairings() == 0
    confirmed = {**choices, "over_limit": box[0], "over_limit_reason": "Nobody else in the city"}
    assert send(hr, "/intakes/1/mentors", confirmed).status_code == 302
    assert pairings() == 5
    assert set(db.session.scalars(select(Pairing.reason))) == {"Nobody else in the city"}


def test_those_who_suit_are_offered_first_and_technical_mentors_do_the_same_work(scene: Onboarding) -> None:
    agent = scene.make.person(Role.MENTOR, unit=scene.unit, name_latin="Agnes Agent", name_zh="")
    far = scene.make.person(Role.MENTOR, name_latin="Fred Far", name_zh="")
    post = scene.make.post("agent", "agent")
    with transaction() as session:
        session.get_one(Person, agent.id).post_id = post.id
    scene.enrol(mentors=False)
    page = scene.make.browser(scene.hr).get("/intakes/1/mentors").get_data(as_text=True)
    lists = dict(re.findall(r'<select [^>]*name="(technical|culture)-\d+"[^>]*>(.*?)</select>', page, re.S))
    groups = {
        kind: dict(re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', some, re.S))
        for kind, some in lists.items()
    }
    assert "Agnes Agent" not in lists["technical"]
    assert "Fred Far" in groups["technical"]["Others"]
    assert "Agnes Agent" in groups["culture"]["Suitable"]
    assert f'value="{far.id}"' in groups["culture"]["Others"]


def test_one_person_is_not_both_mentors_and_nothing_is_half_saved(scene: Onboarding) -> None:
    second = scene.make.person(Role.LEARNER, unit=scene.unit)
    scene.enrol(scene.learner, second, mentors=False)
    choices = {
        f"technical-{scene.learner.id}": str(scene.technical.id), f"culture-{scene.learner.id}": str(scene.culture.id),
        f"technical-{second.id}": str(scene.technical.id), f"culture-{second.id}": str(scene.technical.id),
    }  # fmt: skip
    refused = send(scene.make.browser(scene.hr), "/intakes/1/mentors", choices)
    assert refused.status_code == 422
    assert "needs two different mentors" in refused.get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(Pairing)) == 0


def test_two_mentors_change_parts_in_the_table_of_the_intake(scene: Onboarding) -> None:
    scene.enrol()
    choices = {
        f"technical-{scene.learner.id}": str(scene.culture.id), f"culture-{scene.learner.id}": str(scene.technical.id)
    }  # fmt: skip
    assert send(scene.make.browser(scene.hr), "/intakes/1/mentors", choices).status_code == 302
    standing = db.session.execute(select(Pairing.kind, Pairing.mentor_id).where(Pairing.ended_on.is_(None)))
    assert {row.kind: row.mentor_id for row in standing} == {
        "technical": scene.culture.id,
        "culture": scene.technical.id,
    }


def test_somebody_who_is_no_mentor_is_refused_with_the_name_beside(scene: Onboarding) -> None:
    scene.enrol(mentors=False)
    choices = {f"technical-{scene.learner.id}": str(scene.assessor.id)}
    refused = send(scene.make.browser(scene.hr), "/intakes/1/mentors", choices)
    assert refused.status_code == 422
    assert f'id="problem-{scene.learner.id}"' in refused.get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(Pairing)) == 0


def test_nobody_is_enrolled_twice_or_when_gone(scene: Onboarding) -> None:
    scene.enrol()
    gone = scene.make.person(Role.LEARNER, unit=scene.unit, left_on=clock.today())
    with transaction():
        cohort = db.session.scalars(select(Cohort)).one()
        people = [get_person(scene.learner.id), get_person(gone.id)]
        with pytest.raises(RuleBroken) as broken:
            enrol(cohort=cohort, people=people, actor=System(), at=clock.now())
    assert [refusal.code for refusal in broken.value.refusals] == ["in_this_intake", "has_left"]
    hr = scene.make.browser(scene.hr)
    empty = send(hr, "/intakes/1/people", {})
    assert (empty.status_code, "Choose at least one person." in empty.get_data(as_text=True)) == (422, True)
    assert "Li Xiaotong" not in hr.get("/intakes/1/people?unit=0").get_data(as_text=True)
    nobody = hr.get(f"/intakes/1/people?unit={scene.make.unit().id}").text
    assert 'class="btn btn-primary" href="/people/roster"' in nobody


def test_a_faulty_form_is_shown_again(scene: Onboarding) -> None:
    answer = send(scene.make.browser(scene.hr), "/intakes/new", intake_form(scene, title_en="", starts_on="soon"))
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "Enter the English title." in page
    assert "春季新员工" in page
    assert db.session.scalar(select(func.count()).select_from(Cohort)) == 0


def test_other_units_do_not_see_the_intake(scene: Onboarding) -> None:
    scene.enrol()
    for role in (Role.HR, Role.SUPERVISOR):
        stranger = scene.make.browser(scene.make.person(role))
        assert stranger.get("/intakes/1").status_code == 404
        assert "Spring intake" not in stranger.get("/intakes").get_data(as_text=True)
    other_hr = scene.make.browser(scene.make.person(Role.HR))
    assert other_hr.get("/intakes/1/people").status_code == 404
    assert send(other_hr, "/intakes/1/mentors", {}).status_code == 404
    assert send(other_hr, "/intakes/new", intake_form(scene)).status_code == 422  # not a unit of theirs
    supervisor = scene.make.browser(scene.supervisor)
    assert supervisor.get("/intakes/1").status_code == 200
    assert supervisor.get("/intakes/1/people").status_code == 403
    assert scene.make.browser(scene.learner).get("/intakes/1").status_code == 403


def test_a_change_makes_a_new_version_and_leaves_running_enrolments(scene: Onboarding) -> None:
    scene.enrol()
    with transaction():
        same = publish_programme(data=PROGRAMME, actor=System(), at=clock.now())
        assert same.number == 1
        changed = publish_programme(data={**PROGRAMME, "pass_mark": 85}, actor=System(), at=clock.now())
        assert changed.number == 2
    enrolment = db.session.scalars(select(Enrolment)).one()
    version = db.session.get_one(ProgrammeVersion, enrolment.version_id)
    assert (version.number, version.pass_mark) == (1, 80)


def test_leaving_ends_the_programme_once(scene: Onboarding) -> None:
    scene.enrol()
    for _ in range(2):
        with transaction():
            leave(person_id=scene.learner.id, reason="Resigned.", actor=System(), at=clock.now())
    assert db.session.scalars(select(Outcome)).one().kind == "left"
    db.session.rollback()
    scene.complete("safety")
    scene.complete("rules")
    page = scene.make.browser(scene.hr).get("/intakes/1").get_data(as_text=True)
    assert "Left the company" in page


def user_of(person: Person) -> User:
    account_id = person.id  # accounts are made one to one, in order
    user = load_user(account_id, 0, today=clock.today(), demo_mode=True)
    assert user is not None
    assert user.id == person.id
    return user


def test_late_and_blocked_people_come_to_the_supervisor(scene: Onboarding, app: Flask, fixed_clock: Clock) -> None:
    scene.enrol()
    supervisor = user_of(scene.supervisor)
    with app.test_request_context():
        assert list_ahead(supervisor, clock.today()) == []
        fixed_clock.forward(days=9)
        (soon,) = list_ahead(supervisor, clock.today())  # the last day of the stage
        assert (soon.standing.is_late, soon.standing.is_soon) == (False, True)
        fixed_clock.forward(days=1)
        (late,) = list_ahead(supervisor, clock.today())
        assert (late.standing.late_by, late.row.blockers) == (1, ())
        assert late.row.journey.row.person_id == scene.learner.id
        assert list_ahead(user_of(scene.make.person(Role.SUPERVISOR)), clock.today()) == []


def test_the_standing_of_a_learner_takes_few_statements(scene: Onboarding, app: Flask) -> None:
    scene.reach_the_last_stage()
    scene.sit(70)
    learner_id = scene.learner.id
    db.session.rollback()
    statements: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        statements.append(statement)

    with app.test_request_context():
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            standing = learner_standing(learner_id, clock.today())
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
    assert standing is not None
    assert [stage.state for stage in standing.stages] == ["done", "now"]
    assert (standing.current.done, standing.current.total) == (1, 3) if standing.current else False
    assert len(statements) <= 8, "\n".join(statements)


def test_the_next_step_is_the_lesson_to_go_on_with(scene: Onboarding, app: Flask) -> None:
    scene.enrol()
    scene.complete("safety")
    with app.test_request_context(headers={"Accept-Language": "en"}):
        standing = learner_standing(scene.learner.id, clock.today())
        assert standing is not None
        assert standing.next is not None
        assert (standing.next.kind, standing.next.title, standing.next.minutes) == ("course", "Lesson first", 5)
        assert standing.next.href == f"/lessons/{scene.lessons['rules'][0]}"
        assert standing.current is not None
        assert (standing.current.done, standing.current.total, standing.current.note) == (1, 2, "Day 1 of 10")
