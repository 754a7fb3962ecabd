"""Bad days in onboarding: the intake moves, somebody falls ill, a stage is shortened under people's feet, the mentor leaves,
somebody is enrolled twice or changes programmes, a city has no mentor. (A withdrawn sign-off: test_taken_back_after_passing.)"""

from __future__ import annotations

import copy
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.core.errors import RuleBroken
from lms.mentoring.actions.pairings import appoint_mentor
from lms.mentoring.queries.pairings import mentors_of
from lms.onboarding.actions.intakes import enrol, open_intake
from lms.onboarding.actions.moves import move_intake
from lms.onboarding.actions.programmes import publish_programme
from lms.onboarding.actions.progress import end
from lms.onboarding.models import Cohort, Enrolment, Outcome, ProgrammeVersion
from lms.people.actions.leaving import record_leaving
from lms.people.models import Unit
from lms.people.queries.people import get_person
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.onboarding_scene import PROGRAMME, Onboarding, journey_of, morning, set_scene, told


@pytest.fixture
def scene(app: Flask, make: Factory) -> Onboarding:
    return set_scene(make)


def test_moved_ill_and_shortened(app: Flask, scene: Onboarding, fixed_clock: Clock) -> None:
    enrolment_id = scene.enrol()
    hr, start = scene.make.browser(scene.hr), clock.today()
    # Enrolled twice: refused in words, nothing half-done.
    again = send(hr, f"/intakes/{scene.cohort_id}/people", {"person": str(scene.learner.id)})
    assert again.status_code == 422
    # The intake moves by two weeks: first what follows, then signed.
    to_day = (start + timedelta(days=14)).isoformat()
    look = hr.get(f"/intakes/{scene.cohort_id}/move?to_day={to_day}").get_data(as_text=True)
    assert "What follows for each" in look
    for slip in ("9999-12-31", "0001-01-01"):
        far = hr.get(f"/intakes/{scene.cohort_id}/move?to_day={slip}")
        assert far.status_code == 200
        assert "at most 366 days" in far.text
    for slip, words in (("9999-12-31", "in the years from 1940 to 2099"), ("2036-03-02", "within two years of today")):
        new = {
            "version_id": "1",
            "unit_id": str(scene.unit.id),
            "starts_on": slip,
            "title_zh": "新一期",
            "title_en": "New",
        }
        assert words in send(hr, "/intakes/new", new).text
    slip = {"to_day": "1990-01-01", "reason": "The training room is flooded", "sign": "1"}
    unsigned = send(hr, f"/intakes/{scene.cohort_id}/move", slip).text
    assert "An intake is moved by at most 366 days." in unsigned
    assert "Nobody in this intake is under way" not in unsigned
    move = {"to_day": to_day, "shown": f"{start}/{to_day}", "reason": "The training room is flooded", "sign": "1"}
    path = f"/intakes/{scene.cohort_id}/move"
    assert send(hr, path, move).status_code == 422  # not signed
    assert journey_of(enrolment_id).row.starts_on == start
    send(hr, f"/intakes/{scene.cohort_id}/move", {**move, "signed": "y"})
    found = journey_of(enrolment_id)
    assert (found.row.starts_on, found.current.plan.state) == (start + timedelta(days=14), "later")  # type: ignore[union-attr]
    assert "flooded" in hr.get(f"/intakes/{scene.cohort_id}").get_data(as_text=True)
    assert len(told(scene.learner, "onboarding.intake_moved")) == 1
    scene.complete("safety")  # before the new first day, and it counts
    fixed_clock.forward(days=16)
    assert journey_of(enrolment_id).current.done == 1  # type: ignore[union-attr]
    # Ill from day 3 on, nobody knows how long: nothing becomes late, and the end moves from day to day.
    supervisor = scene.make.browser(scene.supervisor)
    pause = {"kind": "sick", "first": clock.today().isoformat(), "last": "", "reason": "Broken arm"}
    assert (
        send(supervisor, f"/enrolments/{enrolment_id}/pause", {**pause, "last": start.isoformat()}).status_code == 422
    )
    assert send(supervisor, f"/enrolments/{enrolment_id}/pause", pause).status_code == 302
    assert send(supervisor, f"/enrolments/{enrolment_id}/pause", pause).status_code == 422  # twice
    planned = journey_of(enrolment_id).stages[0].plan.ends_on
    fixed_clock.forward(days=20)
    ill = journey_of(enrolment_id)
    assert (ill.late_by, ill.stages[0].plan.ends_on) == (0, planned + timedelta(days=20))
    page = supervisor.get(f"/enrolments/{enrolment_id}").get_data(as_text=True)
    assert "end not known: nothing is late meanwhile" in page
    assert f'value="{clock.today().isoformat()}"' in page
    assert "Paused, end not known" in supervisor.get(f"/intakes/{scene.cohort_id}").get_data(as_text=True)
    assert morning(app)["reminded"] == 0
    end = f"/enrolments/{enrolment_id}/pauses/1/end"
    assert (
        send(supervisor, f"/enrolments/{enrolment_id + 1}/pauses/1/end", {"last": start.isoformat()}).status_code == 404
    )
    for impossible in ((start - timedelta(days=9)).isoformat(), "2199-01-01", "soon", ""):
        refused = send(supervisor, end, {"last": impossible})
        assert refused.status_code == 422, impossible
        assert 'class="sf-error" id="last-error"' in refused.text, impossible
    send(supervisor, end, {"last": (clock.today() - timedelta(days=1)).isoformat()})
    well = journey_of(enrolment_id)
    assert (well.pause, well.current.plan.day, well.late_by) == (None, 3, 0)  # type: ignore[union-attr]
    # The stage is shortened to two days while the learner is on the third: late only from tomorrow on.
    scene.move_to_a_shorter_first_stage(2)
    short = journey_of(enrolment_id)
    assert (short.row.version_number, short.late_by, short.current.plan.ends_on) == (2, 0, clock.today())  # type: ignore[union-attr]
    fixed_clock.forward(days=1)
    assert journey_of(enrolment_id).late_by == 1
    happened = supervisor.get(f"/enrolments/{enrolment_id}").get_data(as_text=True)
    for words in ("Intake moved from", "Sick leave,", "Moved to version 2", "Enrolled in"):
        assert words in happened, words


def test_the_mentor_leaves_and_reminders_climb(app: Flask, scene: Onboarding, fixed_clock: Clock) -> None:
    scene.enrol()
    manager = scene.make.person(Role.MANAGER, unit=scene.unit)
    own, chief = scene.make.browser(scene.technical), scene.make.browser(scene.supervisor)
    boards = ((chief, "/onboarding/due"), (chief, f"/intakes/{scene.cohort_id}"), (own, "/onboarding/due"))
    for reader, path in boards:
        assert "As things stand, nobody will be late next week." in reader.get(path).get_data(as_text=True), path
    assert "as things stand nobody will be next week; 1 learner is on time" in chief.get("/").get_data(as_text=True)
    assert "none of your mentees will be late next week" in own.get("/mentees").get_data(as_text=True)
    fixed_clock.forward(days=1)
    assert "Late next week" not in own.get("/mentees").text  # eight days are left
    fixed_clock.forward(days=1)
    assert "Late next week" in own.get("/mentees").text  # calendar days: a week has seven of them
    fixed_clock.forward(days=7)  # the last day but one of ten
    for reader, path in (*boards, (own, "/mentees")):
        page = reader.get(path).get_data(as_text=True)
        assert "Late next week" in page, path
        assert "nobody will be late" not in page, path
    assert "Late after" in chief.get("/").get_data(as_text=True)
    assert morning(app)["reminded"] == 1
    assert [(s["day"]["en"], link) for s, link in told(scene.learner, "onboarding.own_soon")] == [("11 Mar 2026", "/programme")]  # fmt: skip
    fixed_clock.forward(days=3)
    morning(app)
    assert told(scene.learner, "onboarding.own_late") == []  # a Saturday: everybody rests
    assert told(scene.supervisor, "onboarding.digest") == []  # three days late: not yet
    fixed_clock.forward(days=2)
    morning(app)
    assert [len(told(who, "onboarding.digest")) for who in (scene.supervisor, manager)] == [1, 0]
    assert [said["days"] for said, _link in told(scene.learner, "onboarding.own_late")] == [5]
    fixed_clock.forward(days=7)  # day 21: the technical mentor leaves
    with transaction():
        record_leaving(
            person=get_person(scene.technical.id),
            last_day=clock.today(),
            reason="Resigned",
            actor=System(),
            at=clock.now(),
        )
    gone = journey_of(scene.enrolment_id)
    assert gone.late_by == 12
    assert told(manager, "mentees_without_mentor")  # by mentoring, with a proposal who takes over
    morning(app)
    assert [len(told(who, "onboarding.digest")) for who in (scene.supervisor, manager)] == [2, 1]
    board = scene.make.browser(scene.supervisor).get("/onboarding/due").get_data(as_text=True)
    for words in ("12 days late", "Training manager", "Waiting for you"):
        assert words in board, words
    assert "Li Xiaotong" in scene.make.browser(scene.culture).get("/onboarding/due").get_data(as_text=True)
    assert "Li Xiaotong" not in scene.make.browser(scene.make.person(Role.SUPERVISOR)).get("/onboarding/due").get_data(
        as_text=True
    )


def test_mentors_are_released_when_the_programme_is_over(app: Flask, scene: Onboarding, fixed_clock: Clock) -> None:
    scene.enrol()
    other = scene.make.person(Role.MENTOR, unit=scene.unit)
    with transaction():
        end(enrolment_id=scene.enrolment_id, kind="on_duty", reason="", result={}, actor=System(), at=clock.now())
    fixed_clock.forward(days=6)
    assert morning(app)["released"] == 0
    with transaction():  # somebody is to stay on: appointed after the end
        appoint_mentor(
            mentee=get_person(scene.learner.id), mentor=get_person(other.id), kind="culture", actor=System(),
            at=clock.now(),
        )  # fmt: skip
    assert len(told(scene.culture, "culture_mentee_released")) == 1
    fixed_clock.forward(days=1)
    assert morning(app)["released"] == 1
    left = [one.mentor_id for one in mentors_of([scene.learner.id], clock.today())[scene.learner.id]]
    db.session.rollback()
    assert left == [other.id]
    assert len(told(scene.technical, "technical_mentee_released")) == 1
    assert len(told(scene.learner, "technical_mentor_released")) == 1


def test_a_city_without_a_mentor_and_another_programme(app: Flask, scene: Onboarding, fixed_clock: Clock) -> None:
    with transaction():
        agents = {**copy.deepcopy(PROGRAMME), "code": "agent", "family": "agent", "policy": {"look_back_days": 20}}
        version = publish_programme(data=agents, actor=System(), at=clock.now())
        version_id = version.id
    scene.enrol(mentors=False)
    scene.complete("safety")
    manager = scene.make.person(Role.MANAGER, unit=scene.unit)
    fixed_clock.forward(days=4)
    # Nobody in the city may sign off: with no technical mentor it is the manager's turn as soon as one is needed.
    scene.complete("rules")
    assert journey_of(scene.enrolment_id).blocked_by(has_technical_mentor=False) == ("no_technical_mentor",)
    morning(app)
    assert len(told(manager, "onboarding.digest")) == 1
    # In the middle the learner moves to the agents' programme, where what was done counts for twenty days back.
    with transaction():
        cohort = open_intake(
            title=Bilingual("客服班", "Agents"), version=db.session.get_one(ProgrammeVersion, version_id),
            unit=db.session.get_one(Unit, scene.unit.id), starts_on=clock.today() + timedelta(days=3), actor=System(), at=clock.now(),
        )  # fmt: skip
        move_intake(
            cohort=cohort,
            to_day=clock.today(),
            reason="No room.",
            actor=get_person(scene.hr.id),
            at=clock.now(),
        )
    fixed_clock.forward(days=1)
    scene.sit(85)
    hr = scene.make.browser(scene.hr)
    path = f"/enrolments/{scene.enrolment_id}/transfer"
    page = hr.get(path).text
    assert "looks back 20" in page
    counted = re.search(r"Agents · (\d+) of (\d+) would count", page)
    assert counted
    moved = send(hr, path, {"cohort_id": "2", "reason": "Better on the phone", "signed": "y"})
    new_id = int(moved.headers["Location"].rsplit("/", 1)[1])
    assert db.session.scalars(select(Outcome.kind)).one() == "transferred"
    found = journey_of(new_id)
    assert [stage.plan.state for stage in found.stages] == [
        "done",
        "now",
    ]  # the courses count, so the first gate opened
    assert found.current is not None
    assert [check.met for check in found.current.checks] == [True, False, False]  # and so does the exam
    contents = [len(stage.row.contents) for stage in found.stages]
    assert [int(n) for n in counted.groups()] == [contents[0] + 1, sum(contents)]  # as it was shown before
    assert "Moved to another programme" in hr.get(f"/enrolments/{scene.enrolment_id}").get_data(as_text=True)
    happened = hr.get(f"/enrolments/{new_id}").text
    assert "Came from “Spring" in happened
    assert "Better on the phone" in happened
    assert "Intake moved" not in happened  # before this learner came


def test_rules_enrol_whom_they_mean(app: Flask, scene: Onboarding, fixed_clock: Clock) -> None:
    hr = scene.make.browser(scene.hr)
    form = {
        "title_zh": "新工程师", "title_en": "New engineers", "programme_id": "1", "unit_id": str(scene.unit.id), "post_id": "0",
        "hired_from": "2026-02-01", "lead_days": "7", "join_days": "14",
    }  # fmt: skip
    assert send(hr, "/intakes/rules/new", {**form, "lead_days": "700"}).status_code == 422
    assert send(hr, "/intakes/rules/new", form).status_code == 302
    page = hr.get("/intakes/rules").get_data(as_text=True)
    assert "Li Xiaotong" in page
    assert "goes through “" in page.split(". A new intake is opened that starts 7 days later.")[0]
    assert db.session.scalar(select(func.count()).select_from(Enrolment)) == 0  # a dry run
    db.session.rollback()
    assert morning(app)["enrolled"] == 1
    cohort = db.session.scalars(select(Cohort)).one()
    assert cohort.starts_on >= clock.today() + timedelta(days=7)
    assert len(told(scene.hr, "onboarding.auto_enrolled")) == 1
    late = scene.make.person(Role.LEARNER, unit=scene.unit, hired_on=clock.today(), name_latin="Late Lee")
    fixed_clock.forward(days=1)
    assert morning(app)["enrolled"] == 1  # joins the one that was opened
    assert set(db.session.scalars(select(Enrolment.person_id))) == {scene.learner.id, late.id}
    db.session.rollback()
    assert "In a programme already" in hr.get("/intakes/rules").get_data(as_text=True)
    assert "The rule means nobody new today." in send(hr, "/intakes/rules/1/run", {}, follow=True).get_data(
        as_text=True
    )
    send(hr, "/intakes/rules/1/end", {})
    assert "There is no rule yet" in hr.get("/intakes/rules").get_data(as_text=True)
    with transaction():
        other = open_intake(
            title=Bilingual("二", "Two"), version=db.session.get_one(ProgrammeVersion, 1),
            unit=db.session.get_one(Unit, scene.unit.id), starts_on=clock.today(), actor=System(), at=clock.now(),
        )  # fmt: skip
        with pytest.raises(RuleBroken) as broken:
            enrol(cohort=other, people=[get_person(late.id)], actor=System(), at=clock.now())
    assert [refusal.code for refusal in broken.value.refusals] == ["enrolled_already"]
