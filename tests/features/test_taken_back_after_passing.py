"""A sign-off taken back after its gate was passed: the passage stands, the note says so, and those responsible are told."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from assessments.models import Countersignature, PracticalTask, SignOff
from lms.core.access import Role
from lms.core.audit import AuditLine
from lms.core.db import db, transaction
from lms.core.notices import Notice
from lms.onboarding.models import Enrolment
from lms.people.models import Person
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.mentoring_scene import Scene, sign
from tests.features.staged_scene import fulfil_the_task, reach_the_task, set_staged_scene, stages_passed

KIND = "onboarding.evidence_taken_back"
REASON = "It was a colleague who did the work."


@pytest.fixture
def scene(make: Factory) -> Scene:
    return set_staged_scene(make)


@pytest.fixture
def responsible(scene: Scene) -> dict[str, Person]:
    """Who has to know, and who need not."""
    return {
        "supervisor": scene.make.person(Role.SUPERVISOR, unit=scene.unit),
        "manager": scene.make.person(Role.MANAGER, unit=scene.unit),
        "hr": scene.make.person(Role.HR, Role.SUPERVISOR, unit=scene.unit),
        "elsewhere": scene.make.person(Role.SUPERVISOR),
    }


def take_back(scene: Scene, mode: str = "independent") -> None:
    number = db.session.scalar(select(SignOff.id).where(SignOff.mode == mode).order_by(SignOff.id))
    db.session.rollback()
    answer = send(scene.make.browser(scene.technical), f"/practicals/sign-offs/{number}/revoke", {"reason": REASON})
    assert answer.status_code == 302


def told(person: Person) -> list[str]:
    query = select(Notice.link).where(Notice.recipient_id == person.id, Notice.kind == KIND)
    found = list(db.session.scalars(query))
    db.session.rollback()
    return found


def enrolment_page() -> str:
    number = db.session.scalar(select(Enrolment.id))
    db.session.rollback()
    return f"/enrolments/{number}"


def test_the_passage_stands_and_those_responsible_are_told(
    scene: Scene, responsible: dict[str, Person], fixed_clock: Clock
) -> None:
    reach_the_task(scene)
    fulfil_the_task(scene)
    assert stages_passed() == 2
    fixed_clock.forward(days=3)
    take_back(scene)
    assert stages_passed() == 2
    for who in ("supervisor", "manager", "hr"):
        assert told(responsible[who]) == [f"{enrolment_page()}#stage-2"], who
    assert told(responsible["elsewhere"]) == []
    assert told(scene.technical) == []
    lines = db.session.scalars(select(AuditLine.action)).all()
    assert lines.count("stage.evidence_taken_back") == 1
    db.session.rollback()
    browser = scene.make.browser(responsible["supervisor"])
    for language, words in (
        ("en", "Wang Jianguo took back a sign-off of “Replace the main board”, on which Li Xiaotong had passed"),
        ("zh-CN", "王建国撤回了“更换主板”的一次签核"),
    ):
        assert words in browser.get("/notices", headers={"Accept-Language": language}).get_data(as_text=True)


def test_the_note_stands_on_the_enrolment_and_on_the_learners_own_page(
    scene: Scene, responsible: dict[str, Person], fixed_clock: Clock
) -> None:
    reach_the_task(scene)
    fulfil_the_task(scene)
    fixed_clock.forward(days=3)
    supervisor, learner = scene.make.browser(responsible["supervisor"]), scene.make.browser(scene.learner)
    assert "later taken back" not in supervisor.get(enrolment_page()).get_data(as_text=True)
    take_back(scene)
    for browser, path in ((supervisor, enrolment_page()), (learner, "/programme")):
        page = browser.get(path).get_data(as_text=True)
        assert "Passed on evidence later taken back" in page
        assert "5 Mar" in page
        assert REASON in page
        assert "signed off anew" not in page
    fixed_clock.forward(days=1)
    sign(scene.make.browser(scene.technical), scene.learner, mode="independent", form_token="token-0009")
    page = supervisor.get(enrolment_page()).get_data(as_text=True)
    assert "Passed on evidence later taken back" in page
    assert "signed off anew" in page


def test_one_sign_off_more_than_needed_may_be_taken_back_quietly(
    scene: Scene, responsible: dict[str, Person], fixed_clock: Clock
) -> None:
    reach_the_task(scene)
    mentor = scene.make.browser(scene.technical)
    sign(mentor, scene.learner, form_token="token-0000")
    fulfil_the_task(scene)
    fixed_clock.forward(days=3)
    take_back(scene, "observe")
    assert told(responsible["supervisor"]) == []
    assert "later taken back" not in mentor.get(enrolment_page()).get_data(as_text=True)
    take_back_second = db.session.scalars(
        select(SignOff.id).where(SignOff.mode == "observe").order_by(SignOff.id)
    ).all()[1]
    db.session.rollback()
    send(mentor, f"/practicals/sign-offs/{take_back_second}/revoke", {"reason": REASON})
    assert len(told(responsible["supervisor"])) == 1


def test_before_the_gate_nothing_passed_rests_on_it(
    scene: Scene, responsible: dict[str, Person], fixed_clock: Clock
) -> None:
    reach_the_task(scene)
    sign(scene.make.browser(scene.technical), scene.learner, form_token="token-0000")
    take_back(scene, "observe")
    fixed_clock.forward(days=1)
    fulfil_the_task(scene)
    assert stages_passed() == 2
    assert told(responsible["supervisor"]) == []
    assert "later taken back" not in scene.make.browser(scene.learner).get("/programme").get_data(as_text=True)


def test_a_second_signature_withdrawn_undoes_the_task_until_somebody_gives_it_again(
    scene: Scene, responsible: dict[str, Person], fixed_clock: Clock
) -> None:
    with transaction() as session:
        session.execute(update(PracticalTask).values(countersign=["independent"]))
    reach_the_task(scene)
    fulfil_the_task(scene)
    assert stages_passed() == 1
    numbers = db.session.scalars(select(SignOff.id).where(SignOff.mode == "independent")).all()
    db.session.rollback()
    second, other = scene.make.browser(scene.culture), scene.make.browser(responsible["supervisor"])
    archive = f"/people/{scene.learner.id}/archive"
    assert "Waits for a second signature" in other.get(archive).get_data(as_text=True)
    for n in numbers:
        form = {"form_token": f"second-{n:04}", "decision": "agree", "comment": ""}
        assert send(second, f"/practicals/sign-offs/{n}/countersign", form).status_code == 302
    assert stages_passed() == 2
    fixed_clock.forward(days=3)
    given = db.session.scalar(select(Countersignature.id).where(Countersignature.sign_off_id == numbers[0]))
    link = f"/practicals/countersignatures/{given}/withdraw"
    assert send(second, link, {"reason": REASON}).status_code == 302
    assert stages_passed() == 2
    assert told(responsible["supervisor"]) == [f"{enrolment_page()}#stage-2"]
    assert told(scene.culture) == []
    page = other.get(enrolment_page()).get_data(as_text=True)
    assert "no longer complete" in page
    assert REASON in page
    page = other.get(archive).get_data(as_text=True)
    for words in ("Second signature", "Signature taken back", "Waits for a second signature", REASON):
        assert words in page, words
    fixed_clock.forward(days=1)
    form = {"form_token": "second-9999", "decision": "agree", "comment": ""}
    assert send(other, f"/practicals/sign-offs/{numbers[0]}/countersign", form).status_code == 302
    assert "later taken back" not in other.get(enrolment_page()).get_data(as_text=True)
