"""Abilities on the page: what stands behind which figure and which course teaches it, said, recorded, and proposed."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from courses.actions.folder import load_course_folder
from courses.models import Course
from courses.queries.abilities import ability_ids_of
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import AuditLine, System
from lms.core.db import db, transaction
from lms.demo.catalogue import CONTENT
from lms.kpis.actions.abilities import ship_kpi_abilities
from lms.kpis.models import Alert, Kpi
from lms.kpis.queries.abilities import abilities_behind
from lms.kpis.shipping import ship
from tests.browsing import send
from tests.factories import Factory
from tests.features.alert_scene import add_share, ask_rules, month, set_alert_scene

FIX, CODE = "first_time_fix", "fault-diagnosis"


@pytest.fixture
def manager(make: Factory) -> FlaskClient:
    with transaction():
        ship(actor=System(), at=clock.now())
        load_course_folder(CONTENT / "courses" / "power-fault-diagnosis", actor=System(), at=clock.now())
    return make.browser(make.person(Role.MANAGER, everywhere=True))


def kpi_id(code: str) -> int:
    return db.session.scalars(select(Kpi.id).where(Kpi.code == code)).one()


def test_an_ability_is_put_behind_a_figure(manager: FlaskClient) -> None:
    fix, csat = kpi_id(FIX), kpi_id("csat")
    course = db.session.scalars(select(Course)).one()
    course_id, before = course.id, ability_ids_of(course.id)
    page = manager.get(f"/abilities?kpi={FIX}").get_data(as_text=True)
    assert "First-time fix" in page
    assert manager.get(f"/abilities/{CODE}").status_code == 200
    form = {f"weight-{csat}": "2", f"en-{csat}": "Repaired at once pleases.", f"weight-{fix}": "0"}
    wrong = send(manager, f"/abilities/{CODE}", {**form, f"en-{csat}": " "})
    assert wrong.status_code == 422
    assert "Say for each KPI" in wrong.get_data(as_text=True)
    assert CODE in {ability.code for ability in abilities_behind(fix)}
    db.session.rollback()
    assert send(manager, f"/abilities/{CODE}", form).status_code == 302
    assert CODE not in {ability.code for ability in abilities_behind(fix)}
    own = next(ability for ability in abilities_behind(csat) if ability.code == CODE)
    assert (own.weight, own.why.en) == (2, "Repaired at once pleases.")
    taught = ability_ids_of(course_id)
    assert own.id not in taught
    assert set(before) - set(taught) <= {own.id}
    lines = db.session.scalars(select(AuditLine).where(AuditLine.action.like("kpi.ability_%"))).all()
    assert {(line.action, line.detail["kpi"], line.detail.get("weight_before")) for line in lines} >= {
        ("kpi.ability_linked", "csat", None),
        ("kpi.ability_unlinked", FIX, 3),
    }
    many = len(lines)
    db.session.rollback()
    again = send(manager, f"/abilities/{CODE}", form, follow=True).get_data(as_text=True)
    assert "Nothing was changed." in again
    assert len(db.session.scalars(select(AuditLine.action).where(AuditLine.action.like("kpi.ability_%"))).all()) == many
    db.session.rollback()
    send(manager, f"/abilities/{CODE}", {**form, "course": str(course_id)})
    assert own.id in ability_ids_of(course_id)


def test_an_upgrade_leaves_alone_what_people_took_away(manager: FlaskClient) -> None:
    fix = kpi_id(FIX)
    for code in [ability.code for ability in abilities_behind(fix)]:
        db.session.rollback()
        send(manager, f"/abilities/{code}", {f"weight-{fix}": "0"})
    assert abilities_behind(fix) == []
    assert "No ability stands behind this KPI yet" in manager.get(f"/abilities?kpi={FIX}").get_data(as_text=True)
    with transaction():
        ship_kpi_abilities()
    assert abilities_behind(fix) == []


def test_who_may_see_and_who_may_say(manager: FlaskClient, make: Factory) -> None:
    head = make.browser(make.person(Role.SUPERVISOR))
    page = head.get("/abilities").get_data(as_text=True)
    assert f"/abilities/{CODE}" not in page
    assert head.get(f"/abilities/{CODE}").status_code == 403
    assert send(head, f"/abilities/{CODE}", {}).status_code == 403
    assert make.browser(make.person(Role.LEARNER)).get("/abilities").status_code == 403
    assert manager.get("/abilities/nothing").status_code == 404
    assert f"/abilities/{CODE}" in manager.get("/abilities").get_data(as_text=True)


def test_an_alert_leads_to_the_abilities_behind_it(make: Factory) -> None:
    scene = set_alert_scene(make)
    for person in scene.technicians:
        add_share(FIX, person, month(12), 50, 100)
    ask_rules()
    alert_id = db.session.scalars(select(Alert.id)).first()
    db.session.rollback()
    page = make.browser(scene.manager).get(f"/kpis/alerts/{alert_id}").get_data(as_text=True)
    assert f"/abilities?kpi={FIX}" in page
    page = make.browser(scene.manager).get(f"/needs/from-alert/{alert_id}").get_data(as_text=True)
    assert "above all" in page
