"""Second signatures, and observations by several people: two signers are two people, and a withdrawn one counts no more."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from assessments.models import Countersignature, PracticalTask, SignOff, SignOffPhoto
from assessments.queries.practicals import PracticalProgress, get_progress
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import AuditLine
from lms.core.db import db, transaction
from tests.browsing import send
from tests.factories import Factory
from tests.features.mentoring_scene import TASK, Scene, picture, set_scene, sign


@pytest.fixture
def scene(make: Factory) -> Scene:
    return set_scene(make)


def ask(**terms: Any) -> None:
    """Change what the scene's task asks for."""
    with transaction() as session:
        session.execute(update(PracticalTask).where(PracticalTask.code == TASK).values(**terms))


def progress(scene: Scene) -> PracticalProgress:
    found = get_progress(scene.learner.id, TASK)
    db.session.rollback()
    return found


def last_id() -> int:
    found = db.session.scalar(select(SignOff.id).order_by(SignOff.id.desc()))
    db.session.rollback()
    assert found
    return found


def path_of(sign_off_id: int) -> str:
    return f"/practicals/sign-offs/{sign_off_id}/countersign"


def second(browser: Any, decision: str = "agree", token: str = "second-0001", comment: str = "") -> Any:
    return send(browser, path_of(last_id()), {"form_token": token, "decision": decision, "comment": comment})


def test_it_counts_once_a_second_person_has_signed_and_no_more_when_withdrawn(scene: Scene) -> None:
    ask(required={"observe": 1}, countersign=["observe"])
    mentor, culture = scene.make.browser(scene.technical), scene.make.browser(scene.culture)
    assert "counts once a second person" in mentor.get(f"/practicals/{scene.learner.id}/{TASK}/sign-off").get_data(
        as_text=True
    )
    told = sign(
        mentor,
        scene.learner,
        **{"note-safe": "Locked both switches."},
        photos=[(picture(), "a.jpg")],
        **{"photo-safe": (picture(), "b.jpg")},
    )
    assert told.status_code == 302
    assert (progress(scene).done, progress(scene).waiting) == ({}, {"observe": 1})
    assert "Waits for a second signature" in scene.make.browser(scene.learner).get(told.headers["Location"]).get_data(
        as_text=True
    )
    assert "Li Xiaotong" in culture.get("/practicals/to-countersign").get_data(as_text=True)
    shown = culture.get(path_of(last_id())).get_data(as_text=True)
    for words in (
        "Locked both switches.",
        "Photo of the step “Isolate and lock”",
        "Another mentor",
        "Checklist version 1",
    ):
        assert words in shown
    for _ in range(2):  # a double tap
        assert second(culture).status_code == 302
    assert progress(scene).done == {"observe": 1}
    assert "Nothing waits for you" in culture.get("/practicals/to-countersign").get_data(as_text=True)
    given = db.session.scalars(select(Countersignature)).one()
    number = given.id
    assert (given.capacity, given.signer_id, given.learner_id) == ("mentor", scene.technical.id, scene.learner.id)
    db.session.rollback()
    back = f"/practicals/countersignatures/{number}/withdraw"
    assert send(mentor, back, {"reason": "Not mine."}).status_code == 404
    assert send(culture, back, {"reason": " "}).status_code == 422
    assert send(culture, back, {"reason": "I had looked at another order."}).status_code == 302
    assert (progress(scene).done, progress(scene).waiting) == ({}, {"observe": 1})
    page = scene.make.browser(scene.learner).get(told.headers["Location"]).get_data(as_text=True)
    assert "I had looked at another order." in page
    assert second(culture, token="second-0002").status_code == 302
    assert progress(scene).complete
    actions = db.session.scalars(
        select(AuditLine.action).where(AuditLine.action.like("practical.%")).order_by(AuditLine.seq)
    ).all()
    db.session.rollback()
    assert actions == [
        "practical.signed_off", "practical.countersigned", "practical.countersignature_withdrawn", "practical.countersigned",
    ]  # fmt: skip


def test_sent_back_says_why_and_does_not_count(scene: Scene) -> None:
    ask(required={"observe": 1}, countersign=["observe"])
    sign(scene.make.browser(scene.technical), scene.learner)
    supervisor = scene.make.browser(scene.make.person(Role.SUPERVISOR, unit=scene.unit))
    silent = second(supervisor, "refuse")
    assert silent.status_code == 422
    assert "Write what is wrong or missing" in silent.get_data(as_text=True)
    assert second(supervisor, "refuse", comment="The photo shows another board.").status_code == 302
    state = progress(scene)
    assert (state.done, state.waiting, state.last_returned_comment) == ({}, {}, "The photo shows another board.")
    assert "another board" in scene.make.browser(scene.learner).get("/practicals").get_data(as_text=True)
    late = second(scene.make.browser(scene.culture), token="second-0002")
    assert "Somebody has sent it back already" in late.get_data(as_text=True)


def test_who_may_sign_second(scene: Scene) -> None:
    ask(required={"observe": 1}, countersign=["observe"])
    mentor = scene.make.browser(scene.technical)
    sign(mentor, scene.learner, photos=[(picture(), "a.jpg")])
    own = second(mentor)
    assert own.status_code == 422
    assert "must be another person" in own.get_data(as_text=True)
    photo = db.session.scalar(select(SignOffPhoto.id))
    db.session.rollback()
    strangers = [
        scene.make.person(Role.MENTOR, unit=scene.unit), scene.make.person(Role.SUPERVISOR),
        scene.make.person(Role.ASSESSOR, unit=scene.make.unit()),
    ]  # fmt: skip
    for stranger in strangers:
        browser = scene.make.browser(stranger)
        assert browser.get(path_of(last_id())).status_code == 404
        assert browser.get(f"/practicals/photos/{photo}").status_code == 404
    assert scene.make.browser(scene.learner).get(path_of(last_id())).status_code == 403
    assessor = scene.make.browser(scene.make.person(Role.ASSESSOR, everywhere=True))
    assert assessor.get(f"/practicals/photos/{photo}").status_code == 200
    assert second(assessor).status_code == 302
    assert progress(scene).complete
    send(mentor, f"/practicals/sign-offs/{last_id()}/revoke", {"reason": "It was another machine."})
    assert progress(scene).done == {}


def test_several_people_must_observe(scene: Scene) -> None:
    ask(required={"observe": 2}, people={"observe": 2})
    mentor = scene.make.browser(scene.technical)
    assert sign(mentor, scene.learner).status_code == 302
    assert sign(mentor, scene.learner, form_token="token-0002").status_code == 302
    assert progress(scene).done == {"observe": 1}
    page = mentor.get(f"/practicals/{scene.learner.id}/{TASK}").get_data(as_text=True)
    assert "1 more person must sign" in page
    assert "another person must sign" in mentor.get(f"/practicals/{scene.learner.id}/{TASK}/sign-off").get_data(
        as_text=True
    )
    stranger = scene.make.browser(scene.make.person(Role.ASSESSOR, unit=scene.make.unit()))
    assert sign(stranger, scene.learner, form_token="token-0003").status_code == 404
    assessor = scene.make.browser(scene.make.person(Role.ASSESSOR, unit=scene.unit))
    assert sign(assessor, scene.learner, form_token="token-0004").status_code == 302
    assert progress(scene).complete
    assert sign(assessor, scene.learner, form_token="token-0005").status_code == 403  # nobody else is needed now


@pytest.mark.parametrize("who", ["learner", "signer"])
def test_the_database_itself_refuses_one_person_for_two(scene: Scene, who: str) -> None:
    ask(countersign=["observe"])
    sign(scene.make.browser(scene.technical), scene.learner)
    row = {
        "sign_off_id": last_id(), "signer_id": scene.technical.id, "learner_id": scene.learner.id, "capacity": "mentor",
        "agreed": True, "comment": "", "signed_at": clock.now(), "form_token": "by-hand-1",
    }  # fmt: skip
    one = {"learner": scene.learner.id, "signer": scene.technical.id}[who]
    lies: list[dict[str, Any]] = [
        {"countersigner_id": one},
        {"countersigner_id": one, f"{who}_id": scene.culture.id},  # nor when told that it was somebody else's sign-off
    ]
    for lie in lies:
        with pytest.raises(IntegrityError), transaction() as session:
            session.execute(insert(Countersignature).values({**row, **lie}))
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(update(SignOff).values(signer_id=SignOff.learner_id))


def test_what_a_task_asks_for_is_changed_at_a_page_and_makes_a_version(scene: Scene) -> None:
    manager, mentor = (
        scene.make.browser(scene.make.person(Role.MANAGER, everywhere=True)),
        scene.make.browser(scene.technical),
    )
    sign(mentor, scene.learner)
    path = f"/practicals/tasks/{TASK}/terms"
    assert mentor.get(path).status_code == 403
    assert TASK in manager.get("/practicals/tasks").get_data(as_text=True)
    terms = {"required-observe": "2", "people-observe": "2", "countersign-observe": "1", "required-assist": "0", "required-independent": "1"}  # fmt: skip
    for wrong, words in (
        ({"people-observe": "3"}, "So many people cannot sign"),
        ({"required-observe": "99"}, "for 0 to 20 in each"),
        ({"countersign-assist": "1"}, "A second signature needs a first"),
        ({"people-observe": "21"}, "So many people cannot sign"),
        ({"people-observe": "0"}, "So many people cannot sign"),
        ({"required-observe": "two"}, "for 0 to 20 in each"),
    ):
        answer = send(manager, path, {**terms, **wrong})
        assert answer.status_code == 422
        shown = answer.get_data(as_text=True)
        assert words in shown, words
        assert all(f'value="{value}"' in shown for value in wrong.values())  # as it was sent, to be put right
    for _ in range(2):  # pressed twice, one version
        assert send(manager, path, terms).status_code == 302
    task = db.session.scalars(select(PracticalTask).where(PracticalTask.code == TASK)).all()[-1]
    assert (task.number, task.required, task.people, task.countersign) == (
        2, {"observe": 2, "independent": 1}, {"observe": 2}, ["observe"],
    )  # fmt: skip
    assert db.session.scalars(select(AuditLine.action)).all().count("practical_task.changed") == 1
    db.session.rollback()
    assert progress(scene).done == {"observe": 1}  # what was signed under the first version needs no second signature
    sign(scene.make.browser(scene.culture), scene.learner, form_token="token-0002")
    page = manager.get("/practicals/tasks").get_data(as_text=True)
    assert "by 2 people" in page
    assert "with a second signature" in page
