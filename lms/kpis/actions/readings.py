"""Computing the readings of months anew from the facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from lms.core import clock, events
from lms.core.db import db
from lms.kpis.actions.reading_rows import insert_readings, subject_ids
from lms.kpis.actions.unit_readings import roll_up_units
from lms.kpis.calendars import calendar_in_force
from lms.kpis.definitions import ready, version_on
from lms.kpis.events import ReadingsChanged
from lms.kpis.models import Kpi, KpiVersion, Reading, Subject
from lms.kpis.queries.definitions import list_kpis
from lms.kpis.rules.aggregation import (
    LEVELS,
    Surroundings,
    medians_sql,
    named_sql,
    readings_sql,
    rows_sql,
    span_of,
    span_sql,
    subject_key_sql,
    together,
)
from lms.kpis.rules.expression_sql import Setting, needs
from lms.kpis.rules.periods import months_between, shift

AT_ONCE = 20_000
"""Rows carried over to the database at a time."""


def recompute(months: Collection[date], *, at: datetime, connection: Any = None) -> set[date]:
    """Compute every KPI's readings of the months anew, inside the caller's transaction, and give the months touched.

    A KPI that looks ahead (no further order within n days) is also computed for the months within that window before,
    since an order that came in now may follow one of theirs. Each month follows the definitions valid in it. With a
    `connection` of DuckDB, its view `orders` is used as it is.
    """
    if not months:
        return set()
    kpis = list_kpis(retired=True)
    plan = _plan(kpis, set(months))
    for versions, own_months in plan:
        _forget([version.kpi_id for version in versions], own_months)
    _forget_unvalid(kpis, set(months))
    touched = {month for _, own_months in plan for month in own_months} | set(months)
    if plan:
        needed = sorted(touched | _following(touched, max(_look_ahead(version) for vs, _ in plan for version in vs)))
        if connection is None:
            from lms.kpis import facts

            with facts.connect() as own:
                _compute(own, plan, at, facts.orders_relation(own, months=needed))
        else:
            _compute(connection, plan, at, None)
    roll_up_units(touched)
    db.session.flush()
    events.publish(ReadingsChanged(tuple(sorted(touched)), at))
    return touched


Plan = list[tuple[tuple[KpiVersion, ...], list[date]]]


def _plan(kpis: Sequence[Kpi], months: set[date]) -> Plan:
    """Which versions are computed for which months; months with the same versions go together."""
    wanted: dict[date, list[KpiVersion]] = defaultdict(list)
    for kpi in kpis:
        before = {
            month
            for version in kpi.versions
            if (days := _look_ahead(version))
            for own in months
            for month in months_between(own - timedelta(days=days), own)
        }
        for month in months | before:
            version = version_on(kpi, month)
            if version is None or (kpi.retired_at is not None and month > clock.local_date(kpi.retired_at)):
                continue
            if month in months or _look_ahead(version):
                wanted[month].append(version)
    together: dict[tuple[int, ...], tuple[tuple[KpiVersion, ...], list[date]]] = {}
    for month in sorted(wanted):
        versions = tuple(wanted[month])
        together.setdefault(tuple(version.id for version in versions), (versions, []))[1].append(month)
    return list(together.values())


def _look_ahead(version: KpiVersion) -> int:
    measure = ready(version, "k")
    return (version.window_days or 0) if needs(*measure.expressions).nexts else 0


def _following(months: Collection[date], days: int) -> set[date]:
    if not days:
        return set()
    ends = [shift(month, 1) for month in months]
    return {month for end in ends for month in months_between(end, end + timedelta(days=days))}


def _forget(kpi_ids: Sequence[int], months: Sequence[date]) -> None:
    """Take away the readings of the months. What any subject has, all orders together have, so that months without any are
    told by few rows; those of the others are looked up by the whole key, which no scan of all readings is."""
    everything = select(Subject.id).where(Subject.level == "all")
    mine = (Reading.kpi_id.in_(kpi_ids), Reading.month.in_(months))
    known = select(Reading.month).where(*mine, Reading.subject_id.in_(everything)).distinct()
    if not (there := list(db.session.scalars(known))):
        return
    db.session.execute(
        delete(Reading).where(
            Reading.kpi_id.in_(kpi_ids), Reading.subject_id.in_(select(Subject.id)), Reading.month.in_(there)
        ),
        execution_options={"synchronize_session": False},
    )


def _forget_unvalid(kpis: Sequence[Kpi], months: set[date]) -> None:
    """A definition may now begin later than it did: months before it have no figure."""
    for kpi in kpis:
        without = [month for month in months if version_on(kpi, month) is None]
        if without:
            _forget([kpi.id], without)


def _compute(connection: Any, plan: Plan, at: datetime, held: frozenset[str] | None) -> None:
    around = Surroundings("duckdb", clock.zone(), calendar_in_force(), held)
    setting = Setting(at=at.astimezone(UTC).replace(tzinfo=None))
    for versions, months in plan:
        measures = [ready(version, f"k{number}") for number, version in enumerate(versions)]
        for numbers in together(measures, held):
            some, kpi_ids = [measures[number] for number in numbers], [versions[number].kpi_id for number in numbers]
            asks = span_sql(some, around)
            around = replace(around, span=span_of(*connection.execute(asks).fetchone()) if asks else None)
            _put(connection, "rolled", readings_sql(some, around, setting, months))
            if asked := [one for one in some if one.kind == "median"]:
                _put(connection, "middle", medians_sql(asked, around, setting, months))
            _name_subjects(connection)
            _put(connection, "named", named_sql())
            answer = connection.execute(rows_sql(some, kpi_ids))
            while rows := answer.fetchmany(AT_ONCE):
                insert_readings(rows)


def _put(connection: Any, table: str, query: str) -> None:
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {query}")


def _name_subjects(connection: Any) -> None:
    """Give the engine the ids of everything that the sums are about; what is new gets its row."""
    source, key = subject_key_sql()
    found = connection.execute(
        f"SELECT DISTINCT grouped, {source}, {key} FROM rolled WHERE {key} IS NOT NULL"
    ).fetchall()
    ids = subject_ids({(_level(grouped), source, key) for grouped, source, key in found})
    columns = [[row[part] for row in found] for part in range(3)]
    columns.append([ids[_level(grouped), source, key] for grouped, source, key in found])
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE subject_ids AS SELECT unnest(CAST(? AS BIGINT[])) AS grouped, "
        "unnest(CAST(? AS VARCHAR[])) AS source, unnest(CAST(? AS VARCHAR[])) AS key, unnest(CAST(? AS BIGINT[])) AS id",
        columns,
    )


def _level(grouped: int) -> str:
    """The subject's level; all orders of one source are a kind of all."""
    level = LEVELS[grouped]
    return "all" if level == "source" else level
