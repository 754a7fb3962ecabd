"""Practical tasks by errand: a mentor signs off, returns, takes back; others may not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from assessments.events import SignedOff, SignOffRevoked
from assessments.models import SignOff, SignOffRevocation
from assessments.queries.practicals import practical_progress
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.core.notices import Notice
from lms.mentoring.actions.pairings import end_pairing
from lms.mentoring.queries.pairings import get_pairing
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.hearing import heard
from tests.features.mentoring_scene import TASK, Scene, set_scene, sign, sign_off_path


@pytest.fixture
def scene(make: Factory) -> Scene:
    return set_scene(make)


@pytest.fixture
def told(app: Flask) -> Iterator[list[object]]:
    """What was published while the test ran."""
    with heard(app, SignedOff, SignOffRevoked) as published:
        yield published


def count() -> int:
    number = db.session.scalar(select(func.count(SignOff.id)))
    db.session.rollback()
    return number or 0


def done(scene: Scene) -> dict[str, int]:
    progress = practical_progress([scene.learner.id], [TASK])[scene.learner.id, TASK]
    db.session.rollback()
    return progress.done


def test_a_mentor_signs_from_observing_to_working_alone(scene: Scene, told: list[object]) -> None:
    browser = scene.make.browser(scene.technical)
    for number, mode in enumerate(("observe", "assist", "independent"), 1):
        page = browser.get(sign_off_path(scene.learner)).get_data(as_text=True)
        assert f'id="mode-{mode}" name="mode" value="{mode}" checked' in page
        answer = sign(browser, scene.learner, mode=mode, form_token=f"token-000{number}")
        assert answer.status_code == 302, answer.get_data(as_text=True)
    progress = practical_progress([scene.learner.id], [TASK])[scene.learner.id, TASK]
    assert progress.complete
    assert progress.done == {"observe": 1, "assist": 1, "independent": 1}
    assert [(event.mode, event.passed) for event in told] == [  # type: ignore[attr-defined]
        ("observe", True), ("assist", True), ("independent", True),
    ]  # fmt: skip
    kinds = db.session.scalars(select(Notice.kind).where(Notice.recipient_id == scene.learner.id)).all()
    assert kinds.count("practical_passed") == 3


def test_a_complete_mode_is_neither_proposed_nor_counted_beyond_what_it_takes(scene: Scene) -> None:
    browser = scene.make.browser(scene.technical)
    for number, mode in enumerate(("observe", "observe"), 1):
        sign(browser, scene.learner, mode=mode, form_token=f"token-000{number}")
    page = browser.get(sign_off_path(scene.learner).removesuffix("/sign-off")).get_data(as_text=True)
    assert "2 of 1" not in page
    assert "2 done, 1 needed" in page
    form = browser.get(sign_off_path(scene.learner)).get_data(as_text=True)
    assert 'value="assist" checked>' in form
    assert 'value="observe" data-draft-past>' in form
    assert "2 done, 1 needed" in form


def test_the_form_says_when_a_comment_is_required_and_what_a_photo_is_good_for(scene: Scene) -> None:
    form = scene.make.browser(scene.technical).get(sign_off_path(scene.learner)).get_data(as_text=True)
    assert "Required when you return it or a step is not met" in form
    assert "Optional, up to 6: a photo shows" in form


def test_a_return_says_what_to_improve_and_does_not_count(scene: Scene) -> None:
    browser = scene.make.browser(scene.technical)
    answer = sign(browser, scene.learner, decision="return")
    assert answer.status_code == 422
    assert "Write what to improve" in answer.get_data(as_text=True)
    sign(browser, scene.learner, decision="return", comment="Lock the switch before you open the cover.")
    assert done(scene) == {}
    own = scene.make.browser(scene.learner).get("/practicals").get_data(as_text=True)
    assert "Lock the switch before you open the cover." in own
    assert "Returned: improve and do once more" in own
    sign(browser, scene.learner, form_token="token-0002")
    assert "Lock the switch" not in scene.make.browser(scene.learner).get("/practicals").get_data(as_text=True)


def test_a_must_step_that_is_not_met_cannot_pass_and_everything_is_said_at_once(
    scene: Scene, fixed_clock: Clock
) -> None:
    browser = scene.make.browser(scene.technical)
    answer = sign(
        browser, scene.learner, **{"step-safe": "not_met", "step-neat": ""}, mode="independent", work_order="",
        performed_on="2026-03-03", comment="",
    )  # fmt: skip
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for words in ("Isolate and lock” must be met and is not", "Tidy up”: choose", "lies in the future", "opens when"):
        assert words in text
    assert count() == 0


def test_what_was_typed_comes_back_with_the_errors(scene: Scene) -> None:
    answer = sign(
        scene.make.browser(scene.technical), scene.learner, decision="return", work_order="WO-77", **{"step-safe": ""}
    )
    text = answer.get_data(as_text=True)
    assert 'value="WO-77"' in text
    assert 'id="step-neat-met" name="step-neat" value="met" checked' in text


def test_htmx_gets_only_the_complaints_and_then_the_way_on(scene: Scene) -> None:
    browser = scene.make.browser(scene.technical)
    bad = sign(browser, scene.learner, performed_on="", headers={"HX-Request": "true"})
    assert bad.status_code == 422
    assert "<html" not in bad.get_data(as_text=True)
    good = sign(browser, scene.learner, headers={"HX-Request": "true"})
    assert (good.status_code, good.headers["HX-Redirect"]) == (204, f"/practicals/{scene.learner.id}/{TASK}")
    assert count() == 1


def test_a_double_tap_signs_once(scene: Scene, told: list[object]) -> None:
    browser = scene.make.browser(scene.technical)
    assert [sign(browser, scene.learner).status_code for _ in range(2)] == [302, 302]
    assert count() == 1
    assert len(told) == 1


def test_the_day_must_lie_between_the_start_and_today(scene: Scene) -> None:
    browser = scene.make.browser(scene.technical)
    assert sign(browser, scene.learner, performed_on="2026-03-03").status_code == 422
    assert sign(browser, scene.learner, performed_on="2026-01-04").status_code == 422
    assert sign(browser, scene.learner, performed_on="yesterday").status_code == 422
    assert sign(browser, scene.learner, performed_on="2026-01-05").status_code == 302


def test_nobody_signs_for_themselves(scene: Scene) -> None:
    assert sign(scene.make.browser(scene.learner), scene.learner).status_code == 403
    own = sign(scene.make.browser(scene.technical), scene.technical)
    assert own.status_code == 403
    assert "Nobody signs off their own work" in own.get_data(as_text=True)
    assert count() == 0


def test_only_the_appointed_technical_mentor_signs(scene: Scene) -> None:
    culture = sign(scene.make.browser(scene.culture), scene.learner)
    assert culture.status_code == 403
    assert "only the technical mentor may sign off" in culture.get_data(as_text=True)
    stranger = scene.make.person(Role.MENTOR, unit=scene.unit)
    assert sign(scene.make.browser(stranger), scene.learner).status_code == 404
    both = scene.make.person(Role.MENTOR, Role.SUPERVISOR, unit=scene.unit)
    assert sign(scene.make.browser(both), scene.learner).status_code == 403
    assert count() == 0


def test_a_mentor_whose_pairing_ended_signs_no_more(scene: Scene) -> None:
    other = scene.make.person(Role.MENTOR, unit=scene.unit)
    scene.appoint(scene.learner, other)
    assert sign(scene.make.browser(scene.technical), scene.learner).status_code == 404
    assert sign(scene.make.browser(other), scene.learner).status_code == 302
    with transaction():
        pairing = get_pairing(scene.appoint(scene.learner, other))
        end_pairing(pairing=pairing, actor=System(), at=clock.now())
    assert sign(scene.make.browser(other), scene.learner, form_token="token-0002").status_code == 404
    assert count() == 1


def test_a_mentor_takes_a_sign_off_back_with_a_reason(scene: Scene, told: list[object]) -> None:
    browser = scene.make.browser(scene.technical)
    sign(browser, scene.learner)
    sign_off_id = db.session.scalar(select(SignOff.id))
    db.session.rollback()
    path = f"/practicals/sign-offs/{sign_off_id}/revoke"
    assert send(scene.make.browser(scene.culture), path, {"reason": "I do not like it."}).status_code == 404
    blank = send(browser, path, {"reason": " "})
    assert blank.status_code == 422
    assert 'id="reason-error"' in blank.text
    assert done(scene) == {"observe": 1}
    assert send(browser, path, {"reason": "It was another machine."}).status_code == 302
    assert send(browser, path, {"reason": "Tapped twice."}).status_code == 302
    assert done(scene) == {}
    assert [type(event) for event in told] == [SignedOff, SignOffRevoked]
    reasons = db.session.scalars(select(SignOffRevocation.reason)).all()
    assert reasons == ["It was another machine."]
    db.session.rollback()
    page = scene.make.browser(scene.learner).get(f"/practicals/{scene.learner.id}/{TASK}").get_data(as_text=True)
    assert "It was another machine." in page
    assert sign(browser, scene.learner, mode="assist", form_token="token-0002").status_code == 422


def test_who_sees_a_practical_record(scene: Scene) -> None:
    sign(scene.make.browser(scene.technical), scene.learner, comment="Well done.")
    path = f"/practicals/{scene.learner.id}/{TASK}"
    seen_by = {
        "learner": scene.learner,
        "technical mentor": scene.technical,
        "culture mentor": scene.culture,
        "supervisor": scene.make.person(Role.SUPERVISOR, unit=scene.unit),
        "auditor": scene.make.person(Role.AUDITOR, everywhere=True),
    }
    for who, person in seen_by.items():
        assert scene.make.browser(person).get(path).status_code == 200, who
    hidden_from = {
        "another learner": scene.make.person(Role.LEARNER, unit=scene.unit),
        "another mentor": scene.make.person(Role.MENTOR, unit=scene.unit),
        "supervisor elsewhere": scene.make.person(Role.SUPERVISOR),
        "assessor": scene.make.person(Role.ASSESSOR, everywhere=True),
    }
    for who, person in hidden_from.items():
        assert scene.make.browser(person).get(path).status_code == 404, who
    assert scene.make.browser(scene.learner).get(f"/practicals/{scene.learner.id}/no-such-task").status_code == 404
