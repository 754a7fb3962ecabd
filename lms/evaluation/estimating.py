"""From a training and a KPI to what is kept as an estimate: the panel, the method that fits it, verdict and limits.

Imports numpy: for jobs and commands, never for a page."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from lms.evaluation.groups import describe, without_few
from lms.evaluation.panels import NoPanel, Source, build, span_of
from lms.evaluation.queries.panels import find_first_month, find_last_month, find_roll_out
from lms.evaluation.rules.effects.comparison import compare
from lms.evaluation.rules.effects.covariates import columns_of_names
from lms.evaluation.rules.effects.estimate import estimate
from lms.evaluation.rules.effects.interruption import interrupted
from lms.evaluation.rules.effects.panel import NEVER, Floats
from lms.evaluation.rules.effects.settings import EffectSettings
from lms.evaluation.rules.questions import Question
from lms.kpis.definitions import look_ahead_days, version_on
from lms.kpis.models import Kpi
from lms.kpis.rules.periods import Span, shift
from lms.kpis.rules.ripeness import ripe_span

STAGGERED, TWO_ARMS, SERIES = "staggered", "two_arms", "series"
SCHEDULED, COMPLETED = "scheduled", "completed"
UNITS = {"percent": "percentage_points"}
"""What a difference of a KPI's unit is called: of percentages, percentage points."""


@dataclass(frozen=True)
class Worked:
    """What is kept of an estimate."""

    method: str
    timing: str
    verdict: str
    unit: str
    span: Span
    people: int
    compared: int
    report: dict[str, Any]
    settings: dict[str, Any]
    limits: list[dict[str, Any]]
    figures: dict[str, float | None] = field(default_factory=dict)
    roll_out_id: int | None = None


def work_out(kpi: Kpi, kind: str, code: str, question: Question, *, unit_id: int | None, today: date) -> Worked:
    """The estimate as the records stand. Where nothing can be estimated that is the result."""
    this_month = today.replace(day=1)
    last, first = find_last_month(kpi, this_month), find_first_month(kpi)
    if last is None or first is None or (version := version_on(kpi, last)) is None:
        nowhere = Span(shift(this_month, -question.months), shift(this_month, -1))
        return _nothing("no_readings", question, nowhere, "")
    newest = last
    last = ripe_span(Span(last, last), look_ahead_days(version), today).last
    span = span_of(first, last, question.months)
    unit = UNITS.get(version.unit, version.unit)
    roll_out = find_roll_out(kind, code, kpi.id, unit_id)
    if roll_out is not None and roll_out.first_month >= span.last:
        roll_out = None  # its first wave has no month after training yet
    try:
        source = build(
            kpi, span, kind, code,
            unit_id=unit_id, assigned=question.assigned, least=question.least, roll_out=roll_out,
        )  # fmt: skip
    except NoPanel as missing:
        return _nothing(missing.code, question, span, unit)
    limits = limits_of(source, question, ripe=newest == last)
    if roll_out is not None and roll_out.waves == 2:
        return _two_arms(source, question, limits, unit)
    return _staggered(source, question, limits, unit)


def effect_settings(source: Source, question: Question) -> EffectSettings:
    """How the engine is asked."""
    return EffectSettings(
        control="never" if question.control == "never" else "notyet",
        anticipation=question.anticipation,
        seed=question.seed,
        randomised=source.roll_out is not None,
        seasonal=question.seasonal,
        definition_changed=source.changed,
        drop_small_cohorts=True,
    )


def _staggered(source: Source, question: Question, limits: list[dict[str, Any]], unit: str) -> Worked:
    settings = effect_settings(source, question)
    known = known_before(source, question.adjust)
    report = estimate(replace(source.panel, covariates=known, adjusted_for=question.adjust), settings)
    if [one.code for one in report.reasons] == ["no_comparison"]:
        return _series(source, question, _unadjusted(limits), unit)
    written = without_few(report)
    left = {key: many for key, many in report.left_out.items() if many}
    limits = limits + [{"code": f"left_{key}", "values": {"n": many}} for key, many in left.items()]
    if written["hidden_cells"]:
        limits.append({"code": "hidden_cells", "values": {"n": written["hidden_cells"]}})
    simple = report.simple if report.shown else None
    figures: dict[str, float | None] = {}
    if simple is not None:
        figures = {"att": simple.att, "se": simple.se, "low": simple.low, "high": simple.high, "df": report.df}
    return Worked(
        STAGGERED, source.timing, report.verdict, unit, source.span, report.treated, report.units - report.treated,
        {**written, "groups": describe(source)}, question.as_json(), limits, figures, _roll_out_id(source),
    )  # fmt: skip


def _two_arms(source: Source, question: Question, limits: list[dict[str, Any]], unit: str) -> Worked:
    """Those drawn first against those drawn second, in the months before it was the turn of the second."""
    panel = source.panel
    waves = np.unique(panel.treated_at)
    first, second = int(waves[0]), int(waves[-1])
    before = panel.periods < first - question.anticipation
    after = (panel.periods >= first) & (panel.periods < second - question.anticipation)
    early = panel.treated_at == first
    outcome, earlier = _mean(panel.outcome[:, after]), _mean(panel.outcome[:, before])
    if source.assigned == "unit" and panel.cluster is not None:
        many = int(panel.cluster.max()) + 1
        weight = np.ones(len(early)) if panel.weight is None else panel.weight
        outcome, earlier = (_by_cluster(one, weight, panel.cluster, many) for one in (outcome, earlier))
        early = np.bincount(panel.cluster, early, minlength=many) > 0
    known = {"before": earlier} if not np.isnan(earlier).all() else {}
    table = known_before(source, question.adjust)
    if table is not None:
        known |= {f"{n}": _of_assigned(column, source) for n, column in enumerate(table.T)}
    report = compare(outcome, early, known)
    one = (report.adjusted or report.difference) if report.verdict != "refused" else None
    figures: dict[str, float | None] = {}
    if one is not None:
        figures = {"att": one.att, "se": one.se, "low": one.low, "high": one.high, "df": one.df}
    written = {**report.as_json(), "groups": describe(source), "cells": [], "events": []}
    people = int((panel.treated_at == first).sum())
    return Worked(
        TWO_ARMS, source.timing, report.verdict, unit, source.span, people, len(panel.units) - people, written,
        question.as_json(), limits, figures, _roll_out_id(source),
    )  # fmt: skip


def _series(source: Source, question: Question, limits: list[dict[str, Any]], unit: str) -> Worked:
    """Everybody was trained in one month: their own course before and after it, which is weaker evidence."""
    panel = source.panel
    weight = np.ones(len(panel.units)) if panel.weight is None else panel.weight
    seen = ~np.isnan(panel.outcome)
    size = weight @ seen
    with np.errstate(invalid="ignore", divide="ignore"):
        course = (weight @ np.where(seen, panel.outcome, 0.0)) / size
    course = np.where(size > 0, course, np.nan)
    start = int(panel.treated_at[panel.treated_at != NEVER].min())
    during = (panel.periods >= start - question.anticipation) & (panel.periods < start)
    course = np.where(during, np.nan, course)  # the month of the training counts to neither
    report = interrupted(panel.periods, course, start, calendar=panel.calendar)
    figures: dict[str, float | None] = {}
    if report.verdict != "refused" and report.model is not None:
        level = report.model.level
        figures = {"att": level.att, "se": level.se, "low": level.low, "high": level.high, "df": report.model.df}
    written = {**report.as_json(), "groups": describe(source), "cells": [], "events": []}
    people = int(source.trained.sum())
    return Worked(
        SERIES, source.timing, report.verdict, unit, source.span, people, 0, written, question.as_json(),
        [*limits, {"code": "series", "values": {}}], figures, _roll_out_id(source),
    )  # fmt: skip


def limits_of(source: Source, question: Question, *, ripe: bool) -> list[dict[str, Any]]:
    """What a reader must know of the data: codes with their values."""
    found: list[dict[str, Any]] = []

    def add(code: str, **values: Any) -> None:
        found.append({"code": code, "values": values})

    add("scheduled" if source.timing == SCHEDULED else "completed")
    if source.families:
        add("families", families=list(source.families))
    if source.late:
        add("late", n=source.late)
    if source.thin:
        add("thin", n=source.thin, least=question.least)
    if source.away:
        add("away", n=source.away)
    if source.assigned == "unit" and source.roll_out is None:
        add("units_then")
    if source.moved:
        add("moved" if source.roll_out is not None else "moved_since", n=source.moved)
    if not ripe:
        add("not_ripe", month=source.span.last.isoformat()[:7])
    if question.adjust:
        add("adjusted", names=list(question.adjust))
    else:
        add("no_covariates")
    return found


def known_before(source: Source, adjust: tuple[str, ...]) -> Floats | None:
    """What the comparison is adjusted for, people by columns: years in the company at the beginning of the window as a number,
    unit and product line as names. None for nothing."""
    columns = {
        "tenure": lambda: source.tenure[:, None],
        "line": lambda: columns_of_names(source.line),
        "unit": lambda: columns_of_names([str(one) for one in source.unit]),
    }
    return np.concatenate([columns[name]() for name in adjust], axis=1) if adjust else None


def _unadjusted(limits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Where the method adjusts for nothing, whatever was asked."""
    return [{"code": "no_covariates", "values": {}} if one["code"] == "adjusted" else one for one in limits]


def _nothing(code: str, question: Question, span: Span, unit: str) -> Worked:
    report = {
        "verdict": "refused",
        "reasons": [{"code": code, "values": {}}],
        "warnings": [],
        "cells": [],
        "events": [],
    }
    return Worked(STAGGERED, COMPLETED, "refused", unit, span, 0, 0, report, question.as_json(), [])


def _roll_out_id(source: Source) -> int | None:
    return source.roll_out.id if source.roll_out is not None else None


def _mean(values: Floats) -> Floats:
    seen = ~np.isnan(values)
    many = seen.sum(axis=1)
    return np.asarray(np.where(many > 0, np.where(seen, values, 0.0).sum(axis=1) / np.maximum(many, 1), np.nan))


def _of_assigned(values: Floats, source: Source) -> Floats:
    """Of people, or of the units that were drawn the mean."""
    panel = source.panel
    if source.assigned != "unit" or panel.cluster is None:
        return values
    return _by_cluster(values, np.ones(len(values)), panel.cluster, int(panel.cluster.max()) + 1)


def _by_cluster(values: Floats, weight: Floats, cluster: Any, many: int) -> Floats:
    seen = np.where(np.isnan(values), 0.0, weight)
    size = np.bincount(cluster, seen, minlength=many)
    total = np.bincount(cluster, seen * np.nan_to_num(values), minlength=many)
    return np.asarray(np.where(size > 0, total / np.maximum(size, 1e-12), np.nan))
