"""The overview: how service stands, by unit and by product; and the heat map of units and KPIs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask_login import current_user

from lms.core.access import Permission, requires
from lms.core.bilingual import Bilingual
from lms.core.paging import Page, page_of, wanted_page
from lms.kpis.boards import lines_of, own_spans, standing_of, totals
from lms.kpis.definitions import version_on
from lms.kpis.models import Kpi, KpiVersion, Subject, Target
from lms.kpis.queries.about import (
    ALL,
    PRODUCT,
    TEAM,
    UNIT,
    About,
    list_people_of,
    list_subjects_with_orders,
    list_units_below,
    unit_ids_of,
)
from lms.kpis.queries.definitions import list_kpis
from lms.kpis.queries.subjects import subjects_of_units
from lms.kpis.queries.targets import list_targets
from lms.kpis.queries.team_names import team_names
from lms.kpis.routes import blueprint
from lms.kpis.routes.comparing import compares_people
from lms.kpis.routes.reading_pages import COURSE_MONTHS, SPANS, sparks_of, wanted_about, wanted_span, words
from lms.kpis.rules.figures import Figure, figure_of
from lms.kpis.rules.periods import Span
from lms.kpis.rules.sums import Sums
from lms.kpis.rules.targets import Bearer, target_in
from lms.people.models import Unit

HEADLINE = ("first_time_fix", "csat", "resolution_hours", "volume")
"""The KPIs that a row of the overview shows; the heat map shows them all."""
ROWS = 30
PRODUCTS = 12
"""Those with most orders; the heat map has them all."""


@dataclass(frozen=True)
class Row:
    """A unit, team or product beside others: its name, where its name leads, and whose targets it bears."""

    subject_id: int
    name: Any
    address: dict[str, int]
    bearer: Bearer
    also: tuple[int, ...] = ()
    """Further subjects of the same person."""


@dataclass(frozen=True)
class Cell:
    """A figure of a row, and how it stands to its target."""

    version: KpiVersion
    figure: Figure | None
    target: Target | None
    standing: str | None
    waits: Span | None
    """Its own months, where they end earlier than those of the page."""


@blueprint.get("/kpis")
@requires(Permission.SEE_KPIS)
def overview() -> Any:
    """Every KPI of all or of a unit, then the units below it and the products side by side."""
    kpis = list_kpis()
    about = wanted_about()
    span, newest = wanted_span(kpis, about)
    lines = lines_of(kpis, about, span, COURSE_MONTHS)
    shown = _headline(kpis)
    units = _unit_rows(about)
    products = _subject_rows(PRODUCT, kpis, span) if about.kind == ALL else []
    units_page = page_of(units, wanted_page(), ROWS)
    cells = _cells(shown, [*units_page.items, *products], span)
    products = sorted(products, key=lambda row: -_orders(row, shown, cells))[:PRODUCTS]
    return render_template(
        "kpis/overview.html", about=about, span=span, newest=newest, lines=lines, sparks=sparks_of(lines, span.last),
        kpis=kpis, shown=_named(shown, span), units=units_page, products=products, cells=cells, spans=SPANS,
        has_heat=bool(units) or about.kind != UNIT or compares_people(), **words(),
    )  # fmt: skip


@blueprint.get("/kpis/heat")
@requires(Permission.SEE_KPIS)
def heat() -> Any:
    """Units, teams or products against every KPI, coloured by how they stand to their targets."""
    kpis = list_kpis()
    about = wanted_about()
    span, newest = wanted_span(kpis, about)
    by = request.args.get("by", UNIT)
    by = by if by in (TEAM, PRODUCT) and current_user.reach(Permission.SEE_KPIS) is None else UNIT
    found = (_unit_rows(about) or _person_rows(about)) if by == UNIT else _subject_rows(by, kpis, span)
    rows: Page[Row] = page_of(found, wanted_page(), ROWS)
    cells = _cells(kpis, rows.items, span)
    used = [kpi for kpi in kpis if any((row.subject_id, kpi.code) in cells for row in rows.items)]
    return render_template(
        "kpis/heat.html", about=about, span=span, newest=newest, rows=rows, kpis=_named(used, span), cells=cells, by=by,
        nothing_below=by == UNIT and about.kind == UNIT and not found and not compares_people(), spans=SPANS, may_all=current_user.reach(Permission.SEE_KPIS) is None, **words(),
    )  # fmt: skip


def _orders(row: Row, kpis: Sequence[Kpi], cells: dict[tuple[int, str], Cell]) -> int:
    """How many orders the figures of a row rest on."""
    known = (cells.get((row.subject_id, kpi.code)) for kpi in kpis)
    return max((cell.figure.n for cell in known if cell is not None and cell.figure is not None), default=0)


def _headline(kpis: Sequence[Kpi]) -> list[Kpi]:
    chosen = [kpi for code in HEADLINE for kpi in kpis if kpi.code == code]
    return chosen or list(kpis[: len(HEADLINE)])


def _named(kpis: Sequence[Kpi], span: Span) -> list[tuple[Kpi, KpiVersion]]:
    return [(kpi, version) for kpi in kpis if (version := version_on(kpi, span.last)) is not None]


def _unit_rows(about: About) -> list[Row]:
    """The units below; a unit without readings is left out."""
    units: list[Unit] = list_units_below(current_user, about.unit)
    subjects = subjects_of_units([unit.id for unit in units])
    return [
        Row(subjects[unit.id], unit.name, {"unit": unit.id}, Bearer(unit_ids_of(unit)))
        for unit in units
        if unit.id in subjects
    ]


def _person_rows(about: About) -> list[Row]:
    """The technicians of a unit, where the installation compares people."""
    if about.kind != UNIT or about.unit is None or not compares_people():
        return []
    found: dict[int, list[Any]] = {}
    for person in list_people_of(about.unit):
        found.setdefault(person.id, []).append(person)
    units = unit_ids_of(about.unit)
    return [
        Row(
            one.subject_id, Bilingual(one.name_zh or one.name_latin, one.name_latin or one.name_zh), {"person": one.id},
            Bearer(units, one.post_id, one.hired_on), tuple(other.subject_id for other in others),
        )
        for one, *others in found.values()
    ]  # fmt: skip


def _subject_rows(level: str, kpis: Sequence[Kpi], span: Span) -> list[Row]:
    subjects: list[Subject] = list_subjects_with_orders(level, [kpi.id for kpi in kpis], span.first, span.last)
    named = Counter(row.key for row in subjects)
    units = team_names([row.key for row in subjects]) if level == TEAM else {}
    return [
        Row(
            row.id, f"{units.get(row.key, row.key)} · {row.source}" if named[row.key] > 1 else units.get(row.key, row.key),
            {"subject": row.id}, Bearer(),
        )
        for row in subjects
    ]  # fmt: skip


def _whole(version: KpiVersion, parts: Sequence[Figure]) -> Figure | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return figure_of(version.kind, version.unit, sum((one.sums for one in parts), Sums()), version.least_sample)


def _cells(kpis: Sequence[Kpi], rows: Sequence[Row], span: Span) -> dict[tuple[int, str], Cell]:
    """The figures of the rows that have any, by subject and code."""
    versions = {kpi.code: version for kpi, version in _named(kpis, span)}
    spans = own_spans(versions, span)
    first = min((own.last for own in spans.values()), default=span.last)
    targets = list_targets([kpi.id for kpi in kpis], first, span.last) if rows else {}
    found = totals(versions, [number for row in rows for number in (row.subject_id, *row.also)], span)
    cells = {}
    for row in rows:
        for kpi in kpis:
            parts = [found[kpi.code, number] for number in (row.subject_id, *row.also) if (kpi.code, number) in found]
            figure = _whole(versions[kpi.code], parts)
            if figure is not None:
                target = target_in(targets[kpi.id], row.bearer, spans[kpi.code].last)
                version, own = versions[kpi.code], spans[kpi.code]
                held = standing_of(figure, target, version)
                cells[row.subject_id, kpi.code] = Cell(version, figure, target, held, own if own != span else None)
    return cells
