"""One KPI over time: its chart, the table behind it, what it is made of, and who stands how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import charts
from lms.core.access import Permission, signed_in
from lms.core.errors import NotFound
from lms.core.i18n import language
from lms.core.links import gather
from lms.kpis import charts as drawings
from lms.kpis import wording
from lms.kpis.boards import Line, last_month, lines_of
from lms.kpis.marks import FIGURE_LINKS, Mark, list_marks
from lms.kpis.models import Kpi
from lms.kpis.queries.about import ALL, PERSON, UNIT, About
from lms.kpis.queries.chart_alerts import alerts_by_month
from lms.kpis.queries.definitions import get_kpi
from lms.kpis.routes import blueprint
from lms.kpis.routes.comparing import comparison
from lms.kpis.routes.reading_pages import wanted_about, words
from lms.kpis.rules.figures import scale_of
from lms.kpis.rules.findings import change
from lms.kpis.rules.periods import Span, shift, span_until
from lms.kpis.rules.targets import target_in

LENGTHS = (12, 24, 36)
RECENT = 3


@dataclass(frozen=True)
class Course:
    """All that the page and its chart show of one KPI over the months."""

    about: About
    span: Span
    line: Line | None
    points: list[drawings.Point]
    alerts: dict[date, tuple[str, int]]
    marks: list[Mark]

    @property
    def numbers(self) -> dict[date, list[int]]:
        """Under which numbers each month's marks are told."""
        found: dict[date, list[int]] = {}
        for number, mark in enumerate(self.marks, 1):
            found.setdefault(mark.day.replace(day=1), []).append(number)
        return found


def _course(kpi: Kpi) -> Course:
    about = wanted_about()
    newest = last_month([kpi], about.subject_ids)
    if newest is None:
        return Course(about, Span(date.min, date.min), None, [], {}, [])
    many = request.args.get("months", 24, type=int)
    span = span_until(newest, many if many in LENGTHS else 24)
    lines = lines_of([kpi], about, span_until(newest, RECENT), len(span.months))
    alerts = alerts_by_month(kpi.id, about.subject_ids, span.first)
    paths = None if about.unit is None else [about.unit.path]
    people = [about.person_id] if about.kind == PERSON and about.person_id else []
    known = about.kind in (ALL, UNIT, PERSON)
    marks = list_marks(paths, people, span.first, shift(span.last, 1)) if known else []
    line = lines[0] if lines else None
    return Course(about, span, line, _points(line, span, about, alerts) if line else [], alerts, marks)


def _points(line: Line, span: Span, about: About, alerts: dict[date, tuple[str, int]]) -> list[drawings.Point]:
    """From the first month with a figure on; a month without one stands empty."""
    first = min((month for month in line.course if month >= span.first), default=span.last)
    points = []
    for month in (month for month in span.months if month >= first):
        figure, target = line.course.get(month), target_in(line.targets, about.bearer, month)
        aim, alert = target.value if target else None, alerts.get(month, (None, 0))[0]
        if figure is None:
            points.append(drawings.Point(month, None, None, None, 0, False, aim, alert))
        else:
            points.append(drawings.Point(month, figure.value, figure.low, figure.high, figure.n, figure.enough, aim, alert, line.is_ripe(month)))  # fmt: skip
    return points


@blueprint.get("/kpis/<code>")
@signed_in
def series(code: str) -> Any:
    """A KPI over time, of whoever the address names and the reader may see."""
    kpi = get_kpi(code)
    course = _course(kpi)
    about, line = course.about, course.line
    finding = ""
    if line is not None:
        now, before = line.figure, line.before
        finding = wording.finding_text(line.version, now, before, change(now, before, line.version.direction), RECENT)
        if line.waits:
            finding = f"{finding} {wording.left_out_text(line.version, line.span)}"
    compared = comparison(kpi, about, span_until(course.span.last, RECENT)) if line is not None else None
    may_all = Permission.SEE_KPIS in current_user.permissions
    return render_template(
        "kpis/series.html", kpi=kpi, version=line.version if line else kpi.versions[-1], about=about, course=course,
        line=line, finding=finding, compared=compared, lengths=LENGTHS, recent=RECENT, overview=may_all,
        links=gather(FIGURE_LINKS, kpi.code, about.address) if may_all and about.kind in (ALL, UNIT) else [], **words(),
    )  # fmt: skip


@blueprint.get("/kpis/<code>/chart.svg")
@signed_in
def chart(code: str) -> Any:
    """The picture of the same course, for the width and theme that the page asks for."""
    course = _course(get_kpi(code))
    if course.line is None or not course.points:
        raise NotFound
    return charts.answer(draw_course(course, charts.wanted_style(language())))


def draw_course(course: Course, style: charts.Style) -> str:
    """The SVG, for a page or for paper."""
    assert course.line is not None
    version = course.line.version
    target = next((point.target for point in reversed(course.points) if point.target is not None), None)
    first = course.points[0].month
    return charts.draw(
        drawings.series,
        style,
        points=course.points,
        flags=[drawings.Flag(mark.day, number) for number, mark in enumerate(course.marks, 1) if mark.day >= first],
        digits=version.digits,
        suffix=wording.suffix_of(version),
        target_label="" if target is None else _("Target %(target)s", target=wording.target_text(version, target)),
        count_label="n",
        bounds=scale_of(version.kind, version.unit) or (0.0, None),
    )
