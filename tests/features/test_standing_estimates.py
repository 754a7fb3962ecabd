"""What is signed stays the evidence of results until another is signed; what is newer stands beside it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from lms.core import clock
from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.evaluation.actions.plans import publish_defaults
from lms.evaluation.models import EffectApproval, EffectEstimate, EvaluationPlan, RoiCase, RoiVersion
from lms.evaluation.plan_jobs import ROUND
from lms.evaluation.queries.due import list_due
from lms.evaluation.rules.verdicts import Signal
from lms.people.models import Person
from tests.factories import Factory
from tests.features.course_shelf import text, write
from tests.features.evaluation_scene import CODE, PAGE, Scene
from tests.features.evidence_scene import estimated, finding, refused, replan, sit, trained

pytestmark = pytest.mark.one_database


@pytest.fixture
def scene(make: Factory) -> Scene:
    return trained(make)


def sign(estimate_id: int, by: Person) -> None:
    with transaction() as session:
        session.add(EffectApproval(estimate_id=estimate_id, reason="x", signed_by=by.id, signed_at=clock.now()))


def newest() -> int:
    found = db.session.scalars(select(EffectEstimate.id).order_by(EffectEstimate.id.desc())).first()
    db.session.rollback()
    assert found is not None
    return found


def case_on(source: str) -> str:
    """The address of a case whose benefit names where it comes from."""
    with transaction() as session:
        case = RoiCase(subject_kind="course", subject_code=CODE, title=Bilingual("回报", "Return"), made_at=clock.now())
        content = {
            "title": "x", "people": "6", "costs": {"total": "100"},
            "benefit": [{"code": "b1", "amount": "150", "isolation": "comparison", "source": source}],
        }  # fmt: skip
        case.versions.append(RoiVersion(number=1, stage="result", content=content, made_at=clock.now()))
        session.add(case)
        session.flush()
        return f"/evaluation/roi/{case.id}"


def test_what_is_signed_stays_until_another_is_signed(scene: Scene, make: Factory) -> None:
    estimated("csat", 4.1)
    first = newest()
    sign(first, scene.manager)
    case = case_on(f"Estimate {first}, 2025-01 to 2026-01")
    refused("csat", "too_few_pre", share=0.25, need=3)
    hr = make.browser(make.person(Role.HR, everywhere=True))
    for path in ("/evaluation", PAGE, case):
        page = hr.get(path).text
        assert "+4.1 score points" in page, path
        assert "– to –" not in page
    page = hr.get(PAGE).text
    beside = f"Newer, not signed: estimate {first + 1} (No figure)."
    assert beside in page
    assert beside in hr.get(case).text
    assert "signed for" in hr.get(case).text
    listed = hr.get("/evaluation/effects").text
    assert f"/evaluation/effects/{first}" in listed
    assert "newer, not signed" in listed
    # Declared and signed: a newer one calls for no signature. Once it is signed the course goes by it, the case by the one that
    # its benefit names.
    replan(None, None, "csat")
    estimated("csat", 6.5)
    assert list_due(clock.today() + timedelta(days=200)) == []
    db.session.rollback()
    sign(newest(), scene.manager)
    assert "+6.5 score points" in hr.get(PAGE).text
    page = hr.get(case).text
    assert "+4.1 score points. " in page
    assert "Newer, and signed too: estimate 3 (Effect shown, +6.5 score points (95 % 4.5 to 8.5))." in page


def test_a_refusal_is_told_as_one(scene: Scene, make: Factory) -> None:
    refused("csat", "too_few_pre", share=0.25, need=3)
    for declared in (None, "csat"):  # whether it was declared or not
        if declared:
            replan(None, None, declared)
        assert (finding(4).signal, finding(4).reason) == (Signal.UNKNOWN, "effect_refused")
        page = make.browser(scene.manager).get(PAGE).text
        assert "the data allow no estimate. 25% of the trained have fewer than 3 months before training." in page
        assert "– to –" not in page
    assert "no figure" in make.browser(scene.manager).get("/evaluation").text


def test_level_four_goes_by_the_declared_kpi_then_the_signed_then_the_latest(scene: Scene) -> None:
    def told() -> float | None:
        value = finding(4).values["att"]
        assert value is None or isinstance(value, float)
        return value

    estimated("first_time_fix", 1.43)
    first = newest()
    estimated("csat", -1.59)
    assert told() == -1.59
    sign(first, scene.manager)
    assert told() == 1.43
    replan(None, None, "csat")
    assert told() == -1.59
    replan(None, None, "first_time_fix")
    assert told() == 1.43


def test_the_cell_names_its_kpi_with_unit_and_interval(scene: Scene, make: Factory) -> None:
    estimated("first_time_fix", 1.43)
    page = make.browser(scene.manager).get("/evaluation").text
    assert "+1.4 score points" in page
    assert "First-time fix rate, 95 % −0.6 to 3.4" in page


def test_a_gain_in_an_exam_of_several_trainings_is_told_as_theirs_together(scene: Scene, make: Factory) -> None:
    sit(scene)
    replan("first", "last", None)
    browser = make.browser(scene.manager)
    assert "trainings are examined together" not in browser.get(PAGE).text
    write("other", text("other"), category="communication")
    with transaction():
        publish_defaults(actor=ROUND, at=clock.now())
    with transaction() as session:
        session.execute(update(EvaluationPlan).where(EvaluationPlan.subject_code == "other").values(exam_after="last"))
    assert "2 trainings are examined together by “Exam”, so this is not of one of them alone." in browser.get(PAGE).text
    assert "“Exam”, the exam of 2 trainings" in browser.get("/evaluation").text
