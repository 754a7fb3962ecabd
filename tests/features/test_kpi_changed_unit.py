"""A KPI whose unit changed: months in the old unit stand beside none in the new one, and each is written in its own."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from lms.core import clock
from lms.core.access import Role
from lms.core.db import db, transaction
from lms.kpis.models import Kpi, KpiVersion, Subject
from lms.kpis.queries.alert_series import iterate_series
from lms.kpis.queries.criteria import criterion_states
from lms.kpis.rules.alerts import Colour, Kind, Side, Terms
from lms.kpis.rules.criteria import Criterion
from lms.people.models import Person
from lms.performance.queries.definitions import kpi_history
from tests.factories import Factory
from tests.features.kpi_card_scene import read, ship

OLD, NEW = (date(2025, 11, 1), date(2025, 12, 1)), (date(2026, 1, 1), date(2026, 2, 1))
CODE = "resolution_hours"


@pytest.fixture
def engineer(make: Factory) -> Person:
    """Resolution was measured in hours until December, in days from January."""
    ship()
    person = make.person(Role.LEARNER, hired_on=date(2024, 1, 5))
    for month in OLD:
        read(person, month, {CODE: (20, 20 * 48.0)})
    for month in NEW:
        read(person, month, {CODE: (20, 20 * 2.0)})
    with transaction() as session:
        kpi = session.scalars(select(Kpi).where(Kpi.code == CODE)).one()
        first = kpi.versions[0]
        same = {
            column.key: getattr(first, column.key)
            for column in KpiVersion.__table__.columns
            if column.key not in ("id", "number", "unit", "from_month")
        }
        session.add(KpiVersion(**same, number=2, unit="days", from_month=NEW[0]))
    return person


def test_a_criterion_counts_months_in_today_s_unit_only(engineer: Person) -> None:
    criteria = [Criterion(CODE, ">=", 40, within_months=12), Criterion(CODE, "<=", 3, within_months=12)]
    hours, days = criterion_states(engineer.id, criteria, clock.today())
    assert (hours.met, hours.have) == (False, 2.0)
    assert (days.met, days.n) == (True, 40)
    assert [one.month for one in days.months] == list(NEW)


def test_an_alert_rule_sees_periods_in_today_s_unit_only(engineer: Person) -> None:
    kpi = db.session.scalars(select(Kpi).where(Kpi.code == CODE)).one()
    subject = db.session.scalars(select(Subject.id).where(Subject.person_id == engineer.id)).one()
    terms = Terms(kind=Kind.THRESHOLD, side=Side.ABOVE, colour=Colour.BLUE, limit=24)
    found = dict(
        iterate_series(
            terms, kpi.versions[-1], "technician", newest=NEW[-1], today=clock.today(), subject_ids=[subject]
        )
    )  # fmt: skip
    assert [(point.when, point.value) for point in found[subject]] == [(month, 2.0) for month in NEW]


def test_a_card_s_earlier_months_keep_their_own_unit(engineer: Person) -> None:
    history = kpi_history()
    assert (history.on(OLD[1])[CODE].unit, history.on(OLD[1])[CODE].since) == ("hours", None)
    assert (history.on(NEW[1])[CODE].unit, history.on(NEW[1])[CODE].since) == ("days", NEW[0])
