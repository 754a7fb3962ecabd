"""For `whole_world`: what figures lead to: an alert, a training need, a return on costs, an estimate of an effect."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import select

from lms.core import clock, files
from lms.core.audit import System
from lms.core.bilingual import Bilingual
from lms.core.db import transaction
from lms.evaluation.actions.costs import Cost, enter_cost
from lms.evaluation.actions.returns import open_case
from lms.evaluation.models import CostImport, EffectEstimate, RollOut
from lms.kpis.actions.alert_rules import ship_rules
from lms.kpis.definitions import ship_definitions
from lms.kpis.models import Alert, AlertEvent, AlertRuleVersion, Kpi, Subject
from lms.people.models import Person, Unit
from lms.plans.models import TrainingNeed


def alert_about(technician: Person) -> int:
    """An alert about the person's own figure."""
    with transaction() as session:
        ship_definitions(actor=System(), at=clock.now())
        ship_rules(actor=System(), at=clock.now())
        rule = session.query(AlertRuleVersion).order_by(AlertRuleVersion.id).first()
        subject = Subject(level="technician", source="crm", key=technician.employee_no, person_id=technician.id)
        session.add(subject)
        session.flush()
        alert = Alert(
            rule_id=rule.rule_id, version_id=rule.id, kpi_id=rule.kpi_id, subject_id=subject.id,
            began_on=clock.today(), raised_at=clock.now(),
        )  # fmt: skip
        session.add(alert)
        alert.events.append(AlertEvent(kind="raised", colour="blue", figures={}, at=clock.now()))
        session.flush()
        return alert.id


def need_of(unit: Unit, raised_by: Person) -> int:
    """A training need of the unit."""
    figures = {"when": "2026-02-01", "value": 71.0, "n": 90, "low": 61.0, "high": 80.0, "beyond": True}
    evidence = {
        "rule": {"zh": "一次解决率", "en": "First-time fix"}, "name": {"zh": "一次解决率", "en": "First-time fix"},
        "subject": {"zh": "站", "en": "Station"}, "colour": "blue", "unit": "percent", "digits": 1, "measure": "value",
        "kind": "threshold", "period": "month", "taken_on": "2026-03-02", "figures": [figures], "compared_with": 80.0, "first": "2026-01-01",
        "last": "2026-02-01",
    }  # fmt: skip
    with transaction() as session:
        need = TrainingNeed(
            source="kpi_alert", unit_id=unit.id, title=Bilingual("改善", "Improve"), evidence=evidence, priority=2,
            wished_by=clock.today(), raised_by=raised_by.id, raised_at=clock.now(),
        )  # fmt: skip
        session.add(need)
        session.flush()
        return need.id


def return_values(unit: Unit, keeper: Person) -> dict[str, int]:
    """A cost of the unit, a workbook of costs that its keeper uploaded, and a case for a return."""
    at, day = clock.now(), clock.today()
    cost = Cost("plan", "A", "travel", "actual", Decimal(5), "CNY", day, unit_id=unit.id)
    with transaction() as session:
        entry = enter_cost(cost=cost, actor=System(), at=at)
        case = open_case(subject_kind="plan", subject_code="A", unit_id=unit.id, title=Bilingual("回报", "Return"), actor=System(), at=at)  # fmt: skip
        kept = files.save(b"subject,amount\nplan:A,5", name="costs.csv", content_type="text/csv", actor=System(), at=at)
        upload = CostImport(file_id=kept.id, uploaded_by=keeper.id, uploaded_at=at)
        session.add(upload)
        session.flush()
        return {"cost_id": entry.id, "case_id": case.id, "cost_import_id": upload.id}


def effect_values(unit: Unit) -> dict[str, int]:
    """An estimate of a training's effect within the unit, and a roll-out drawn there."""
    with transaction() as session:
        ship_definitions(actor=System(), at=clock.now())
        kpi_id = session.scalars(select(Kpi.id).where(Kpi.code == "first_time_fix")).one()
        month = clock.today().replace(day=1)
        subject: dict[str, Any] = {"subject_kind": "course", "subject_code": "A", "kpi_id": kpi_id, "unit_id": unit.id}
        estimate = EffectEstimate(
            **subject, first_month=month, last_month=month, as_of=month, method="staggered", timing="completed",
            verdict="effect", unit="percentage_points", att=4.1, se=1.4, low=1.2, high=7.0, df=90, people=84,
            compared=213, report={"events": [], "groups": {}}, settings={}, limits=[], made_at=clock.now(),
        )  # fmt: skip
        drawn = RollOut(
            **subject, assigned="person", strata=[], waves=2, months_apart=3, first_month=month, seed=1, plan={},
            made_at=clock.now(),
        )  # fmt: skip
        session.add_all([estimate, drawn])
        session.flush()
        return {"estimate_id": estimate.id, "roll_out_id": drawn.id}
