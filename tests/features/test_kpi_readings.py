"""Readings: months computed anew from orders, by technician, team, product, source, unit and all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from lms.core import audit, clock
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.kpis.actions.readings import recompute
from lms.kpis.actions.unit_readings import recompute_units
from lms.kpis.definitions import ship_definitions, shipped
from lms.kpis.models import Kpi, KpiVersion, Reading, Subject
from lms.kpis.queries.readings import combined, figures, find_subject, peers_of, person_subjects, unit_subject
from lms.people.actions.placements import place_in_unit
from lms.people.models import Person
from lms.people.queries.placements import worked_within
from tests.factories import Factory
from tests.kpi_orders import duckdb_with, order

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
SYSTEM = audit.System("test")


@pytest.fixture
def kpis(app: Flask) -> None:
    with transaction():
        ship_definitions(actor=SYSTEM, at=clock.now())


def compute(orders: list[dict[str, Any]], *months: date) -> set[date]:
    with transaction():
        return recompute(months, at=clock.now(), connection=duckdb_with(orders))


def subject(level: str, key: str = "", source: str | None = None) -> int:
    found = find_subject(level, key, source)
    assert found is not None
    return found.id


def moment(day: int, hour: int = 2, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC).replace(tzinfo=None)  # as facts hold moments


def some_orders() -> list[dict[str, Any]]:
    """Forty orders of two technicians in March; Wang's are fixed the first time in 3 of 4, Li's in 1 of 2."""
    made = []
    for number in range(40):
        who, fixed = ("wang", number % 4 != 0) if number < 20 else ("li", number % 2 == 0)
        opened = moment(2 + number % 20)
        made.append(
            order(
                number, opened, technician=who, team="north" if number % 2 else "south", product="press",
                first_time_fix=fixed, resolved_at=opened + timedelta(hours=1 + number % 5), nps=number % 11,
                csat=80.0 + number % 20, complaint=number == 7,
            )
        )  # fmt: skip
    return made


def test_shipping_twice_adds_nothing(kpis: None) -> None:
    with transaction():
        assert ship_definitions(actor=SYSTEM, at=clock.now()) == []
    codes = set(db.session.scalars(select(Kpi.code)))
    assert codes == {entry["code"] for entry in shipped()}
    assert codes >= {
        "first_response_minutes", "arrival_hours", "resolution_hours", "first_time_fix", "repeat_visits",
        "escalations", "csat", "nps", "complaints", "errors", "callback_rate", "volume", "sla_made",
        "response_in_time", "arrival_in_time",
    }  # fmt: skip


def test_every_level_has_its_figures(kpis: None) -> None:
    assert compute(some_orders(), MARCH) >= {MARCH}
    everything = subject("all")
    found = figures(None, [everything], MARCH, MARCH)
    fixed = found["first_time_fix", everything]
    assert (fixed.n, fixed.value, fixed.enough) == (40, 62.5, True)
    assert fixed.low is not None
    assert fixed.high is not None
    assert fixed.low < 62.5 < fixed.high
    assert found["volume", everything].value == 40
    assert found["complaints", everything].value == 1
    assert found["resolution_hours", everything].value == pytest.approx(3.0)
    assert ("errors", everything) not in found  # nobody recorded errors: no figure, not nought per cent
    for level, key, n in (
        ("technician", "wang", 20),
        ("technician", "li", 20),
        ("team", "north", 20),
        ("product", "press", 40),
    ):
        own = subject(level, key, "desk")
        assert figures(["volume"], [own], MARCH, MARCH)["volume", own].value == n
    of_source = subject("all", "", "desk")
    assert figures(["volume"], [of_source], MARCH, MARCH)["volume", of_source].value == 40


def test_months_add_up(kpis: None) -> None:
    orders = [*some_orders(), *(order(100 + n, moment(5, month=4), csat=50.0) for n in range(10))]
    compute(orders, MARCH, APRIL)
    everything = subject("all")
    monthly = figures(["csat", "volume"], [everything], MARCH, APRIL, "month")
    assert monthly["csat", everything, APRIL].value == 50.0
    both = figures(["csat", "volume"], [everything], MARCH, APRIL)
    assert both["volume", everything].value == 50
    march = sum(80.0 + n % 20 for n in range(40))
    assert both["csat", everything].value == pytest.approx((march + 500) / 50)
    assert ("csat", everything, MARCH) in monthly


def test_computing_again_replaces(kpis: None) -> None:
    compute(some_orders(), MARCH)
    compute(some_orders()[:10], MARCH)
    everything = subject("all")
    assert figures(["volume"], [everything], MARCH, MARCH)["volume", everything].value == 10
    li = subject("technician", "li", "desk")
    assert figures(None, [li], MARCH, MARCH) == {}
    compute([], MARCH)
    assert db.session.scalar(select(func.count()).select_from(Reading)) == 0


def test_a_later_order_changes_the_month_before(kpis: None) -> None:
    first = order(1, moment(20), asset="A1", symptom="leak", technician="wang")
    compute([first], MARCH)
    wang = subject("technician", "wang", "desk")
    assert figures(["repeat_visits"], [wang], MARCH, MARCH)["repeat_visits", wang].value == 0
    again = order(2, moment(3, month=4), asset="A1", symptom="leak", technician="li")
    assert MARCH in compute([first, again], APRIL)
    found = figures(["repeat_visits", "first_time_fix"], [wang], MARCH, MARCH)
    assert found["repeat_visits", wang].value == 100
    assert found["first_time_fix", wang].value == 0


def test_an_order_in_the_night_belongs_to_the_local_month(kpis: None) -> None:
    compute([order(1, moment(31, 17))], MARCH, APRIL)  # one in the morning of 1 April in Shanghai
    assert set(db.session.scalars(select(Reading.month))) == {APRIL}


def test_units_are_sums_of_their_people_at_every_level(kpis: None, make: Factory) -> None:
    root = make.unit()
    north, south = make.unit(parent=root), make.unit(parent=root)
    wang, li = make.person(unit=north), make.person(unit=south)
    ids = root.id, north.id, south.id
    compute(some_orders(), MARCH)
    with transaction():
        for key, person in (("wang", wang), ("li", li)):
            db.session.execute(update(Subject).where(Subject.key == key).values(person_id=person.id))
        recompute_units(at=clock.now())
    subjects = [unit_subject(unit_id) for unit_id in ids]
    assert None not in subjects
    found = figures(["first_time_fix"], [s for s in subjects if s], MARCH, MARCH)
    assert [found["first_time_fix", s].value for s in subjects if s] == [62.5, 75.0, 50.0]
    assert person_subjects(wang.id) == [subject("technician", "wang", "desk")]
    assert peers_of(wang.id) == person_subjects(wang.id)
    own = combined("first_time_fix", person_subjects(wang.id), MARCH, MARCH)
    assert own is not None
    assert own.value == 75.0


def test_a_month_counts_for_the_unit_where_people_worked_then(kpis: None, make: Factory) -> None:
    root = make.unit()
    north, south = make.unit(parent=root), make.unit(parent=root)
    wang, li, hr = make.person(unit=north), make.person(unit=north), make.person()
    compute(some_orders(), MARCH)
    compute([order(n, moment(5, month=4), technician="wang") for n in range(100, 104)], APRIL)
    with transaction() as session:
        for key, person in (("wang", wang), ("li", li)):
            db.session.execute(update(Subject).where(Subject.key == key).values(person_id=person.id))
        place_in_unit(
            person=session.get_one(Person, wang.id), unit_id=south.id, from_day=APRIL, actor=hr, at=clock.now()
        )
        recompute_units(at=clock.now())
    subjects = {unit.id: unit_subject(unit.id) for unit in (root, north, south)}
    counted = {
        (unit_id, month): found["volume", one, month].value
        for month in (MARCH, APRIL)
        for unit_id, one in subjects.items()
        if (found := figures(["volume"], [one or 0], month, month, "month"))
    }
    march = figures(["volume"], [subject("all")], MARCH, MARCH)["volume", subject("all")].value
    worked = {
        (unit.id, month): set(db.session.scalars(select(Person.id).where(worked_within(unit.path, month, month))))
        for unit in (root, north, south)
        for month in (MARCH, APRIL)
    }
    both = {wang.id, li.id}
    assert worked == {
        (root.id, MARCH): both, (root.id, APRIL): both, (north.id, MARCH): both, (north.id, APRIL): {li.id},
        (south.id, MARCH): set(), (south.id, APRIL): {wang.id},
    }  # fmt: skip
    assert counted == {(root.id, MARCH): march, (north.id, MARCH): march, (root.id, APRIL): 4, (south.id, APRIL): 4}


def new_version(code: str, from_month: date, **changes: Any) -> None:
    with transaction() as session:
        kpi = session.scalars(select(Kpi).where(Kpi.code == code)).one()
        old = kpi.versions[-1]
        columns = {c.key: getattr(old, c.key) for c in KpiVersion.__table__.columns if c.key != "id"}
        kpi.versions.append(KpiVersion(**{**columns, "number": old.number + 1, "from_month": from_month, **changes}))


def test_each_month_follows_the_definition_valid_then(kpis: None) -> None:
    new_version("volume", APRIL, numerator="complaint")
    orders = [order(n, moment(5, month=m), complaint=n == 0) for n in range(4) for m in (3, 4)]
    compute(orders, MARCH, APRIL)
    everything = subject("all")
    found = figures(["volume"], [everything], MARCH, APRIL, "month")
    assert [found["volume", everything, month].value for month in (MARCH, APRIL)] == [4, 1]


def test_months_of_another_kind_are_not_mixed(kpis: None) -> None:
    new_version(
        "csat", APRIL, kind="share", numerator="csat >= 90", unit="percent", name=Bilingual("满意率", "Satisfied")
    )
    orders = [order(n, moment(5, month=m), csat=95.0) for n in range(4) for m in (3, 4)]
    compute(orders, MARCH, APRIL)
    everything = subject("all")
    assert figures(["csat"], [everything], MARCH, APRIL)["csat", everything].value == 100
    assert figures(["csat"], [everything], MARCH, MARCH)["csat", everything].value == 95


def test_medians_and_rates(kpis: None) -> None:
    new_version("resolution_hours", date(2000, 1, 1), kind="median")
    new_version("errors", date(2000, 1, 1), kind="rate", numerator="cost", denominator="visits", unit="CNY")
    hours = [1, 2, 4, 100]
    orders = [
        order(n, moment(5), resolved_at=moment(5) + timedelta(hours=h), cost=h, visits=n % 2, technician="wang")
        for n, h in enumerate(hours)
    ]
    compute(orders, MARCH)
    wang = subject("technician", "wang", "desk")
    found = figures(["resolution_hours", "errors"], [wang], MARCH, MARCH)
    median = found["resolution_hours", wang]
    assert median.value == 3.0
    assert median.low is not None
    assert median.high is not None
    assert median.low < 3.0 < median.high
    assert found["errors", wang].value == 107 / 2


def test_three_lucky_orders_are_drawn_to_the_team(kpis: None) -> None:
    orders = []
    for person, (n, fixed) in enumerate([(100, 60), (100, 80), (100, 70), (100, 90), (3, 3)]):
        orders += [
            order(1000 * person + k, moment(5), technician=f"t{person}", first_time_fix=k < fixed) for k in range(n)
        ]
    compute(orders, MARCH)
    ids = [subject("technician", f"t{person}", "desk") for person in range(5)]
    found = figures(["first_time_fix"], ids, MARCH, MARCH)
    lucky, busy = found["first_time_fix", ids[4]], found["first_time_fix", ids[3]]
    assert (lucky.value, lucky.enough) == (100.0, False)
    assert lucky.shrunk is not None
    assert busy.shrunk is not None
    assert lucky.shrunk < busy.shrunk < 90.0
    alone = figures(["first_time_fix"], ids[4:], MARCH, MARCH)["first_time_fix", ids[4]]
    assert alone.shrunk is None
    asked = figures(["first_time_fix"], ids[4:], MARCH, MARCH, peers=ids)["first_time_fix", ids[4]]
    assert asked.shrunk == lucky.shrunk
