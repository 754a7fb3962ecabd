"""What the pages of figures show: each KPI of whoever a page is about, with its target, its course, and what came before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select

from lms.core import clock
from lms.core.db import db
from lms.kpis.definitions import look_ahead_days, version_on
from lms.kpis.models import Kpi, KpiVersion, Reading, Target
from lms.kpis.queries.about import PERSON, About
from lms.kpis.queries.readings import peers_of, sums_of
from lms.kpis.queries.targets import list_targets
from lms.kpis.rules.figures import Figure, figure_of, team_of
from lms.kpis.rules.periods import Span, shift
from lms.kpis.rules.ripeness import is_ripe, ripe_span
from lms.kpis.rules.sums import Sums
from lms.kpis.rules.targets import standing, target_in

NOTHING = Figure(0, None, None, None, None, False)


@dataclass(frozen=True)
class Line:
    """One KPI over a span of months. `course` holds the months with figures, oldest first; `before` is the figure of as
    many months right before. `span` is the one asked for, or as many months until the newest ripe one where the KPI looks
    ahead (`waits`)."""

    kpi: Kpi
    version: KpiVersion
    figure: Figure
    before: Figure
    course: Mapping[date, Figure]
    target: Target | None
    span: Span
    waits: bool
    targets: Sequence[Target] = field(default=(), repr=False)

    @property
    def standing(self) -> str | None:
        """Reached, missed or open against the target; None without one, or with too few orders."""
        return standing_of(self.figure, self.target, self.version)

    def is_ripe(self, month: date) -> bool:
        """Can the month's figure be compared, or does it still wait for orders to come?"""
        return is_ripe(month, look_ahead_days(self.version), clock.today())


def standing_of(figure: Figure, target: Target | None, version: KpiVersion) -> str | None:
    """How a figure stands to a target. What is counted grows with the months, so only a month's count is compared."""
    if target is None or target.value is None or not figure.enough:
        return None
    return standing(figure.value, figure.low, figure.high, target.value, version.direction)


def last_month(kpis: Sequence[Kpi], subject_ids: Collection[int]) -> date | None:
    """The newest month of which there is any figure; asked by the key of the table, so that it is quick."""
    return db.session.scalar(
        select(func.max(Reading.month)).where(
            Reading.kpi_id.in_([kpi.id for kpi in kpis]), Reading.subject_id.in_(subject_ids)
        )
    )


def lines_of(kpis: Sequence[Kpi], about: About, span: Span, months_back: int) -> list[Line]:
    """The lines of a page, in the order of the KPIs; those without a single order in those months are left out."""
    versions = {kpi.code: version for kpi in kpis if (version := version_on(kpi, span.last)) is not None}
    spans = own_spans(versions, span)
    first = min(shift(span.last, 1 - months_back), span.before.first, *(own.before.first for own in spans.values()))
    months = _by_month(versions, about, first, span.last)
    peers = _peers(versions, about, spans)
    targets = list_targets([version.kpi_id for version in versions.values()], first, span.last)
    lines = []
    for kpi in kpis:
        version = versions.get(kpi.code)
        if version is None or not months[kpi.code]:
            continue
        course = {month: figure_of(version.kind, version.unit, sums, version.least_sample) for month, sums in months[kpi.code].items()}  # fmt: skip
        team = team_of(version.kind, peers[kpi.code]) if kpi.code in peers else None
        aims, own = targets[kpi.id], spans[kpi.code]
        lines.append(
            Line(
                kpi,
                version,
                _total(version, months[kpi.code], own, team),
                _total(version, months[kpi.code], own.before, None),
                course,
                target_in(aims, about.bearer, own.last),
                own,
                own != span,
                aims,
            )
        )
    return lines


def own_spans(versions: Mapping[str, KpiVersion], span: Span) -> dict[str, Span]:
    """Over which months each KPI speaks: those asked for, or as many until the newest ripe one."""
    today = clock.today()
    return {code: ripe_span(span, look_ahead_days(version), today) for code, version in versions.items()}


def _together(spans: Mapping[str, Span]) -> dict[Span, list[str]]:
    """The codes that speak over the same months."""
    found: dict[Span, list[str]] = defaultdict(list)
    for code, span in spans.items():
        found[span].append(code)
    return found


def _by_month(versions: Mapping[str, KpiVersion], about: About, first: date, last: date) -> dict[str, dict[date, Sums]]:
    """The sums of all subjects together, by code and month in order."""
    found: dict[str, dict[date, Sums]] = defaultdict(dict)
    if about.subject_ids and versions:
        rows = sums_of(versions, about.subject_ids, first, last, True)
        for (code, _, month), sums in sorted(rows.items(), key=lambda row: row[0]):
            assert month is not None
            found[code][month] = found[code].get(month, Sums()) + sums
    return found


def _peers(versions: Mapping[str, KpiVersion], about: About, spans: Mapping[str, Span]) -> dict[str, list[Sums]]:
    """What the colleagues of a person's unit add up to, each; nothing for others."""
    peers: dict[str, list[Sums]] = defaultdict(list)
    if about.kind == PERSON and about.person_id is not None and versions and about.subject_ids:
        colleagues = peers_of(about.person_id)
        for span, codes in _together(spans).items():
            some = {code: versions[code] for code in codes}
            for (code, _, _), sums in sums_of(some, colleagues, span.first, span.last, False).items():
                peers[code].append(sums)
    return peers


def _total(version: KpiVersion, months: Mapping[date, Sums], span: Span, team: object) -> Figure:
    total = sum((sums for month, sums in months.items() if span.first <= month <= span.last), Sums())
    return figure_of(version.kind, version.unit, total, version.least_sample, team)  # type: ignore[arg-type]


def totals(
    versions: Mapping[str, KpiVersion], subject_ids: Collection[int], span: Span
) -> dict[tuple[str, int], Figure]:
    """One figure for each KPI (versions by code) and subject, side by side."""
    if not subject_ids or not versions:
        return {}
    found = {}
    for own, codes in _together(own_spans(versions, span)).items():
        some = {code: versions[code] for code in codes}
        for (code, subject, _), sums in sums_of(some, subject_ids, own.first, own.last, False).items():
            found[code, subject] = figure_of(some[code].kind, some[code].unit, sums, some[code].least_sample)
    return found
