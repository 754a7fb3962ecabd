"""Computing the readings of months anew from the facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import delete

from lms.core import clock, events
from lms.core.db import db
from lms.kpis.actions.reading_rows import insert_readings, subject_ids
from lms.kpis.actions.unit_readings import roll_up_units
from lms.kpis.calendars import calendar_in_force
from lms.kpis.definitions import ready, version_on
from lms.kpis.events import ReadingsChanged
from lms.kpis.models import Kpi, KpiVersion, Reading
from lms.kpis.queries.definitions import list_kpis
from lms.kpis.rules.aggregation import (
    KEYS,
    LEVELS,
    SUMS,
    Surroundings,
    complete,
    medians_sql,
    readings_sql,
    sum_names,
    together,
)
from lms.kpis.rules.expression_sql import Setting, needs
from lms.kpis.rules.measures import Measure

AT_ONCE = 2000
"""Rows of the answer turned into readings at a time."""


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
                facts.orders_relation(own, months=needed)
                _compute(own, plan, at)
        else:
            _compute(connection, plan, at)
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
            for month in _months_between(own - timedelta(days=days), own)
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


def _months_between(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (month + timedelta(days=32)).replace(day=1)


def _following(months: Collection[date], days: int) -> set[date]:
    if not days:
        return set()
    ends = [(month + timedelta(days=32)).replace(day=1) for month in months]
    return {month for end in ends for month in _months_between(end, end + timedelta(days=days))}


def _forget(kpi_ids: Sequence[int], months: Sequence[date]) -> None:
    db.session.execute(
        delete(Reading).where(Reading.month.in_(months), Reading.kpi_id.in_(kpi_ids)),
        execution_options={"synchronize_session": False},
    )


def _forget_unvalid(kpis: Sequence[Kpi], months: set[date]) -> None:
    """A definition may now begin later than it did: months before it have no figure."""
    for kpi in kpis:
        without = [month for month in months if version_on(kpi, month) is None]
        if without:
            _forget([kpi.id], without)


def _compute(connection: Any, plan: Plan, at: datetime) -> None:
    around = Surroundings("duckdb", clock.zone(), calendar_in_force())
    setting = Setting(at=at.astimezone(UTC).replace(tzinfo=None))
    for versions, months in plan:
        measures = [ready(version, f"k{number}") for number, version in enumerate(versions)]
        for numbers in together(measures):
            some, own = [measures[number] for number in numbers], [versions[number] for number in numbers]
            medians = _medians(connection, some, around, setting, months)
            answer = connection.execute(readings_sql(some, around, setting, months))
            while rows := answer.fetchmany(AT_ONCE):
                insert_readings(_readings(rows, own, some, medians))


def _medians(
    connection: Any, measures: list[Measure], around: Surroundings, setting: Setting, months: Sequence[date]
) -> dict[tuple[Any, ...], dict[str, float]]:
    """By the group (all before the sums), the medians by measure."""
    asked = [one for one in measures if one.kind == "median"]
    if not asked:
        return {}
    answer = connection.execute(medians_sql(asked, around, setting, months)).fetchall()
    width = 2 + len(KEYS)
    names = [one.name for one in asked]
    return {row[:width]: dict(zip(names, row[width:], strict=True)) for row in answer}


def _readings(
    rows: Sequence[tuple[Any, ...]], versions: Sequence[KpiVersion], measures: Sequence[Measure],
    medians: dict[tuple[Any, ...], dict[str, float]],
) -> list[tuple[Any, ...]]:  # fmt: skip
    width = 2 + len(KEYS)
    names = sum_names(measures)
    keyed = [(key, row) for row in rows if (key := _subject_key(row)) is not None]
    ids = subject_ids({key for key, _ in keyed})
    readings = []
    for key, row in keyed:
        sums: list[dict[str, float]] = [{} for _ in measures]
        for (number, part), value in zip(names, row[width:], strict=True):
            sums[number][part] = value
        for version, one, own in zip(versions, measures, sums, strict=True):
            if not own["n"]:
                continue
            whole = complete(one.kind, own)
            median = medians[row[:width]][one.name] if one.kind == "median" else None
            readings.append((version.kpi_id, ids[key], row[0], *(whole[name] for name in SUMS), median))
    return readings


def _subject_key(row: tuple[Any, ...]) -> tuple[str, str, str] | None:
    """Level, source and key of the subject a row is about; None where the orders name none."""
    level = LEVELS[row[1]]
    source = row[2]
    if level == "all":
        return "all", "", ""
    if level == "source":
        return "all", source, ""
    key = row[2 + KEYS.index(level)]
    return None if key in (None, "") else (level, source, key)
