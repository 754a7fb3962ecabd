"""From a file of work orders to alerts: the days are counted from the facts, the rules asked by a job and each morning."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.core import clock
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.core.jobs import Job, run_waiting
from lms.kpis.actions.alert_rules import ship_rules
from lms.kpis.actions.loading import load
from lms.kpis.actions.unit_readings import recompute_units
from lms.kpis.alert_jobs import ask_each_morning
from lms.kpis.models import Alert, AlertRule, DailyReading, Kpi, Subject
from lms.kpis.rules.profiles import FieldRule, Profile
from lms.people.actions.placements import place_in_unit
from lms.people.models import Person
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.alert_scene import AlertScene, set_alert_scene
from tests.features.test_alerts import read

COLUMNS = ("order_no", "technician", "opened_at", "complaint", "grave_complaint", "csat")
PROFILE = Profile(
    name="crm", source="crm", fields={name: FieldRule(columns=(name,)) for name in COLUMNS}, format="csv", zone="UTC"
)  # fmt: skip


@pytest.fixture
def scene(make: Factory) -> AlertScene:
    return set_alert_scene(make)


def write(path: Path, technician: str) -> Path:
    """February's orders: 30 a day; on the 10th 25 complaints, at 23:30 in Shanghai, and on the 20th a grave one."""
    lines = [",".join(COLUMNS)]
    for day in range(1, 29):
        for number in range(30):
            opened = datetime(2026, 2, day, 15, 30, tzinfo=UTC)
            complaint, grave = day == 10 and number < 25, day == 20 and number == 0
            lines.append(f"{day}-{number},{technician},{opened:%Y-%m-%d %H:%M:%S},{complaint},{grave},90")
    path.write_text("\n".join(lines).lower().replace(technician.lower(), technician))
    return path


def load_orders(tmp_path: Path, technician: str) -> None:
    load(write(tmp_path / "orders.csv", technician), PROFILE, how="command", actor=System(), at=clock.now())
    db.session.rollback()


def counted(code: str, level: str, day: int) -> tuple[int, float] | None:
    """Orders and counted orders of a day in February."""
    query = (
        select(DailyReading.n, DailyReading.total)
        .join(Subject, Subject.id == DailyReading.subject_id)
        .join(Kpi, Kpi.id == DailyReading.kpi_id)
        .where(Kpi.code == code, Subject.level == level, DailyReading.day == datetime(2026, 2, day, tzinfo=UTC).date())
    )
    row = db.session.execute(query).first()
    db.session.rollback()
    return None if row is None else (row.n, row.total)


def days_of(unit_id: int) -> list[int]:
    """The days in February with orders of a unit itself."""
    query = (
        select(DailyReading.day).join(Subject, Subject.id == DailyReading.subject_id).where(Subject.unit_id == unit_id)
    )
    days = sorted({day.day for day in db.session.scalars(query)})
    db.session.rollback()
    return days


def rules_that_spoke() -> set[str]:
    found = set(db.session.scalars(select(AlertRule.code).join(Alert, Alert.rule_id == AlertRule.id)))
    db.session.rollback()
    return found


def test_a_load_counts_its_days_and_asks_the_rules(scene: AlertScene, tmp_path: Path) -> None:
    load_orders(tmp_path, scene.technicians[0].employee_no)
    run_waiting()
    assert counted("complaints", "all", 10) == (30, 25)
    assert counted("complaints", "all", 11) == (30, 0)
    assert counted("csat", "unit", 3) == (30, 2700)
    assert rules_that_spoke() == {"grave-complaint", "grave-complaint-unit"}  # complaints were many and few again


def test_matching_a_technician_counts_the_units_days(scene: AlertScene, make: Factory, tmp_path: Path) -> None:
    load_orders(tmp_path, "X-99")
    run_waiting()
    assert counted("csat", "unit", 3) is None
    assert rules_that_spoke() == {"grave-complaint"}
    with transaction() as session:
        stranger = session.scalar(select(Subject).where(Subject.key == "X-99"))
        stranger.person_id = scene.technicians[0].id
        session.flush()
        recompute_units(at=clock.now())
    run_waiting()
    assert counted("csat", "unit", 3) == (30, 2700)
    assert rules_that_spoke() == {"grave-complaint", "grave-complaint-unit"}
    # Who moves takes the days since along, and leaves those before where they worked then.
    person, other = scene.technicians[0], make.unit("AWAY")
    home = person.unit_id
    with transaction() as session:
        moved = session.get_one(Person, person.id)
        place_in_unit(person=moved, unit_id=other.id, from_day=date(2026, 2, 10), actor=System(), at=clock.now())
        recompute_units(at=clock.now())
    run_waiting()
    assert (days_of(home), days_of(other.id)) == (list(range(1, 10)), list(range(10, 29)))


def test_a_trial_says_what_a_rule_would_have_raised(scene: AlertScene, make: Factory, tmp_path: Path) -> None:
    load_orders(tmp_path, scene.technicians[0].employee_no)
    run_waiting()
    kpi = db.session.scalar(select(Kpi.id).where(Kpi.code == "volume"))
    form = {
        "code": "busy-days", "name_zh": "忙碌", "name_en": "Busy days", "kpi_id": kpi, "level": "all", "kind": "threshold",
        "period": "day", "measure": "count", "side": "above", "bound": "29", "periods": "1", "colour": "blue",
        "margin": "0", "clear_after": "1", "worse_colour": "", "worse_after": "",
    }  # fmt: skip
    browser = make.browser(scene.manager)
    answer = send(browser, "/kpis/alert-rules/add", {**form, "trial": "1"})
    assert answer.status_code == 200
    assert "would have raised 1 alert about 1 of 1; 1 would stand now" in answer.get_data(as_text=True)
    none = send(browser, "/kpis/alert-rules/add", {**form, "trial": "1", "bound": "31"}).get_data(as_text=True)
    assert "would have raised no alert" in none
    assert db.session.scalar(select(func.count()).select_from(AlertRule).where(AlertRule.code == "busy-days")) == 0
    assert send(browser, "/kpis/alert-rules/add", form).status_code == 302
    run_waiting()
    assert "busy-days" in rules_that_spoke()


def test_a_rule_is_changed_in_versions_and_given_up(scene: AlertScene, make: Factory) -> None:
    browser = make.browser(scene.manager)
    kpi = db.session.scalar(select(Kpi.id).where(Kpi.code == "first_time_fix"))
    form = {
        "name_zh": "一次解决率", "name_en": "First-time fix", "kpi_id": kpi, "level": "unit", "kind": "threshold",
        "period": "month", "measure": "value", "side": "below", "bound": "75", "periods": "1", "colour": "yellow",
        "margin": "1", "clear_after": "2", "worse_colour": "", "worse_after": "", "certain": "y",
    }  # fmt: skip
    path = "/kpis/alert-rules/first-time-fix"
    assert 'value="80.0"' in read(browser, path)
    for bound in ("", "175"):
        refused = send(browser, path, {**form, "bound": bound})
        assert refused.status_code == 422
        assert 'id="bound-error"' in refused.get_data(as_text=True)
    assert send(browser, path, {**form, "worse_after": "3", "worse_colour": "blue"}).status_code == 422
    assert send(browser, path, form).status_code == 302
    page = read(browser, path)
    assert "Version 2: Below 75%" in page
    assert "Version 1: Below 80%" in page
    assert send(browser, path, form).status_code == 302
    assert "Version 3" not in read(browser, path)
    assert send(browser, f"{path}/retire", {}).status_code == 302
    assert "Given up" in read(browser, "/kpis/alert-rules")
    with transaction():
        assert ship_rules(actor=System(), at=clock.now()) == 0
    assert send(browser, f"{path}/retire", {"back": "1"}).status_code == 302
    assert "Given up" not in read(browser, "/kpis/alert-rules")


def test_the_morning_comes_once_a_day(app: Flask, scene: AlertScene, fixed_clock: Clock) -> None:
    assert ask_each_morning(at=clock.now())  # nine o'clock
    assert not ask_each_morning(at=clock.now())
    run_waiting()
    fixed_clock.forward(hours=20)  # five o'clock of the next day
    assert not ask_each_morning(at=clock.now())
    fixed_clock.forward(hours=1)
    assert ask_each_morning(at=clock.now())
    kinds = list(db.session.scalars(select(Job.kind).where(Job.finished_at.is_not(None))))
    db.session.rollback()
    assert kinds == ["kpis.morning"]
