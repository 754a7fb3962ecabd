"""The way through a programme: gates pass by evidence, the result decides, a supervisor signs."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from certificates.models import Certificate
from lms.core.access import Role
from lms.core.audit import AuditLine
from lms.core.db import db, transaction
from lms.core.notices import Notice
from lms.mentoring.standing import without_log
from lms.onboarding.models import Outcome, ProgrammeVersion, Stage, StageContent, StageExtension, StagePassage
from tests.browsing import in_chinese, send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.onboarding_scene import Onboarding, allow, set_scene


@pytest.fixture
def scene(app: Flask, make: Factory) -> Onboarding:
    return set_scene(make)


def count(kind: type[Any]) -> int:
    found = db.session.scalar(select(func.count()).select_from(kind)) or 0
    db.session.rollback()
    return found


def notices(person_id: int) -> list[str]:
    found = list(db.session.scalars(select(Notice.kind).where(Notice.recipient_id == person_id).order_by(Notice.id)))
    db.session.rollback()
    return [kind for kind in found if kind.startswith("onboarding.")]


def test_completing_the_contents_passes_the_gate(scene: Onboarding) -> None:
    scene.enrol()
    scene.complete("safety")
    assert count(StagePassage) == 0
    scene.complete("rules")
    passage = db.session.scalars(select(StagePassage)).one()
    assert [(e["kind"], e["ref"], e["done"]) for e in passage.evidence] == [
        ("course", "safety", 2),
        ("course", "rules", 2),
    ]
    db.session.rollback()
    assert notices(scene.learner.id) == ["onboarding.enrolled", "onboarding.stage_passed"]
    assert "onboarding.mentee_passed" in notices(scene.technical.id)
    page = scene.make.browser(scene.learner).get("/programme").get_data(as_text=True)
    assert "Pre-job training" in page
    assert "Passed 2 Mar" in page
    assert "Not taken yet" in page


def test_nobody_is_reminded_of_a_log_that_their_stage_does_not_ask_for(scene: Onboarding, make: Factory) -> None:
    scene.enrol()
    outsider = make.person(Role.LEARNER, unit=scene.unit)
    assert without_log([scene.learner.id, outsider.id]) == {scene.learner.id}
    contents = db.session.scalars(select(StageContent).join(Stage).where(Stage.position == 1)).all()
    contents[0].kind = "log"
    db.session.commit()
    assert without_log([scene.learner.id, outsider.id]) == set()


def test_extensions_are_spoken_of_where_one_is_near(scene: Onboarding, fixed_clock: Clock) -> None:
    scene.enrol()
    browser = scene.make.browser(scene.learner)
    assert "After an extension" not in browser.get("/programme").get_data(as_text=True)
    fixed_clock.forward(days=8)  # of the ten that the stage has
    assert "After an extension" in browser.get("/programme").get_data(as_text=True)


def test_what_was_done_before_enrolling_counts_at_once(scene: Onboarding) -> None:
    scene.complete("safety")
    scene.complete("rules")
    scene.enrol()
    assert count(StagePassage) == 1


def test_the_pass_mark_itself_passes_and_awards_the_tier(scene: Onboarding) -> None:
    scene.reach_the_last_stage()
    scene.sit(82.5)
    scene.examine(8)
    assert count(Outcome) == 0
    scene.rate(4)  # four of five is 75 %: 33 + 32 + 15
    outcome = db.session.scalars(select(Outcome)).one()
    assert (outcome.kind, outcome.decided_by, outcome.result["figure"]) == ("on_duty", None, "80.0")
    certificate = db.session.scalars(select(Certificate)).one()
    assert certificate.person_id == scene.learner.id
    assert certificate.evidence[0]["mark"] == "82.5"
    db.session.rollback()
    assert notices(scene.learner.id)[-1] == "onboarding.on_duty"
    page = scene.make.browser(scene.learner).get(f"/enrolments/{scene.enrolment_id}/result").get_data(as_text=True)
    assert "On duty" in page
    assert "Passed" in page


def fail(scene: Onboarding) -> None:
    scene.reach_the_last_stage()
    scene.sit(90)
    scene.examine(6)
    scene.rate(3)


def test_a_fail_waits_for_the_supervisor(scene: Onboarding) -> None:
    fail(scene)
    assert count(Outcome) == 0
    assert notices(scene.supervisor.id) == ["onboarding.decide"]
    assert notices(scene.learner.id)[-1] == "onboarding.not_passed"
    scene.rate(2)  # still failed: nobody is asked a second time
    assert notices(scene.supervisor.id) == ["onboarding.decide"]
    way = scene.make.browser(scene.supervisor).get(f"/enrolments/{scene.enrolment_id}").text
    assert way.rpartition('id="stage-')[2].count("Marked") == 3  # whether it is enough, the result says
    page = scene.make.browser(scene.learner).get(f"/enrolments/{scene.enrolment_id}/result").get_data(as_text=True)
    assert "Not passed" in page
    assert "A supervisor decides" in page


def test_fail_extension_pass_on_duty_and_certificate(scene: Onboarding, fixed_clock: Clock) -> None:
    fail(scene)
    fixed_clock.forward(days=1)
    supervisor = scene.make.browser(scene.supervisor)
    path = f"/enrolments/{scene.enrolment_id}/decide"
    page = supervisor.get(path).get_data(as_text=True)
    assert "Keeps counting: Theory." in page
    data = {"kind": "extend", "days": "14", "reason": "More practice on boards.", "signed": "y"}
    assert send(supervisor, path, data).status_code == 302
    extension = db.session.scalars(select(StageExtension)).one()
    assert (extension.days, extension.signed_by) == (14, scene.supervisor.id)
    db.session.rollback()
    assert notices(scene.learner.id)[-1] == "onboarding.extended"
    way = supervisor.get(f"/enrolments/{scene.enrolment_id}", headers={"Accept-Language": "zh-CN"}).get_data(
        as_text=True
    )
    assert f"{scene.supervisor.name_zh}签字：More practice" in way
    assert send(supervisor, path, data).status_code == 422  # signed already: there is nothing to decide now

    fixed_clock.forward(days=2)
    scene.examine(9)
    assert count(Outcome) == 0  # the theory of before stands, the rating of before does not
    scene.rate(5)
    outcome = db.session.scalars(select(Outcome)).one()
    marks = {part["part"]: part["mark"] for part in outcome.result["parts"]}
    assert outcome.kind == "on_duty"
    assert (marks["theory"], marks["practical"]) == ("90.0", "90.0")
    db.session.rollback()
    assert notices(scene.supervisor.id)[-1] == "onboarding.team_on_duty"  # who agrees on the plan that is open now
    assert count(Certificate) == 1
    result = f"/enrolments/{scene.enrolment_id}/result"
    assert "certificate of the first tier was awarded" in supervisor.get(result).text
    with transaction() as session:
        session.scalars(select(ProgrammeVersion)).one().scheme_code = None
    assert "certificate of the first tier was awarded" not in supervisor.get(result).text


def test_a_part_that_opens_anew_is_worth_what_comes_now(scene: Onboarding, fixed_clock: Clock) -> None:
    scene.reach_the_last_stage()
    scene.sit(70)
    scene.examine(6)
    scene.rate(5)
    fixed_clock.forward(days=1)
    supervisor = scene.make.browser(scene.supervisor)
    data = {"kind": "extend", "days": "5", "reason": "Both examinations again.", "signed": "y"}
    assert send(supervisor, f"/enrolments/{scene.enrolment_id}/decide", data).status_code == 302
    fixed_clock.forward(days=1)
    scene.sit(65)  # worse than before: the 70 no longer counts
    page = scene.make.browser(scene.learner).get(f"/enrolments/{scene.enrolment_id}/result").get_data(as_text=True)
    assert "65%" in page
    assert "70%" not in page
    assert "Still missing: Practical" in page
    assert "Not held yet" in page
    assert "Completed" not in page


def test_another_post_ends_the_programme(scene: Onboarding) -> None:
    fail(scene)
    supervisor = scene.make.browser(scene.supervisor)
    path = f"/enrolments/{scene.enrolment_id}/decide"
    allow(most_extensions=0)
    page = supervisor.get(path).text
    assert 'value="extend"' not in page
    assert "The programme allows no extension" in page
    late = {"kind": "extend", "days": "5", "reason": "From a page opened before.", "signed": "y"}
    assert "The programme allows no extension" in send(supervisor, path, late).text.partition("form-errors")[2]
    short = send(supervisor, path, {"kind": "other_post", "reason": "No.", "signed": "y"})
    assert short.status_code == 422
    unsigned = send(supervisor, path, {"kind": "other_post", "reason": "Strong with people, less with tools."})
    assert unsigned.status_code == 422
    assert "Please sign." in unsigned.get_data(as_text=True)
    assert count(Outcome) == 0
    data = {"kind": "other_post", "reason": "Strong with people, less with tools.", "signed": "y"}
    assert send(supervisor, path, data).status_code == 302
    outcome = db.session.scalars(select(Outcome)).one()
    assert (outcome.kind, outcome.decided_by) == ("other_post", scene.supervisor.id)
    db.session.rollback()
    assert notices(scene.hr.id) == ["onboarding.mentee_other_post"]  # HR talks with the learner
    archive = scene.make.browser(scene.hr).get(f"/people/{scene.learner.id}/archive").get_data(as_text=True)
    assert "Strong with people, less with tools." in archive
    assert "Shen Supervisor" in archive
    scene.rate(5)  # comes too late to change it
    assert count(Outcome) == 1
    assert count(Certificate) == 0


def test_what_is_told_of_a_repeated_stage_and_of_the_end_of_probation(scene: Onboarding, fixed_clock: Clock) -> None:
    fail(scene)
    allow(may_repeat=True, may_end=True)
    supervisor, at = in_chinese(scene.make.browser(scene.supervisor)), f"/enrolments/{scene.enrolment_id}"
    fixed_clock.forward(days=1)
    send(supervisor, f"{at}/decide", {"kind": "repeat", "reason": "整个阶段需要重新来一遍。", "signed": "y"})
    for place in (at, f"{at}/result"):
        assert "3月3日决定重修，沈主管签字：整个阶段需要重新来一遍。" in supervisor.get(place).text, place
    waiting = scene.make.browser(scene.learner).get(f"{at}/result").text
    assert "Completed" not in waiting
    assert all(words in waiting for words in ("Not taken yet", "Not held yet", "Not given yet"))
    assert "Stage repeated" in scene.make.browser(scene.hr).get(f"/people/{scene.learner.id}/archive").text
    fixed_clock.forward(days=1)
    scene.sit(50)
    scene.examine(6)
    scene.rate(3)
    send(supervisor, f"{at}/decide", {"kind": "end", "reason": "多次违反安全规定，不符合要求。", "signed": "y"})
    for language, words, not_yet in (
        ("en", "What you learned and passed stays in your training archive.", "as soon as the decision is signed"),
        ("zh", "您学过和通过的内容都保留在培训档案中。", "签字后"),
    ):
        browser = scene.make.browser(scene.learner)
        page = (in_chinese(browser) if language == "zh" else browser).get(f"{at}/result").text
        assert words in page
        assert not_yet not in page


def test_nobody_decides_for_another_unit_or_about_themselves(scene: Onboarding) -> None:
    fail(scene)
    path = f"/enrolments/{scene.enrolment_id}/decide"
    other = scene.make.person(Role.SUPERVISOR)
    data = {"kind": "extend", "days": "14", "reason": "More practice on boards.", "signed": "y"}
    for place in (path, f"/enrolments/{scene.enrolment_id}", f"/enrolments/{scene.enrolment_id}/result"):
        assert scene.make.browser(other).get(place).status_code == 404, place
    assert send(scene.make.browser(other), path, data).status_code == 404
    assert scene.make.browser(scene.hr).get(path).status_code == 403
    assert count(StageExtension) == 0


def test_a_learner_sees_their_own_way_only(scene: Onboarding) -> None:
    scene.enrol()
    colleague = scene.make.browser(scene.make.person(Role.LEARNER, unit=scene.unit))
    assert colleague.get(f"/enrolments/{scene.enrolment_id}").status_code == 404
    assert colleague.get(f"/enrolments/{scene.enrolment_id}/result").status_code == 404
    assert "You are in no programme" in colleague.get("/programme").get_data(as_text=True)
    assert scene.make.browser(scene.learner).get(f"/enrolments/{scene.enrolment_id}").status_code == 200
    assert scene.make.browser(scene.technical).get(f"/enrolments/{scene.enrolment_id}").status_code == 200
    page = scene.make.browser(scene.supervisor).get(f"/enrolments/{scene.enrolment_id}").text
    assert f'href="/enrolments/{scene.enrolment_id}#stage-1"' in page  # the map stays with this person
    assert 'href="/programme#' not in page


def test_an_administrator_sees_who_people_are_but_not_how_they_learn(scene: Onboarding) -> None:
    scene.enrol()
    admin = scene.make.browser(scene.make.person(Role.ADMIN, everywhere=True))
    person = admin.get(f"/people/{scene.learner.id}")
    assert person.status_code == 200
    assert f"/enrolments/{scene.enrolment_id}" not in person.text
    assert admin.get(f"/enrolments/{scene.enrolment_id}").status_code == 404
    assert admin.get("/intakes").status_code == 403


def test_every_step_is_in_the_audit_trail(scene: Onboarding) -> None:
    fail(scene)
    actions = set(db.session.scalars(select(AuditLine.action)))
    assert {"programme.published", "intake.opened", "enrolment.made", "stage.passed", "programme.failed"} <= actions
