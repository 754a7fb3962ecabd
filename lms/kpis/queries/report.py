"""One KPI exactly, from the facts: what readings are checked against, and where medians are those of the orders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from lms.kpis.calendars import calendar_in_force
from lms.kpis.rules.aggregation import Surroundings, complete
from lms.kpis.rules.expression_sql import Dialect, Setting
from lms.kpis.rules.expressions import Expression
from lms.kpis.rules.figures import Figure, figure_of, interval_of, team_of
from lms.kpis.rules.measures import Measure
from lms.kpis.rules.reporting import median_limits_sql, orders_of, sums_sql
from lms.kpis.rules.sums import MEAN, MEDIAN, Sums

Run = Callable[[str], Sequence[tuple[Any, ...]]]
"""Runs a query on the engine that holds the view or table `orders`."""


@dataclass(frozen=True)
class Limits:
    """A value with its limits of 95 %."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Group:
    """One line of the report: which, its figure, and for numbers both their mean and their median."""

    source: str
    key: str
    figure: Figure
    mean: Limits | None
    median: Limits | None


@dataclass(frozen=True)
class Question:
    """What is asked: by what, of which source, from and to which day of opening, of which orders only."""

    by: str = "none"
    source: str | None = None
    first: date | None = None
    last: date | None = None
    only: Expression | None = None


def report(
    one: Measure, unit: str, least_sample: int, question: Question, run: Run, *, zone: Any, at: datetime, dialect: Dialect = "duckdb"
) -> list[Group]:  # fmt: skip
    """The groups: months in their order, all others by how many orders they have, then by name."""
    around = Surroundings(dialect, zone, calendar_in_force())
    days = [day.isoformat() if day else None for day in (question.first, question.last)]
    orders = orders_of(
        one, around, Setting(at=at), by=question.by, first=days[0], last=days[1], source=question.source,
        only=question.only,
    )  # fmt: skip
    names, sql = sums_sql(one, orders)
    sums = {}
    for source, key, *values in run(sql):
        own = dict(zip(names, values, strict=True))
        if own["n"]:
            median = own.pop("median", None)
            whole = complete(one.kind, own)
            sums[source, str(key)] = Sums(**whole, median=None if median is None else float(median))  # type: ignore[arg-type]
    limits = _median_limits(one, orders, [part.n for part in sums.values()], run)
    alike = question.by not in ("none", "month")
    team = team_of(one.kind, list(sums.values())) if alike else None
    groups = []
    for place, own_sums in sums.items():
        figure = figure_of(one.kind, unit, own_sums, least_sample, team)
        mean = median_of = None
        if one.kind in (MEAN, MEDIAN):
            value = own_sums.total / own_sums.n
            mean = Limits(value, *(interval_of(MEAN, unit, own_sums) or (None, None)))
            median_of = Limits(own_sums.median, *limits.get(place, (None, None)))
        if one.kind == MEDIAN and median_of is not None:
            figure = replace(figure, low=median_of.low, high=median_of.high)
        groups.append(Group(*place, figure, mean, median_of))
    if question.by == "month":
        return sorted(groups, key=lambda group: group.key)
    return sorted(groups, key=lambda group: (-group.figure.n, group.source, group.key))


def _median_limits(
    one: Measure, orders: str, sizes: list[int], run: Run
) -> dict[tuple[str, str], tuple[float | None, float | None]]:
    if one.kind not in (MEAN, MEDIAN):
        return {}
    sql = median_limits_sql(one, orders, sizes)
    return {(source, str(key)): (low, high) for source, key, low, high in run(sql)} if sql else {}
