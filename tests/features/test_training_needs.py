"""Training needs by errand: raised from an alert with its evidence, decided above the unit, the raiser told."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from courses.actions.abilities import teach_abilities
from courses.actions.folder import load_course_folder
from courses.models import Course
from courses.queries.abilities import courses_teaching
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.core.notices import Notice
from lms.demo.catalogue import CONTENT
from lms.kpis.models import Alert, AlertRule, AlertRuleVersion, KpiAbility, Subject
from lms.plans.models import NeedPerson, TrainingNeed
from lms.plans.queries.proposals import propose
from lms.skills.queries import ids_of, list_abilities
from tests.browsing import send
from tests.factories import Factory
from tests.features.alert_scene import AlertScene, add_share, ask_rules, month, set_alert_scene
from tests.features.test_alerts import only_alert, read

FIX = "first_time_fix"


@pytest.fixture
def scene(make: Factory) -> AlertScene:
    """A station whose first-time fix fell: one person far below, one a little, one well above."""
    found = set_alert_scene(make)
    with transaction():
        for code in ("power-fault-diagnosis", "customer-communication"):
            load_course_folder(CONTENT / "courses" / code, actor=System(), at=clock.now())
    for person, good in zip(found.technicians, (50, 75, 90), strict=True):
        add_share(FIX, person, month(12), good, 100)
    ask_rules()
    return found


def the_need() -> TrainingNeed:
    need = db.session.scalar(select(TrainingNeed).order_by(TrainingNeed.id.desc()))
    assert need is not None
    db.session.expunge(need)
    db.session.rollback()
    return need


def fields(page: str) -> dict[str, object]:
    """What the page has filled in, as a browser would send it."""
    found: dict[str, object] = {}
    for name in ("title_zh", "title_en", "wished_by"):
        match = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
        assert match, name
        found[name] = match[1].replace("&#34;", '"')
    chosen = re.search(r'<option selected value="(\d)">', page)
    assert chosen
    found["priority"] = chosen[1]
    for name in ("ability", "course", "person"):
        found[name] = re.findall(rf'name="{name}" value="(\d+)" checked', page)
    return {**found, "reason": "Two newcomers."}


def notices(person_id: int) -> list[str]:
    found = list(db.session.scalars(select(Notice.kind).where(Notice.recipient_id == person_id)))
    db.session.rollback()
    return found


def raise_it(scene: AlertScene, make: Factory) -> TrainingNeed:
    browser = make.browser(scene.supervisor)
    path = f"/needs/from-alert/{only_alert('first-time-fix')}"
    assert send(browser, path, fields(read(browser, path))).status_code == 302
    return the_need()


def test_one_step_from_the_alert_fills_in_everything(scene: AlertScene, make: Factory) -> None:
    browser = make.browser(scene.supervisor)
    alert_id = only_alert("first-time-fix")
    assert f"/needs/from-alert/{alert_id}" in read(browser, f"/kpis/alerts/{alert_id}")
    page = read(browser, f"/needs/from-alert/{alert_id}")
    assert "Finding the fault" in page
    assert "Most second visits come from a cause that was not found on the first." in page
    assert "TX-40 control board: finding power faults" in page
    assert "Talking with customers" not in page
    assert "persons are not compared here" in page
    assert scene.technicians[0].name_latin not in page
    assert send(browser, f"/needs/from-alert/{alert_id}", fields(page)).status_code == 302
    need = the_need()
    assert need.title.en == "Improve “First-time fix rate”: Shanghai station"
    assert need.title.zh.endswith("上海服务站")
    assert need.evidence["figures"][-1]["n"] == 300
    assert need.evidence["figures"][-1]["value"] == pytest.approx(100 * 215 / 300)
    assert need.unit_id == scene.station.id
    page = read(browser, f"/needs/{need.id}")
    assert "The unit as a whole." in page
    assert "71.7%" in page
    assert "/needs/" in read(browser, f"/kpis/alerts/{alert_id}")
    assert "need_raised" in notices(scene.manager.id)


def test_a_form_sent_twice_raises_one_need_until_it_is_decided(scene: AlertScene, make: Factory) -> None:
    browser, manager = make.browser(scene.supervisor), make.browser(scene.manager)
    need = raise_it(scene, make)
    path = f"/needs/from-alert/{only_alert('first-time-fix')}"
    again = send(browser, path, fields(read(browser, path)))
    assert again.headers["Location"].endswith(f"/needs/{need.id}")
    assert "raised already and waits" in read(browser, f"/needs/{need.id}")
    assert the_need().id == need.id, "still the only one"
    assert (
        send(manager, f"/needs/{need.id}/decide", {"kind": "declined", "reason": "Not now.", "into": "0"}).status_code
        == 302
    )
    assert not send(browser, path, fields(read(browser, path))).headers["Location"].endswith(f"/needs/{need.id}")


def test_where_comparisons_are_allowed_those_surely_below_are_ticked(
    scene: AlertScene, make: Factory, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], compare_people=True))
    browser = make.browser(scene.supervisor)
    path = f"/needs/from-alert/{only_alert('first-time-fix')}"
    page = read(browser, path)
    far, near, well = scene.technicians
    assert fields(page)["person"] == [str(far.id)]
    assert near.name_latin in page
    assert well.name_latin not in page
    assert send(browser, path, {**fields(page), "person": [str(well.id)]}).status_code == 422
    assert send(browser, path, fields(page)).status_code == 302
    rows = db.session.execute(select(NeedPerson.person_id, NeedPerson.figure)).all()
    db.session.rollback()
    assert [row.person_id for row in rows] == [far.id]
    assert rows[0].figure["n"] == 100
    assert "50.0% · n = 100 · 95% 40.4–59.6" in read(browser, f"/needs/{the_need().id}")


def test_nothing_is_raised_without_an_ability_or_for_a_day_past(scene: AlertScene, make: Factory) -> None:
    browser = make.browser(scene.supervisor)
    path = f"/needs/from-alert/{only_alert('first-time-fix')}"
    filled = fields(read(browser, path))
    assert send(browser, path, {**filled, "ability": []}).status_code == 422
    assert send(browser, path, {**filled, "wished_by": "2026-03-01"}).status_code == 422
    assert send(browser, path, {**filled, "title_zh": ""}).status_code == 422
    assert db.session.scalar(select(func.count()).select_from(TrainingNeed)) == 0


def test_the_manager_decides_and_the_supervisor_does_not(scene: AlertScene, make: Factory) -> None:
    need = raise_it(scene, make)
    path = f"/needs/{need.id}/decide"
    own = make.browser(scene.supervisor)
    assert send(own, path, {"kind": "accepted", "reason": "Yes.", "into": "0"}).status_code == 403
    above = make.browser(scene.manager)
    assert send(above, path, {"kind": "accepted", "reason": "", "into": "0"}).status_code == 422
    assert send(above, path, {"kind": "merged", "reason": "Same as the other.", "into": "0"}).status_code == 422
    assert send(above, path, {"kind": "accepted", "reason": "In April.", "into": "0"}).status_code == 302
    assert "In April." in read(own, f"/needs/{need.id}")
    assert notices(scene.supervisor.id)[-1] == "need_accepted"
    assert "Accepted" in read(own, "/needs?state=accepted")


def test_a_need_is_merged_into_another(scene: AlertScene, make: Factory) -> None:
    browser = make.browser(scene.manager)
    first = raise_it(scene, make)
    accepted = {"kind": "accepted", "reason": "Soon.", "into": "0"}
    assert send(browser, f"/needs/{first.id}/decide", accepted).status_code == 302
    second = raise_it(scene, make)
    answer = send(browser, f"/needs/{second.id}/decide", {"kind": "merged", "reason": "One course.", "into": first.id})
    assert answer.status_code == 302
    assert f"/needs/{first.id}" in read(browser, f"/needs/{second.id}")
    assert (
        send(browser, f"/needs/{second.id}/decide", {"kind": "accepted", "reason": "x", "into": "0"}).status_code == 422
    )


def test_other_units_see_no_need(scene: AlertScene, make: Factory) -> None:
    need = raise_it(scene, make)
    other = make.browser(make.person(Role.SUPERVISOR, unit=make.unit("OTHER", parent=scene.region)))
    assert other.get(f"/needs/{need.id}").status_code == 404
    assert "No training need" in read(other, "/needs")
    assert other.get(f"/needs/from-alert/{need.alert_id}").status_code == 404
    auditor = make.browser(make.person(Role.AUDITOR, everywhere=True))
    assert auditor.get(f"/needs/{need.id}").status_code == 200


def test_authors_say_what_a_course_teaches(scene: AlertScene, make: Factory) -> None:
    trainer = make.browser(make.person(Role.TRAINER))
    path = "/authoring/courses/customer-communication/abilities"
    assert "Listening and asking" in read(trainer, path)
    fault = ids_of(["fault-diagnosis"])["fault-diagnosis"]
    assert send(trainer, path, {"ability": [fault, 9999]}).status_code == 302
    assert "Finding the fault" in read(trainer, "/authoring/courses/customer-communication")
    assert [course.code for course in courses_teaching([fault])] == ["power-fault-diagnosis", "customer-communication"]


def test_the_same_abilities_again_are_no_change(scene: AlertScene) -> None:
    with transaction() as session:
        course = session.scalar(select(Course).where(Course.code == "customer-communication"))
        same = [ability.id for ability in list_abilities() if ability.code in ("listening-and-asking",)]
        assert teach_abilities(course=course, ability_ids=same, actor=System(), at=clock.now())
        assert not teach_abilities(course=course, ability_ids=same, actor=System(), at=clock.now())


def test_every_shipped_kpi_that_training_moves_names_abilities(scene: AlertScene) -> None:
    linked = db.session.scalar(select(func.count(func.distinct(KpiAbility.kpi_id))))
    assert linked is not None
    assert linked >= 15


def test_the_day_proposed_lies_ahead(scene: AlertScene, make: Factory) -> None:
    assert raise_it(scene, make).wished_by == date(2026, 4, 1)


def test_evidence_is_written_as_the_kpi_pages_write_it(scene: AlertScene, make: Factory) -> None:
    need = raise_it(scene, make)
    beyond = {"n": 1, "value": 100.0, "low": 20.7, "high": 104.2, "beyond": True}
    figures = [
        {**beyond, "when": "2025-12-01"},
        {**beyond, "when": "2026-01-01", "low": -3.0, "high": 99.0, "ripe": False},
    ]
    with transaction() as session:
        kept = session.get_one(TrainingNeed, need.id)
        kept.evidence = {**kept.evidence, "figures": figures}
    page = read(make.browser(scene.supervisor), f"/needs/{need.id}")
    assert "n = 1 · 95% 20.7–100.0" in page
    assert "n = 1 · 95% 0.0–99.0" in page
    assert page.count("Not ripe yet") == 1
    assert "1 orders" not in page
    with transaction() as session:
        kept = session.get_one(TrainingNeed, need.id)
        kept.evidence = {**kept.evidence, "measure": "count", "figures": [{**beyond, "when": "2025-12-01", "value": 1}]}
    assert "1 order" in read(make.browser(scene.supervisor), f"/needs/{need.id}")


def test_own_figures_come_from_months_that_can_no_longer_change(make: Factory) -> None:
    set_alert_scene(make)
    with transaction() as session:
        version = session.scalars(
            select(AlertRuleVersion).join(AlertRule).where(AlertRule.code == "repeat-visits-out-of-control")
        ).one()
        subject = session.scalars(select(Subject).where(Subject.level == "all")).one()
        alert = Alert(
            rule_id=version.rule_id, version_id=version.id, kpi_id=version.kpi_id, subject_id=subject.id,
            began_on=date(2026, 1, 1), raised_at=clock.now(),
        )  # fmt: skip
        session.add(alert)
        session.flush()
        alert_id = alert.id
    found = propose(db.session.get_one(Alert, alert_id), clock.today(), compare=False)
    db.session.rollback()
    assert found.last == date(2025, 12, 1)  # today is the second of March: January's window of 30 days is open
