"""From a panel to a verdict."""

from __future__ import annotations

from typing import Any

import numpy as np

from lms.evaluation.rules.effects.aggregates import Family, by_calendar, by_group, dynamic, simple
from lms.evaluation.rules.effects.cells import Cells, cells_of
from lms.evaluation.rules.effects.drift import breakdown, drift_of
from lms.evaluation.rules.effects.figures import Cell, Drift, Estimate, Event, Gathered, Keyed, Permutation, Reason
from lms.evaluation.rules.effects.imputation import Imputed, imputed
from lms.evaluation.rules.effects.inference import Certainty, band_quantiles
from lms.evaluation.rules.effects.layout import Layout, lay_out
from lms.evaluation.rules.effects.opinions import fixed_effects
from lms.evaluation.rules.effects.panel import Panel
from lms.evaluation.rules.effects.permutation import permuted
from lms.evaluation.rules.effects.refusals import changing, no_comparison, of_data, of_drift
from lms.evaluation.rules.effects.report import EffectReport, Verdict
from lms.evaluation.rules.effects.settings import EffectSettings
from lms.evaluation.rules.effects.study import Study, study_of


def estimate(panel: Panel, settings: EffectSettings | None = None) -> EffectReport:
    """The effect, with its verdict and everything that it rests on."""
    settings = settings or EffectSettings()
    study = study_of(panel, settings)
    layout = lay_out(study.cohorts, study.periods, settings.control, settings.base, settings.anticipation)
    covariates = 0 if study.covariates is None else study.covariates.shape[1]
    certainty = Certainty(study.assigned_count(), len(study.cohorts), settings.level, covariates)
    impossible = no_comparison(study, layout, settings)
    if impossible:
        return _report(study, certainty, settings, verdict="refused", reasons=tuple(impossible))
    cells = cells_of(study, layout)
    if not (cells.layout.event >= 0).any():  # nobody was seen both before and after
        unseen = (
            Reason("covariates_alike", {}) if cells.unfit else Reason("no_comparison", {"control": settings.control})
        )
        return _report(study, certainty, settings, verdict="refused", reasons=(unseen,))
    overall = certainty.estimate(simple(cells), cells.omega)
    course = dynamic(cells)
    drift = _drift(study, cells, course, certainty, settings)
    reasons = of_data(study, cells.layout, certainty, settings)
    if cells.unfit:
        reasons.append(Reason("covariates_alike", {}))
    if not reasons and not overall.se_plain > 0:
        reasons = [Reason("no_variation", {})]
    reasons += of_drift(drift, settings)
    permutation = None
    if settings.randomised and certainty.assigned < settings.thresholds.permute_below:
        permutation = permuted(study, cells.layout, draws=settings.permutations, seed=settings.seed)
    limit = breakdown(overall, cells, certainty, settings.anticipation)
    verdict: Verdict = "refused"
    if not reasons:
        verdict, reasons = _verdict(overall, drift, limit, permutation, settings)
    imputation = imputed(study, settings.anticipation, certainty)
    events, critical = _events(cells, course, certainty, settings)
    name = study.calendar.name
    cohort_names = [name(one) for one in study.cohorts]
    period_names = [name(one) for one in study.periods]
    return _report(
        study,
        certainty,
        settings,
        verdict=verdict,
        reasons=tuple(reasons),
        warnings=tuple(_warnings(study, overall, imputation, certainty, permutation, settings)),
        cells=_cells(cells, cohort_names, period_names),
        simple=overall,
        group=_gathered("group", by_group(cells), cells, certainty, cohort_names),
        calendar=_gathered("time", by_calendar(cells), cells, certainty, period_names),
        dynamic=_gathered("event", course, cells, certainty, None),
        events=events,
        drift=drift,
        breakdown=limit,
        smallest_effect=certainty.smallest(overall.se, settings.thresholds.power),
        imputation=imputation,
        twfe=fixed_effects(study),
        permutation=permutation,
        critical=critical,
        before=_before(study, cells.layout),
    )


def _verdict(
    overall: Estimate,
    drift: Drift | None,
    limit: float | None,
    permutation: Permutation | None,
    settings: EffectSettings,
) -> tuple[Verdict, list[Reason]]:
    """In this order: does the interval hold 0, does the drawn order agree, could drift explain it."""
    if overall.low <= 0 <= overall.high:
        return "inconclusive", [Reason("interval_holds_zero", {"low": overall.low, "high": overall.high})]
    if permutation is not None and permutation.p > 1 - settings.level:
        return "inconclusive", [Reason("permutation", {"p": permutation.p, "draws": permutation.draws})]
    if drift is not None and limit is not None and drift.limit > limit:
        return "not robust", [Reason("drift_could_explain", {"drift": drift.limit, "breakdown": limit})]
    return "effect", []


def _drift(study: Study, cells: Cells, course: Family, certainty: Certainty, settings: EffectSettings) -> Drift | None:
    """Always from a varying base, so that the figure does not depend on how the picture was asked for."""
    if settings.base == "universal":
        cells = cells_of(study, lay_out(study.cohorts, study.periods, settings.control, "varying", settings.anticipation))  # fmt: skip
        course = dynamic(cells)
    events = settings.thresholds.drift_events
    return drift_of(cells, course, certainty, events=events, anticipation=settings.anticipation)


def _warnings(
    study: Study, overall: Estimate, imputation: Imputed, certainty: Certainty, permutation: Permutation | None,
    settings: EffectSettings,
) -> list[Reason]:  # fmt: skip
    """What a reader must know beside the figures."""
    limits = settings.thresholds
    found: list[Reason] = []
    if imputation.att is not None and abs(imputation.att - overall.att) > limits.gap * overall.se:
        found.append(Reason("imputation_differs", {"att": overall.att, "imputation": imputation.att, "gap": limits.gap}))  # fmt: skip
    if study.cluster is not None and int(study.assigned_by_cohort().sum()) > certainty.assigned:
        found.append(Reason("mixed_clusters", {"clusters": certainty.assigned}))
    if certainty.assigned < limits.permute_below and permutation is None:
        found.append(Reason("few_assigned", {"assigned": certainty.assigned, "limit": limits.permute_below}))
    if study.last_cohort is not None:
        found.append(Reason("last_cohort_compared", {"cohort": study.calendar.name(study.last_cohort)}))
    return found


def _events(
    cells: Cells, family: Family, certainty: Certainty, settings: EffectSettings
) -> tuple[tuple[Event, ...], dict[str, float | None]]:
    """The course of events with intervals and a band that holds for all at once."""
    band, plain = band_quantiles(
        family.members,
        cells.omega,
        level=settings.level,
        draws=settings.draws,
        seed=settings.seed,
        df=certainty.df,
    )
    events = []
    figures = certainty.estimates(family.members, cells.omega)
    for event, one, made in zip(family.keys, family.members, figures, strict=True):
        if not made.se_plain > 0:
            events.append(Event(event, one.att, None, None, None, None, None, None))
            continue
        around = (one.att - band * made.se, one.att + band * made.se)
        events.append(Event(event, one.att, made.se, made.se_plain, made.low, made.high, *around))
    return tuple(events), {"pointwise": certainty.quantile, "band": band, "band_plain": plain}


def _gathered(kind: str, family: Family, cells: Cells, certainty: Certainty, names: list[int | str] | None) -> Gathered:
    overall, *figures = certainty.estimates((family.overall, *family.members), cells.omega)
    members = [
        Keyed(*_values(made), key=key if names is None else names[key])
        for key, made in zip(family.keys, figures, strict=True)
    ]
    return Gathered(*_values(overall), name=kind, members=tuple(members))


def _values(one: Estimate) -> tuple[float, float, float, float, float]:
    return one.att, one.se, one.se_plain, one.low, one.high


def _cells(cells: Cells, cohorts: list[int | str], periods: list[int | str]) -> tuple[Cell, ...]:
    layout, se, reference = cells.layout, cells.se, cells.layout.reference
    return tuple(
        Cell(
            cohorts[layout.group[k]],
            periods[layout.time[k]],
            float(cells.att[k]),
            None if reference[k] else float(se[k]),
            int(cells.treated[k]),
            int(cells.compared[k]),
        )
        for k in range(len(cells))
    )


def _before(study: Study, layout: Layout) -> dict[str, float | None]:
    """Mean outcome of the treated in their base period, and of everybody else then: how high the KPI stood."""
    found: dict[str, float | None] = {"treated": None, "compared": None}
    treated, compared = [np.zeros(2), np.zeros(2)]
    for h in np.unique(layout.group):
        after = np.flatnonzero((layout.group == h) & (layout.event >= 0))
        if not len(after):
            continue
        k = int(after[0])
        values = study.outcome[:, layout.base[k]]
        seen = np.where(np.isnan(values), 0.0, study.weight)
        for own, sums in ((study.member == h, treated), (layout.compared[k][study.member], compared)):
            share = seen[own].sum()
            size = seen[study.member == h].sum()
            if share:
                sums += size * np.array([np.nansum(seen[own] * values[own]) / share, 1.0])
    for key, sums in (("treated", treated), ("compared", compared)):
        if sums[1]:
            found[key] = float(sums[0] / sums[1])
    return found


def _report(study: Study, certainty: Certainty, settings: EffectSettings, **given: Any) -> EffectReport:
    seen = ~np.isnan(study.outcome)
    sizes = np.bincount(study.member, minlength=max(len(study.cohorts), 1))
    nothing: dict[str, Any] = {
        "warnings": (), "cells": (), "simple": None, "group": None, "calendar": None, "dynamic": None, "events": (),
        "drift": None, "breakdown": None, "smallest_effect": None, "imputation": None, "twfe": None,
        "permutation": None, "critical": {}, "before": {},
    }  # fmt: skip
    left_out = {key: int(value) for key, value in vars(study.left_out).items()}
    return EffectReport(
        **nothing
        | {
            "n": int(seen.sum()),
            "units": study.n,
            "treated": int(sizes[study.treated].sum()),
            "clusters": None if study.cluster is None else certainty.assigned,
            "assigned": certainty.assigned,
            "cohorts": certainty.cohorts,
            "df": certainty.df,
            "level": settings.level,
            "missing": {"entries": int((~seen).sum()), "changing": changing(study) if study.n else 0.0},
            "left_out": left_out,
            "method": {
                "estimator": "Callaway–Sant'Anna (2021), "
                + ("outcome regression" if study.covariates is not None else "no covariates"),
                "covariates": list(study.adjusted_for),
                "control": settings.control,
                "base": settings.base,
                "anticipation": settings.anticipation,
                "weighted": study.weighted,
                "interval": "SE × √(m/(m−K)), t(m−K)" if study.covariates is None else "SE × √(m/(m−K−k)), t(m−K−k)",
                "band": "sup-t",
                "second_opinion": "Borusyak–Jaravel–Spiess (2024) imputation",
            },
            "settings": settings.as_json(),
        }
        | given
    )
