"""The scene of the pages of service figures: two stations, and what their technicians' orders came to."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.kpis.actions.targets import set_target
from lms.kpis.definitions import ship_definitions
from lms.kpis.models import Kpi, Reading, Subject
from lms.kpis.queries.definitions import get_kpi
from lms.people.models import Person, Unit
from tests.factories import Factory

MONTHS = (date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1))


class Scene:
    """A root with two stations, six technicians in the first, one in the second, and readings of two KPIs."""

    def __init__(self, make: Factory) -> None:
        with transaction():
            ship_definitions(actor=System(), at=clock.now())
        self.root = make.unit("ROOT", zh="总部", en="Head office")
        self.north = make.unit("N", self.root, zh="北站", en="North station")
        self.south = make.unit("S", self.root, zh="南站", en="South station")
        self.head = make.person(Role.SUPERVISOR, unit=self.north)
        self.manager = make.person(Role.MANAGER, everywhere=True, unit=self.root)
        self.people = [make.person(Role.LEARNER, unit=self.north) for _ in range(6)]
        self.stranger = make.person(Role.LEARNER, unit=self.south)
        for place, person in enumerate(self.people):
            self.read(self.subject("technician", person.employee_no, person=person), "first_time_fix", 40, 30 + place)
        self.few = self.people[0]
        self.read(self.subject("technician", "few", source="old", person=self.few), "csat", 2, 190.0)
        self.read(self.subject("technician", "stranger", person=self.stranger), "first_time_fix", 50, 40)
        self.read(self.subject("unit", str(self.north.id), unit=self.north), "first_time_fix", 240, 195)
        self.read(self.subject("unit", str(self.south.id), unit=self.south), "first_time_fix", 240, 230)
        self.everything = self.subject("all", "")
        self.read(self.everything, "first_time_fix", 480, 425)
        self.product = self.subject("product", "P-9", source="desk")
        self.read(self.product, "first_time_fix", 30, 20)

    def subject(
        self, level: str, key: str, source: str = "", person: Person | None = None, unit: Unit | None = None
    ) -> int:
        with transaction() as session:
            row = Subject(level=level, source=source, key=key, person_id=person.id if person else None, unit_id=unit.id if unit else None)  # fmt: skip
            session.add(row)
            session.flush()
            return row.id

    def read(self, subject: int, code: str, n: int, total: float) -> None:
        with transaction() as session:
            kpi = session.scalars(select(Kpi).where(Kpi.code == code)).one()
            for month in MONTHS:
                session.add(
                    Reading(
                        kpi_id=kpi.id, subject_id=subject, month=month, n=n, total=total, base=n,
                        squares=total * total / n * 1.01 if code == "csat" else total, logs=0.0, log_squares=0.0, median=None,
                    )
                )  # fmt: skip

    def aim(self, value: float = 85.0) -> int:
        with transaction():
            target = set_target(
                kpi=get_kpi("first_time_fix"), statement=get_kpi("first_time_fix").versions[-1].name, value=value,
                from_month=date(2025, 1, 1), until_month=None, owner=db.session.get_one(Person, self.manager.id),
                this_month=date(2026, 3, 1), actor=System(), at=clock.now(),
            )  # fmt: skip
            return target.id
