"""A station whose figures are watched: technicians with monthly readings, a supervisor, a manager, and the shipped rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.kpis.actions.evaluation import Outcome, evaluate
from lms.kpis.actions.unit_readings import roll_up_units
from lms.kpis.models import DailyReading, Kpi, Reading, Subject
from lms.kpis.shipping import ship
from lms.people.models import Person, Unit
from tests.factories import Factory


@dataclass(frozen=True)
class AlertScene:
    """Who is there. `technicians` belong to the station; the region stands above it."""

    region: Unit
    station: Unit
    technicians: list[Person]
    supervisor: Person
    manager: Person


def set_alert_scene(make: Factory) -> AlertScene:
    """The people and the rules; no figures yet."""
    region = make.unit("REGION", zh="华东大区", en="East")
    station = make.unit("STATION", parent=region, zh="上海服务站", en="Shanghai station")
    technicians = [make.person(Role.LEARNER, unit=station) for _ in range(3)]
    supervisor = make.person(Role.SUPERVISOR, unit=station)
    manager = make.person(Role.MANAGER, everywhere=True, unit=region)
    with transaction():
        ship(actor=System(), at=clock.now())
    with transaction() as session:
        for person in technicians:
            session.add(Subject(level="technician", source="crm", key=person.employee_no, person_id=person.id))
        session.add(Subject(level="all", key=""))
    return AlertScene(region, station, technicians, supervisor, manager)


def month(number: int) -> date:
    """The months of the scene, counted from January 2025."""
    return date(2025 + (number - 1) // 12, (number - 1) % 12 + 1, 1)


def add_share(code: str, person: Person, when: date, good: int, n: int) -> None:
    """A technician's reading of a share, rolled up to the units."""
    with transaction() as session:
        kpi = session.scalar(select(Kpi.id).where(Kpi.code == code))
        subject = session.scalar(select(Subject.id).where(Subject.person_id == person.id))
        session.merge(Reading(kpi_id=kpi, subject_id=subject, month=when, n=n, total=good, base=n, squares=good))
        session.flush()
        roll_up_units({when})


def add_day(code: str, when: date, count: int, n: int) -> None:
    """The organisation's count of a day."""
    with transaction() as session:
        kpi = session.scalar(select(Kpi.id).where(Kpi.code == code))
        whole = session.scalar(select(Subject.id).where(Subject.level == "all"))
        session.merge(DailyReading(kpi_id=kpi, subject_id=whole, day=when, n=n, total=count, base=n, squares=count))


def ask_rules() -> Outcome:
    """Evaluate every rule now."""
    with transaction():
        outcome = evaluate(at=clock.now())
    db.session.rollback()
    return outcome
