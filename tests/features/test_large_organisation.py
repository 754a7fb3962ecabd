"""The large organisation that `make bench` measures can be laid over a company that has figures already."""

from __future__ import annotations

from datetime import date

from flask import Flask
from sqlalchemy import func, select

from lms.core import clock
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.kpis.actions.readings import recompute
from lms.kpis.definitions import ship_definitions
from lms.kpis.models import Kpi, Reading, Subject
from tests.benchmarks.kpi_population import people_and_subjects, readings
from tests.factories import Factory
from tests.kpi_orders import duckdb_with, order


def test_it_lies_over_a_company_with_orders_of_its_own(app: Flask, make: Factory) -> None:
    make.person(employee_no="LEARNER")
    last = date(2026, 2, 1)
    own = [order(n, clock.now().replace(tzinfo=None, year=2026, month=2, day=3), technician="wang") for n in range(3)]
    with transaction():
        ship_definitions(actor=System("test"), at=clock.now())
        recompute([last], at=clock.now(), connection=duckdb_with(own))
    before = db.session.scalar(select(func.count(Subject.id))) or 0
    people_and_subjects(60)
    db.session.rollback()
    levels = dict(db.session.execute(select(Subject.level, func.count()).group_by(Subject.level)).all())
    assert levels["technician"] == 61
    subjects = sum(levels.values())
    assert subjects > before
    kpis = db.session.scalar(select(func.count(Kpi.id))) or 0
    db.session.rollback()
    assert readings(2) == subjects * kpis * 2 == db.session.scalar(select(func.count()).select_from(Reading))
