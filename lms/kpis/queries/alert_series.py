"""Reads of the series that alert rules look at: one point a day or a month for each subject."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import func, select

from lms.core.db import db
from lms.kpis.definitions import comparable_since, look_ahead_days
from lms.kpis.models import DailyReading, KpiVersion, Reading, Subject
from lms.kpis.rules.alerts import Measure, Period, Point, Terms
from lms.kpis.rules.figures import interval_of
from lms.kpis.rules.periods import Span, shift
from lms.kpis.rules.ripeness import ripe_day, ripe_span
from lms.kpis.rules.sums import COUNT, Sums, value_of
from lms.people.models import Person

MONTHS_BACK = 36
DAYS_BACK = 400


def first_period(period: Period, newest: date) -> date:
    """Where a series begins, so that baselines are long enough and no more is read than is needed."""
    if period == Period.DAY:
        return newest - timedelta(days=DAYS_BACK)
    back = newest.year * 12 + newest.month - 1 - MONTHS_BACK
    return date(back // 12, back % 12 + 1, 1)


def find_newest(definition: KpiVersion, terms: Terms, today: date) -> date | None:
    """The newest day or month of which a KPI has any figure that a rule may judge: a value that looks ahead waits until
    its window has passed. What was counted stays counted."""
    kpi_id, window = definition.kpi_id, look_ahead_days(definition) if terms.measure == Measure.VALUE else 0
    if terms.period == Period.DAY:
        day = db.session.scalar(select(func.max(DailyReading.day)).where(DailyReading.kpi_id == kpi_id))
        return min(day, ripe_day(window, today)) if day is not None and window else day
    month = db.session.scalar(select(func.max(Reading.month)).where(Reading.kpi_id == kpi_id))
    return ripe_span(Span(month, month), window, today).last if month is not None else None


def iterate_series(
    terms: Terms, definition: KpiVersion, level: str, *, newest: date, today: date,
    subject_ids: Collection[int] | None = None, intervals: bool = False,
) -> Iterator[tuple[int, list[Point]]]:  # fmt: skip
    """Each subject's points, oldest first. A day or month without a row is a count of none, but no value.

    Units are those with technicians of their own, so that one bad week is not told again by every unit above. Intervals
    are reckoned where the rule or the caller wants them. Periods before the definition had its kind and unit are left out.
    """
    first = first_period(terms.period, newest)
    if (began := comparable_since(definition, definition.kpi.versions)) is not None:
        first = max(first, began)
    table = (DailyReading if terms.period == Period.DAY else Reading).__table__
    when = table.c.day if terms.period == Period.DAY else table.c.month
    sums = [table.c.n, table.c.total, table.c.base, table.c.squares, table.c.logs, table.c.log_squares]
    query = (
        select(table.c.subject_id, when, *sums, *([table.c.median] if "median" in table.c else []))
        .join(Subject, Subject.id == table.c.subject_id)
        .where(table.c.kpi_id == definition.kpi_id, Subject.level == level, when >= first, when <= newest)
        .order_by(table.c.subject_id, when)
    )
    if level == "all":
        query = query.where(Subject.source == "")
    if subject_ids is not None:
        query = query.where(table.c.subject_id.in_(subject_ids))
    elif level == "unit":
        own = select(Person.unit_id).join(Subject, Subject.person_id == Person.id).where(Subject.level == "technician")
        query = query.where(Subject.unit_id.in_(own))
    rows = db.session.execute(query.execution_options(yield_per=5000))
    for subject_id, group in groupby(rows, key=lambda row: row[0]):
        known = {row[1]: Sums(*row[2:]) for row in group}
        yield subject_id, list(_points(known, terms, definition, newest, today, intervals or terms.certain))


def _points(
    known: dict[date, Sums], terms: Terms, definition: KpiVersion, newest: date, today: date, intervals: bool
) -> Iterator[Point]:
    when, window = min(known), timedelta(days=look_ahead_days(definition))
    while when <= newest:
        after = when + timedelta(days=1) if terms.period == Period.DAY else shift(when, 1)
        sums = known.get(when, Sums())
        value = sums.total if terms.measure == Measure.COUNT else value_of(definition.kind, sums)
        low, high = None, None
        if intervals and value is not None:
            kind = COUNT if terms.measure == Measure.COUNT else definition.kind
            low, high = interval_of(kind, definition.unit, sums) or (None, None)
        yield Point(when, value, sums.n, low, high, whole=after + window <= today)
        when = after
