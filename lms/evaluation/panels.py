"""The panel of a training and a KPI, from learner records and readings: people by months in wide arrays.

Imports numpy: for jobs and commands, never for a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import select

from lms.evaluation.models import RollOut, RollOutPlace
from lms.evaluation.queries.panels import (
    LEAST_SHARE,
    changed_within,
    drawn_months,
    iterate_readings,
    people_of,
    person_of_subject,
    trained_places,
)
from lms.evaluation.rules.effects.panel import NEVER, Calendar, Flags, Floats, Integers, Panel, month_number
from lms.evaluation.unit_months import unit_months
from lms.kpis.definitions import version_on
from lms.kpis.models import Kpi, KpiVersion
from lms.kpis.rules.periods import Span, shift
from lms.kpis.rules.sums import COUNT, MEDIAN, NPS, SHARE
from lms.people.models import Person, Post
from lms.people.queries.placements import ever_within, moves_of, units_below

SUMS = {COUNT: ("total",), MEDIAN: ("logs",)}
"""The sums that a KPI's figure is made of, beside the number of orders, where they are not the usual two."""
EARLY = 3
"""Whoever has no figure in so many first months of the window came later, and is not in the panel."""


@dataclass(frozen=True, eq=False)
class Source:
    """A panel with what it was made of. `trained` are those whose first month after training lies in the window or before
    it; `late` came after the window began, `thin` person-months had too few orders, `moved` worked for a time in another unit than
    the one they count with, `away` for a time outside the unit that is looked at: those months are left out."""

    panel: Panel
    span: Span
    version: KpiVersion
    timing: str
    assigned: str
    roll_out: RollOut | None
    volume: Floats
    unit: Integers
    line: list[str]
    tenure: Floats
    late: int
    thin: int
    moved: int
    away: int
    changed: bool
    families: tuple[str, ...] = field(default=())

    @property
    def trained(self) -> Flags:
        """Who counts as trained within the window."""
        return np.asarray((self.panel.treated_at != NEVER) & (self.panel.treated_at <= self.panel.periods[-1]))


class NoPanel(ValueError):
    """There is nothing to make a panel of; `code` says what is missing."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def build(
    kpi: Kpi, span: Span, kind: str, code: str, *, unit_id: int | None, assigned: str, least: int, roll_out: RollOut | None
) -> Source:  # fmt: skip
    """The panel over a window. With a drawn roll-out it holds those who were drawn, each treated from the month after the
    scheduled one, whether they came or not; else the job families of the trained, treated from the month after completion."""
    version = version_on(kpi, span.last)
    if version is None:
        raise NoPanel("no_definition")
    drawn_unit: dict[int, int] = {}
    drawn_stratum: dict[int, str] = {}
    if roll_out is not None:
        rows = drawn_months(roll_out.id)
        start = {person: month_number(month.year, month.month) + 1 for person, month, _, _ in rows}
        drawn_unit = {person: unit for person, _, unit, _ in rows if unit is not None}
        drawn_stratum = {person: stratum for person, _, _, stratum in rows if stratum is not None}
        condition: Any = Person.id.in_(select(RollOutPlace.person_id).where(RollOutPlace.roll_out_id == roll_out.id))
        families: tuple[str, ...] = ()
        assigned = roll_out.assigned
    else:
        start = _completed(kind, code, span)
        families = _families(start, span, unit_id)
        if not families:
            raise NoPanel("nobody_trained")
        condition = ever_within(unit_id, span.last) & Person.post_id.in_(
            select(Post.id).where(Post.family.in_(families))
        )
    people = people_of(condition)
    if not people:
        raise NoPanel("no_readings")
    ids = np.array([row.id for row in people], dtype=np.int64)
    outcome, volume, thin = wide(version, span, ids, condition, least)
    where = unit_months(people, moves_of(), span.months)
    away = 0
    if unit_id is not None and roll_out is None:
        outside = ~where.inside(units_below(unit_id)) & ~np.isnan(outcome)
        outcome[outside], away = np.nan, int(outside.any(axis=1).sum())
    here: Flags = np.asarray((~np.isnan(outcome[:, :EARLY])).any(axis=1))
    seen: Flags = np.asarray((~np.isnan(outcome)).any(axis=1))
    if not here.any():
        raise NoPanel("no_readings")
    kept = [row for row, keep in zip(people, here, strict=True) if keep]
    treated_at = np.array([start.get(row.id, NEVER) for row in kept], dtype=np.int64)
    calendar = Calendar("month")
    months = np.array([month_number(one.year, one.month) for one in span.months], dtype=np.int64)
    where = where.of(here)
    own_unit = where.assigned(treated_at, months)
    since = 0
    if drawn_unit and roll_out is not None:
        own_unit = np.array(
            [drawn_unit.get(row.id, own) for row, own in zip(kept, own_unit, strict=True)], dtype=np.int64
        )
        since = int(np.searchsorted(months, month_number(roll_out.first_month.year, roll_out.first_month.month)))
    moved = where.moved(own_unit, since) if assigned == "unit" else 0
    orders = _mean_volume(volume[here])
    panel = Panel(
        units=ids[here],
        periods=months,
        treated_at=treated_at,
        outcome=outcome[here],
        weight=np.ones(len(kept)) if version.kind == COUNT else orders,
        cluster=np.unique(own_unit, return_inverse=True)[1].astype(np.int64) if assigned == "unit" else None,
        calendar=calendar,
        stratum=_numbered(drawn_stratum.get(row.id, "") for row in kept) if drawn_stratum else None,
    )
    return Source(
        panel=panel, span=span, version=version, timing="scheduled" if roll_out else "completed", assigned=assigned,
        roll_out=roll_out, volume=orders, unit=own_unit, line=[row.product_line or "" for row in kept],
        tenure=np.array([(span.first - row.hired_on).days / 365.25 for row in kept]), late=int((seen & ~here).sum()),
        thin=thin, moved=moved, away=away, changed=changed_within(kpi, span.first, span.last), families=families,
    )  # fmt: skip


def wide(version: KpiVersion, span: Span, ids: Integers, condition: Any, least: int) -> tuple[Floats, Floats, int]:
    """People by months: the KPI (NaN where there were fewer than `least` orders), the orders behind it, and how many
    person-months had some but too few."""
    months = span.months
    place: dict[Any, int] = {}
    for number, month in enumerate(months):
        place |= {month: number, month.isoformat(): number}
    names = ["n", *SUMS.get(version.kind, ("total", "base"))]
    owner = person_of_subject(condition)
    row_of = dict(zip(owner, np.searchsorted(ids, list(owner.values())) * len(months), strict=True))
    size = len(ids) * len(months)
    sums = {name: np.zeros(size) for name in ("n", "total", "base", "logs")}
    for rows in iterate_readings(version, span.first, span.last, condition, names):
        subjects, when, *columns = zip(*rows, strict=True)
        at = np.fromiter(map(row_of.__getitem__, subjects), np.int64, len(rows))
        at += np.fromiter(map(place.__getitem__, when), np.int64, len(rows))
        for name, column in zip(names, columns, strict=True):
            np.add.at(sums[name], at, np.fromiter(column, np.float64, len(rows)))
    n, total, base, logs = (one.reshape(len(ids), len(months)) for one in sums.values())
    outcome = values_of(version.kind, n, total, base, logs)
    few = (n > 0) & (n < (1 if version.kind == COUNT else least))
    outcome[few] = np.nan
    return outcome, n, int(few.sum())


def values_of(kind: str, n: Floats, total: Floats, base: Floats, logs: Floats) -> Floats:
    """The figures of sums, as `lms.kpis.rules.sums.value_of` has them one by one; NaN where nothing was counted."""
    with np.errstate(invalid="ignore", divide="ignore"):
        if kind == COUNT:
            return np.where(n > 0, total, np.nan)
        if kind == MEDIAN:
            return np.where(n > 0, np.exp(logs / n) - 1, np.nan)
        ratio = np.where((n > 0) & (base != 0), total / base, np.nan)
    return np.asarray(100 * ratio if kind in (SHARE, NPS) else ratio)


def _numbered(names: Iterable[str]) -> Integers:
    """Each name as a number."""
    return np.unique(np.array(list(names)), return_inverse=True)[1].astype(np.int64)


def _completed(kind: str, code: str, span: Span) -> dict[int, int]:
    """Person to the month after completion, as months are counted; the window's first month for whoever completed before."""
    months = [*span.months, shift(span.last, 1)]
    first = month_number(span.first.year, span.first.month)
    return {
        person: first if place is None else first + place + 1 for person, place in trained_places(kind, code, months)
    }


def _families(start: dict[int, int], span: Span, unit_id: int | None) -> tuple[str, ...]:
    """The job families in which a fair part of those work who were trained within the window and there before it: whoever
    does other work is no comparison."""
    first = month_number(span.first.year, span.first.month)
    many: dict[str, int] = {}
    anybody: dict[str, int] = {}
    for row in people_of(ever_within(unit_id, span.last)):
        if row.id in start:
            anybody[row.family] = anybody.get(row.family, 0) + 1
            if row.hired_on < span.first and start[row.id] > first:
                many[row.family] = many.get(row.family, 0) + 1
    many = many or anybody
    return tuple(sorted(name for name, count in many.items() if count >= LEAST_SHARE * sum(many.values())))


def _mean_volume(volume: Floats) -> Floats:
    """Orders of a month, over the months with any: the fixed weight of a person."""
    seen = (volume > 0).sum(axis=1)
    return np.asarray(volume.sum(axis=1) / np.maximum(seen, 1))


def span_of(first: date | None, last: date, many: int) -> Span:
    """So many months that end with one, or fewer where the readings begin later."""
    begin = shift(last, 1 - many)
    return Span(max(begin, first) if first else begin, last)
