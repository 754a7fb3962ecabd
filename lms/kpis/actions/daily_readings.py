"""Counting the orders of each day for the KPIs that alert rules watch by the day. From the facts, with the sums of readings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select

from lms.core import clock
from lms.core.db import db
from lms.kpis.actions.reading_rows import subject_ids
from lms.kpis.calendars import calendar_in_force
from lms.kpis.definitions import ready, version_on
from lms.kpis.models import DailyReading, FactFile, Kpi, KpiVersion, Subject
from lms.kpis.queries.alert_rules import list_current
from lms.kpis.rules.aggregation import SUMS, Surroundings, complete, month_list, valued_sql
from lms.kpis.rules.alerts import Period
from lms.kpis.rules.expression_sql import Setting
from lms.kpis.rules.measures import sum_columns
from lms.kpis.rules.periods import shift
from lms.kpis.rules.working_time import local_sql
from lms.people.models import Person, Unit
from lms.people.queries.placements import stays

DAYS_KEPT = 430
"""A year of days with what a rule needs before it; older days nobody is alarmed by."""
_KEYS = {"technician": "technician", "team": "team", "product": "product"}
Row = dict[str, Any]


def daily_kpis() -> dict[int, set[str]]:
    """The KPIs that rules watch by the day, each with the levels they are watched at."""
    found: dict[int, set[str]] = defaultdict(set)
    for version in list_current():
        if version.period == Period.DAY:
            found[version.kpi_id].add(version.level)
    return found


def months_kept() -> list[date]:
    """The months of which days are kept: those with orders, counted back from the newest."""
    months = sorted(set(db.session.scalars(select(FactFile.month).where(FactFile.superseded_by.is_(None)))))
    return [month for month in months if month >= months[-1] - timedelta(days=DAYS_KEPT)]


def count_days(wanted: dict[int, set[str]], months: Collection[date], *, at: datetime) -> list[Row]:
    """The daily sums of KPIs at their levels in some months. Reads the facts and needs no transaction of its own."""
    asked = sorted(set(months) & set(months_kept()))
    if not asked or not wanted:
        return []
    from lms.kpis import facts

    kpis = list(db.session.scalars(select(Kpi).where(Kpi.id.in_(wanted))))
    together: dict[tuple[KpiVersion, ...], list[date]] = defaultdict(list)
    for month in asked:
        together[tuple(v for kpi in kpis if (v := version_on(kpi, month)) is not None)].append(month)
    rows: list[Row] = []
    with facts.connect() as connection:
        ahead = [month for month in months_kept() if month > asked[-1]][:2]  # for what looks at the next order
        facts.orders_relation(connection, months=[*asked, *ahead])
        for versions, own in together.items():
            for version in versions:
                rows += _count(connection, version, wanted[version.kpi_id], own, at)
    return rows


def _count(connection: Any, version: KpiVersion, levels: set[str], months: Sequence[date], at: datetime) -> list[Row]:
    one = ready(version, "k")
    around = Surroundings("duckdb", clock.zone(), calendar_in_force())
    setting = Setting(at=at.astimezone(UTC).replace(tzinfo=None))
    day = f"CAST({local_sql('opened_at', around.zone)} AS DATE) AS day"
    keys = "source, technician, team, product"
    valued = valued_sql([one], around, setting, f"month IN ({month_list(months)})", f"{day}, {keys}")
    parts = sum_columns(one)
    sums = ", ".join(f"{sql} AS {part}" for part, sql in parts.items())
    rows: list[Row] = []
    for level in sorted(levels):
        if level == "unit":
            _name_places(connection)
            source = f"({valued}) v JOIN place USING (source, technician) WHERE day >= since AND day < until"
            query = f"SELECT day, subject_id, {sums} FROM {source} GROUP BY day, subject_id"
            found = [(row[1], row) for row in connection.execute(query).fetchall()]
        elif level == "all":
            query = f"SELECT day, NULL, {sums} FROM ({valued}) v GROUP BY day"
            whole = subject_ids({("all", "", "")})["all", "", ""]
            found = [(whole, row) for row in connection.execute(query).fetchall()]
        else:
            found = _by_key(connection, level, f"({valued}) v", sums)
        for subject_id, row in found:
            own = dict(zip(parts, row[-len(parts) :], strict=True))
            if own["n"]:
                whole_sums = complete(one.kind, own)
                rows.append(
                    {
                        "kpi_id": version.kpi_id,
                        "subject_id": subject_id,
                        "day": row[0],
                        **{s: whole_sums[s] for s in SUMS},
                    }
                )
    return rows


def _by_key(connection: Any, level: str, source: str, sums: str) -> list[tuple[int, Any]]:
    key = _KEYS[level]
    query = f"SELECT day, source, {key}, {sums} FROM {source} WHERE {key} <> '' GROUP BY day, source, {key}"
    rows = connection.execute(query).fetchall()
    ids = subject_ids({(level, row[1], row[2]) for row in rows})
    return [(ids[level, row[1], row[2]], row) for row in rows]


def _name_places(connection: Any) -> None:
    """Tell DuckDB which units a technician's orders of a day count for: the one where they worked then, and all above it."""
    subjects = select(Subject.unit_id, Subject.id).where(Subject.level == "unit", Subject.unit_id.is_not(None))
    units = {unit_id: subject_id for unit_id, subject_id in db.session.execute(subjects) if unit_id is not None}
    stay = stays()
    query = (
        select(Subject.source, Subject.key, Unit.path, stay.c.from_day, stay.c.until_day)
        .join(Person, Person.id == Subject.person_id)
        .outerjoin(stay, stay.c.person_id == Person.id)
        .join(Unit, Unit.id == func.coalesce(stay.c.unit_id, Person.unit_id))
        .where(Subject.level == "technician")
    )
    places = [
        (source, key, units[int(part)], since or date.min, until or date.max)
        for source, key, path, since, until in db.session.execute(query)
        for part in path.strip("/").split("/")
        if int(part) in units
    ]
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE place AS SELECT unnest(CAST(? AS VARCHAR[])) AS source, "
        "unnest(CAST(? AS VARCHAR[])) AS technician, unnest(CAST(? AS BIGINT[])) AS subject_id, "
        "unnest(CAST(? AS DATE[])) AS since, unnest(CAST(? AS DATE[])) AS until",
        [[row[part] for row in places] for part in range(5)],
    )


def keep_days(wanted: dict[int, set[str]], months: Collection[date], rows: Sequence[Row]) -> None:
    """Replace the days of these KPIs in these months by what was counted, and forget days that have become too old."""
    for month in months:
        after = shift(month, 1)
        db.session.execute(
            delete(DailyReading).where(
                DailyReading.kpi_id.in_(wanted), DailyReading.day >= month, DailyReading.day < after
            )
        )
    if rows:
        db.session.execute(insert(DailyReading), list(rows))
    newest = db.session.scalar(select(func.max(DailyReading.day)))
    if newest is not None:
        old = newest.replace(day=1) - timedelta(days=DAYS_KEPT)
        db.session.execute(delete(DailyReading).where(DailyReading.day < old))
