"""A large service organisation: technicians in stations, and a reading of every KPI for each in every month.

Run as `python -m tests.benchmarks.kpi_population --people N --months M` with the settings of the site in the environment, on
a database that holds the demo company. Prints JSON: the cookie of a manager who sees everything, of the head of one
station, of one technician, and addresses to ask for.
"""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, text

from lms.app import create_app
from lms.core import clock
from lms.core.audit import System
from lms.core.db import db, own_transaction, transaction
from lms.kpis.definitions import ship_definitions
from lms.kpis.models import Kpi, Reading, Subject
from lms.kpis.rules.periods import shift, span_until
from lms.people.models import Account, Person, RoleAssignment, Unit
from tests.benchmarks.population import cookie

A_STATION, STATIONS_A_REGION, PRODUCTS = 50, 20, 24
SOURCE = "bench"
# Sums that hang together, different for every subject, KPI and month, made where the rows are.
READINGS = """
INSERT INTO reading (kpi_id, subject_id, month, n, total, base, squares, logs, log_squares, median)
SELECT k.kpi_id, s.id, m.month, s.n, s.n * k.level * s.wave, s.n, s.n * k.level * k.level * s.wave * s.wave * k.spread,
       s.n * k.log, s.n * k.log * k.log * 1.05, NULL
FROM (SELECT kpi_id, CASE kind WHEN 'share' THEN 0.8 WHEN 'nps' THEN 0.4 WHEN 'count' THEN 0.9 ELSE
         CASE unit WHEN 'points' THEN 90.0 WHEN 'minutes' THEN 12.0 ELSE 6.0 END END AS level,
       CASE kind WHEN 'share' THEN 1.25 WHEN 'nps' THEN 2.5 ELSE 1.1 END AS spread,
       CASE unit WHEN 'points' THEN 4.5 WHEN 'minutes' THEN 2.5 ELSE 1.9 END AS log FROM kpi_version WHERE kpi_id = :kpi) k
CROSS JOIN (SELECT id, CASE level WHEN 'technician' THEN 6 + id % 25 WHEN 'all' THEN 700000 ELSE 900 + id % 700 END AS n,
       0.9 + 0.01 * (id % 21) AS wave FROM kpi_subject ORDER BY id) s
CROSS JOIN ({months}) m
"""


def _put(connection: Connection, model: Any, rows: list[dict[str, Any]]) -> None:
    table = model.__table__
    assert isinstance(table, Table)
    for start in range(0, len(rows), 5000):
        connection.execute(insert(table), rows[start : start + 5000])


def _next(model: Any) -> int:
    found = (db.session.scalar(select(func.max(model.id))) or 0) + 1
    db.session.rollback()
    return int(found)


def people_and_subjects(people: int) -> tuple[int, int]:
    """Stations of fifty under regions of twenty stations; a subject for each. Gives one station and one technician."""
    account = db.session.scalars(select(Account).where(Account.username == "learner")).one()
    like = db.session.get_one(Person, account.person_id)
    root = db.session.scalars(select(Unit).where(Unit.parent_id.is_(None))).first()
    assert root is not None
    top, post, name, city = (root.id, root.path), like.post_id, root.name, root.city
    unit, person, subject = _next(Unit), _next(Person), _next(Subject)
    stations = -(-people // A_STATION)
    units, staff, subjects = [], [], []
    region: tuple[int, str] = top
    for number in range(stations):
        if number % STATIONS_A_REGION == 0:
            region = (unit, f"{top[1]}{unit}/")
            units.append(
                {"id": unit, "code": f"B{unit}", "parent_id": top[0], "path": region[1], "name": name, "city": city}
            )
            unit += 1
        units.append(
            {
                "id": unit,
                "code": f"B{unit}",
                "parent_id": region[0],
                "path": f"{region[1]}{unit}/",
                "name": name,
                "city": city,
            }
        )
        for _ in range(min(A_STATION, people - number * A_STATION)):
            staff.append(
                {
                    "id": person, "employee_no": f"KPI{person:07d}", "name_zh": f"工程师{person}", "name_latin": f"Engineer {person}",
                    "unit_id": unit, "post_id": post, "hired_on": date(2020, 1, 6), "language": "zh", "added_at": clock.now(),
                }
            )  # fmt: skip
            person += 1
        unit += 1
    with own_transaction() as connection:
        _put(connection, Unit, units)
        _put(connection, Person, staff)
        plain = {"source": SOURCE, "person_id": None, "unit_id": None}
        subjects += [
            {**plain, "level": "technician", "key": row["employee_no"], "person_id": row["id"]} for row in staff
        ]
        subjects += [
            {**plain, "level": "unit", "source": "", "key": str(row), "unit_id": row}
            for row in (*(one["id"] for one in units), top[0])
        ]
        subjects += [{**plain, "level": "product", "key": f"P-{number}"} for number in range(PRODUCTS)]
        subjects += [{**plain, "level": "team", "key": f"T-{number}"} for number in range(stations)]
        subjects.append({**plain, "level": "all", "source": "", "key": ""})
        # The demo company's own orders have given the whole and its top unit their subjects.
        known = {tuple(row) for row in connection.execute(select(Subject.level, Subject.source, Subject.key))}
        new = [row for row in subjects if (row["level"], row["source"], row["key"]) not in known]
        _put(connection, Subject, [{**row, "id": subject + n} for n, row in enumerate(new)])
    return units[1]["id"], staff[0]["id"]


def readings(months: int) -> int:
    """A reading for every subject, KPI and month, in place of those of the demo company. Gives how many."""
    last = shift(clock.today().replace(day=1), -1)
    span = span_until(last, months).months
    postgres = db.engine.dialect.name == "postgresql"
    day = "DATE '{}'" if postgres else "'{}'"
    listed = " UNION ALL ".join(f"SELECT {day.format(month.isoformat())} AS month" for month in span)
    statement = text(READINGS.format(months=listed))
    kpis = list(db.session.scalars(select(Kpi.id).order_by(Kpi.id)))
    db.session.rollback()
    with own_transaction() as connection:
        connection.execute(delete(Reading))
    for kpi in kpis:  # in the order of the table's key, so that rows are only appended
        with own_transaction() as connection:
            connection.execute(statement, {"kpi": kpi})
    with own_transaction() as connection:
        return int(connection.scalar(text("SELECT COUNT(*) FROM reading")) or 0)


def heads(station: int, technician: int) -> dict[str, int]:
    """Accounts: the demo's manager, a head of one station, one technician."""
    at = clock.now()
    with transaction() as session:
        session.add_all(
            [
                Account(person_id=technician, username="kpi-technician", must_change_password=False, opened_at=at, is_demo=True),
                Account(person_id=technician + 1, username="kpi-head", must_change_password=False, opened_at=at, is_demo=True),
                RoleAssignment(person_id=technician + 1, role="supervisor", unit_id=station, from_day=date(2020, 1, 6)),
                RoleAssignment(person_id=technician, role="learner", unit_id=station, from_day=date(2020, 1, 6)),
            ]
        )  # fmt: skip
    names = ("manager", "kpi-head", "kpi-technician")
    found = db.session.execute(select(Account.username, Account.id).where(Account.username.in_(names)))
    return {row.username: row.id for row in found}


def main() -> None:
    """Fill and print what the benchmark needs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--months", type=int, default=36)
    options = parser.parse_args()
    app = create_app()
    with app.app_context():
        with transaction():
            ship_definitions(actor=System(), at=clock.now())
        station, technician = people_and_subjects(options.people)
        many = readings(options.months)
        accounts = heads(station, technician)
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("ANALYZE")
        with app.test_request_context():
            epochs = dict(db.session.execute(select(Account.id, Account.epoch)).all())  # type: ignore[arg-type]
            cookies = {name: cookie(app, account, epochs[account]) for name, account in accounts.items()}
    print(json.dumps({"readings": many, "cookies": cookies, "station": station, "technician": technician}))


if __name__ == "__main__":
    main()
