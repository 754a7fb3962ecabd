"""Effects of trainings: from records and readings to what a manager reads; asking, signing, taking away, seeing."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from lms.core import clock
from lms.core.access import Role
from lms.core.audit import AuditLine
from lms.core.db import db, transaction
from lms.core.jobs import run_waiting
from lms.evaluation.effect_jobs import estimate_now, refresh_due
from lms.evaluation.models import EffectEstimate
from lms.evaluation.queries.estimates import find_newest
from lms.evaluation.rules.questions import Question
from lms.kpis.models import Kpi, KpiVersion, Reading
from lms.people.actions.placements import place_in_unit
from lms.people.models import Person, Placement, Unit
from tests.browsing import send
from tests.factories import Factory
from tests.features.counting import statements
from tests.features.effects_scene import COURSE, KPI, Scene, make_scene

WAVES = [None] * 20 + [12] * 10 + [15] * 10
ALIKE = 0.7


def helped(person: int, month: int) -> float:
    """Eight points better from the month after the course on."""
    place = WAVES[person]
    return ALIKE + 0.003 * month + (0.08 if place is not None and month > place else 0)


def kept(estimate_id: int) -> EffectEstimate:
    return db.session.get_one(EffectEstimate, estimate_id)


@pytest.fixture
def scene(make: Factory) -> Scene:
    return make_scene(make, WAVES, helped)


def test_what_a_training_did_is_estimated_told_signed_and_taken_away(app: Flask, make: Factory, scene: Scene) -> None:
    manager, hr = (make.browser(make.person(role, everywhere=True)) for role in (Role.MANAGER, Role.HR))
    with transaction() as session:
        session.execute(update(Person).where(Person.id.in_(scene.people[::3])).values(hired_on=date(2016, 4, 1)))
    assert "No estimates yet" in manager.get("/evaluation/effects").get_data(as_text=True)
    asked = {
        "subject": f"course:{COURSE}",
        "kpi": KPI,
        "unit": "0",
        "months": "24",
        "assigned": "person",
        "control": "notyet",
        "adjust": "tenure",
    }
    answer = send(manager, "/evaluation/effects/new", asked)
    assert answer.status_code == 302
    assert "may leave" in manager.get(answer.location).get_data(as_text=True)
    assert hr.get(answer.location).status_code == 404
    run_waiting()
    there = manager.get(answer.location)
    assert there.status_code == 302
    one = find_newest("course", COURSE, KPI)
    assert one is not None
    assert (one.verdict, one.method, one.timing, one.unit, one.people, one.compared) == (
        "effect", "staggered", "completed", "percentage_points", 20, 20,
    )  # fmt: skip
    assert one.low is not None
    assert one.high is not None
    assert one.low < 8 < one.high
    assert one.df == 36  # 40 people, three groups, and one thing that was adjusted for
    page = manager.get(there.location).get_data(as_text=True)
    assert "20 trained people, first-time fix rate +" in page
    assert "against 20 not yet trained; the two groups moved alike in the 6 months before." in page
    assert "do not use it" in page
    assert "Counted by the month of completion" in page
    assert "Adjusted for years in the company (outcome regression): years as they were when the window began" in page
    assert "adjust=tenure" in page  # asking again asks the same
    assert "工程师" not in page
    listed = manager.get("/evaluation/effects").get_data(as_text=True)
    assert "Shown: better" in listed
    for picture in ("events", "groups"):
        assert manager.get(f"/evaluation/effects/{one.id}/{picture}.svg").status_code == 200
    _sign(manager, hr, one.id)
    _take_away(manager, one.id)


def _sign(asker: Any, other: Any, estimate_id: int) -> None:
    path = f"/evaluation/effects/{estimate_id}/approve"
    assert find_newest("course", COURSE, KPI, approved=True) is None
    assert "cannot sign" in send(asker, path, {"reason": "Good."}).get_data(as_text=True)
    assert send(other, path, {"reason": ""}).status_code == 422
    assert send(other, path, {"reason": "The order was fair."}).status_code == 302
    assert "signed for already" in send(other, path, {"reason": "Again."}).get_data(as_text=True)
    db.session.rollback()
    assert getattr(find_newest("course", COURSE, KPI, approved=True), "id", None) == estimate_id


def _take_away(browser: Any, estimate_id: int) -> None:
    path = f"/evaluation/effects/{estimate_id}/file"
    content = json.loads(send(browser, f"{path}?kind=json").data)
    assert content["method"]["label"].startswith("Comparison with those not yet trained")
    assert content["limits"]
    assert min(cell["treated"] for cell in content["report"]["cells"]) >= 5
    table = send(browser, f"{path}?kind=csv").data.decode("utf-8-sig")
    assert "Callaway" in table
    assert "Limits,Counted by the month of completion" in table
    assert send(browser, f"{path}?kind=xlsx").data[:2] == b"PK"
    assert send(browser, f"{path}?kind=exe").status_code == 404
    kinds = [line.detail["format"] for line in db.session.scalars(select(AuditLine).where(AuditLine.action == "effect.exported").order_by(AuditLine.seq))]  # fmt: skip
    assert kinds == ["json", "csv", "xlsx"]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("trained", "share", "verdict", "codes"),
    [
        (WAVES, lambda person, month: ALIKE, "inconclusive", {"interval_holds_zero"}),
        (WAVES, lambda person, month: 0.5 + (0.015 * month if person >= 20 else 0), "refused", {"drift"}),
        ([None] * 40, helped, "refused", {"nobody_trained"}),
        ([None] * 20 + [22] * 20, lambda person, month: ALIKE, "refused", {"too_few_post"}),
        ([None] * 20 + [2] * 20, lambda person, month: ALIKE, "refused", {"too_few_pre"}),
        ([12] * 40, lambda person, month: ALIKE + (0.08 if month > 12 else 0), "effect", set()),
    ],
)
def test_verdicts(make: Factory, trained: list[int | None], share: Any, verdict: str, codes: set[str]) -> None:
    one = kept(make_scene(make, trained, share).ask())
    assert one.verdict == verdict
    assert codes <= {reason["code"] for reason in one.reasons}
    assert (one.att is None) == (verdict == "refused")
    if trained == [12] * 40:
        assert (one.method, one.report["evidence"]) == ("series", "weaker")
    if "drift" in codes:
        assert one.report["events"]
        assert one.report["simple"] is None
    page = (
        make.browser(make.person(Role.HR, everywhere=True)).get(f"/evaluation/effects/{one.id}").get_data(as_text=True)
    )
    said = {
        "effect": "Weaker evidence",
        "inconclusive": "Cannot tell: 20 trained people",
        "refused": "No figure can be given for first-time fix rate.",
    }
    assert said[verdict] in page
    assert ("An effect of about" in page) == (verdict == "inconclusive")


def test_leavers_late_comers_thin_months_and_another_definition_are_told(make: Factory, scene: Scene) -> None:
    with transaction() as session:
        readings = {(one.subject_id, one.month): one for one in session.scalars(select(Reading).where(Reading.n > 1))}
        subjects = sorted({subject for subject, _ in readings})
        for subject in subjects[:2]:
            for month in scene.months[:5]:
                session.delete(readings[subject, month])
        readings[subjects[5], scene.months[8]].n = 2
        for subject in subjects[30:36]:
            for month in scene.months[20:]:
                session.delete(readings[subject, month])
        kpi = session.scalars(select(Kpi).where(Kpi.code == KPI)).one()
        old = kpi.versions[-1]
        same = {
            key: getattr(old, key)
            for key in ("name", "meaning", "kind", "denominator", "unit", "direction", "money_source", "made_at")
        }
        kpi.versions.append(KpiVersion(number=2, numerator="visits == 1", from_month=scene.months[6], **same))
    one = kept(scene.ask())
    assert {reason["code"] for reason in one.reasons} == {"composition", "definition_changed"}
    limits = {limit["code"]: limit["values"] for limit in one.limits}
    assert limits["late"] == {"n": 2}
    assert limits["thin"]["n"] == 1


def test_people_count_with_the_unit_of_the_month(make: Factory, scene: Scene) -> None:
    station, other = scene.unit, make.unit("OTHER")
    hr = make.person(Role.HR, everywhere=True)
    with transaction() as session:
        for number, month in (
            (0, 14),
            (1, 2),
            (25, 20),
        ):  # two of the others, and one trained in the station before moving
            person = session.get_one(Person, scene.people[number])
            place_in_unit(person=person, unit_id=other.id, from_day=scene.months[month], actor=hr, at=clock.now())
    assert [one.unit_id for one in session_placements(scene.people[0])] == [station.id, other.id]
    # All forty belong to the station's panel while they worked there; their months elsewhere are left out.
    within = kept(estimate_now("course", COURSE, KPI, Question(), unit_id=station.id, at=clock.now()))
    assert (within.people, within.compared) == (20, 20)
    assert {"code": "away", "values": {"n": 3}} in within.limits
    assert within.report["missing"]["entries"] == (24 - 14) + (24 - 2) + (24 - 20)
    # Whoever was trained counts with the unit of that month.
    by_unit = kept(scene.ask(assigned="unit"))
    assert by_unit.report["clusters"] == 1
    assert [one for one in by_unit.limits if one["code"] in ("units_then", "moved_since")] == [
        {"code": "units_then", "values": {}}, {"code": "moved_since", "values": {"n": 3}},
    ]  # fmt: skip


def session_placements(person_id: int) -> list[Placement]:
    query = select(Placement).where(Placement.person_id == person_id).order_by(Placement.id)
    return list(db.session.scalars(query))


def test_an_estimate_is_seen_within_reach_only(make: Factory, scene: Scene) -> None:
    whole = scene.ask()
    for role, status in ((Role.SUPERVISOR, 403), (Role.MANAGER, 404), (Role.TRAINER, 403)):
        browser = make.browser(make.person(role, unit=db.session.get_one(Unit, scene.unit.id)))
        assert browser.get(f"/evaluation/effects/{whole}").status_code == status
    own = make.browser(make.person(Role.MANAGER, unit=db.session.get_one(Unit, scene.unit.id)))
    assert "The whole organisation" not in own.get("/evaluation/effects/new").get_data(as_text=True)
    asked = {
        "subject": f"course:{COURSE}",
        "kpi": KPI,
        "unit": "0",
        "months": "24",
        "assigned": "person",
        "control": "notyet",
    }
    assert send(own, "/evaluation/effects/new", asked).status_code == 422
    assert send(own, "/evaluation/effects/new", asked | {"unit": str(scene.unit.id)}).status_code == 302
    run_waiting()
    assert own.get("/evaluation/effects").get_data(as_text=True).count("→") == 1


def test_the_night_asks_again_where_a_month_came_in(make: Factory, scene: Scene, fixed_clock: Any) -> None:
    first = scene.ask()
    assert refresh_due(at=clock.now()) == 0
    fixed_clock.forward(days=31)
    assert refresh_due(at=clock.now()) == 0  # no figures of the new month yet
    with transaction() as session:
        for one in session.scalars(select(Reading).where(Reading.month == scene.months[-1])).all():
            session.add(Reading(kpi_id=one.kpi_id, subject_id=one.subject_id, month=clock.today().replace(day=1).replace(month=clock.today().month - 1), n=one.n, total=one.total, base=one.base))  # fmt: skip
    assert refresh_due(at=clock.now()) == 1
    run_waiting()
    newest = find_newest("course", COURSE, KPI)
    assert newest is not None
    assert newest.id > first
    assert newest.last_month > scene.months[-1]
    assert refresh_due(at=clock.now()) == 0


def test_pages_take_few_statements(make: Factory, scene: Scene) -> None:
    one = scene.ask()
    browser = make.browser(make.person(Role.HR, everywhere=True))
    for path, most in ((f"/evaluation/effects/{one}", 16), ("/evaluation/effects", 14)):
        browser.get(path)
        with statements() as asked:
            assert browser.get(path).status_code == 200
        assert len(asked) <= most, asked


@pytest.mark.one_database
def test_a_refusal_claims_no_more_than_was_done(make: Factory) -> None:
    """What was adjusted for is not claimed where nothing was computed, who is few is named, and nobody is not “fewer than 5”."""
    scene = make_scene(make, [12] * 22 + [None] * 8, lambda person, month: ALIKE)
    with transaction() as session:
        session.execute(update(Person).where(Person.id.in_(scene.people[::3])).values(hired_on=date(2016, 4, 1)))
    hr = make.browser(make.person(Role.HR, everywhere=True))
    page = hr.get(f"/evaluation/effects/{scene.ask(adjust=('tenure',))}").get_data(as_text=True)
    assert (
        "Only 8 people or units are there to compare with, too few to adjust for what was chosen (1): each thing takes ten."
        in page
    )
    assert "Adjusted for" not in page
    with transaction() as session:
        one = session.get_one(EffectEstimate, scene.ask())
        trained = {"people": 0}
        one.report = {**one.report, "groups": {**one.report["groups"], "trained": trained, "cohorts": []}}
        number = one.id
    page = hr.get(f"/evaluation/effects/{number}").get_data(as_text=True)
    row = page.partition("Home equipment")[2].partition("</tr>")[0]
    assert "fewer than" not in row
