"""When no figure is shown, and why. A refusal is a result; each is a code with the values that its sentence needs."""

from __future__ import annotations

import numpy as np

from lms.evaluation.rules.effects.figures import Drift, Reason
from lms.evaluation.rules.effects.inference import Certainty
from lms.evaluation.rules.effects.layout import Layout
from lms.evaluation.rules.effects.panel import NEVER
from lms.evaluation.rules.effects.settings import EffectSettings
from lms.evaluation.rules.effects.study import Study

SHOW_PICTURE = {"drift", "anticipation"}  # refused, but what was seen month by month is shown


def no_comparison(study: Study, layout: Layout, settings: EffectSettings) -> list[Reason]:
    """Nothing can be computed at all."""
    if not len(study.treated):
        return [Reason("nobody_treated", {})]
    if not (layout.event >= 0).any():
        return [Reason("no_comparison", {"control": settings.control})]
    if len(layout) > settings.thresholds.cells:
        return [Reason("too_many_cells", {"cells": len(layout), "limit": settings.thresholds.cells})]
    return []


def of_data(study: Study, layout: Layout, certainty: Certainty, settings: EffectSettings) -> list[Reason]:
    """What the panel's shape forbids."""
    limits = settings.thresholds
    found: list[Reason] = []
    if certainty.assigned - certainty.cohorts < limits.df:
        found.append(Reason("too_few_assigned", {"assigned": certainty.assigned, "cohorts": certainty.cohorts, "df": certainty.assigned - certainty.cohorts, "limit": limits.df}))  # fmt: skip
    for h, many in enumerate(study.assigned_by_cohort()):
        if many < limits.assigned:
            cohort = int(study.cohorts[h])
            values = {"assigned": int(many), "limit": limits.assigned}
            if cohort == NEVER:
                found.append(Reason("small_comparison", values))
            else:
                found.append(Reason("small_cohort", {"cohort": study.calendar.name(cohort), **values}))
    if study.covariates is not None:
        compared = layout.compared[layout.event >= 0] @ study.assigned_by_cohort()
        fewest, many = int(compared.min(initial=certainty.assigned)), study.covariates.shape[1]
        if many * limits.per_covariate > fewest:
            found.append(Reason("too_many_covariates", {"covariates": many, "n": fewest}))
    found += _lengths(study, layout, settings)
    share = changing(study)
    if share > limits.composition:
        found.append(Reason("composition", {"share": share, "limit": limits.composition}))
    if float(np.nanmax(study.outcome)) == float(np.nanmin(study.outcome)):
        found.append(Reason("constant_outcome", {"value": float(np.nanmin(study.outcome))}))
    if settings.definition_changed:
        found.append(Reason("definition_changed", {}))
    if settings.shared_work is not None and settings.shared_work > limits.shared_work:
        found.append(Reason("shared_work", {"share": settings.shared_work, "limit": limits.shared_work}))
    return found


def of_drift(drift: Drift | None, settings: EffectSettings) -> list[Reason]:
    """What the time before forbids."""
    if drift is None:
        return []
    limits = settings.thresholds
    found: list[Reason] = []
    if drift.p < limits.drift_p:
        found.append(Reason("drift", {"per_period": drift.per_period, "low": drift.low, "high": drift.high, "p": drift.p, "limit": limits.drift_p}))  # fmt: skip
    p = drift.last_before["p"]
    if p is not None and p < limits.anticipation_p:
        found.append(Reason("anticipation", {"contrast": drift.last_before["contrast"], "p": p, "limit": limits.anticipation_p}))  # fmt: skip
    return found


def changing(study: Study) -> float:
    """Share of the units that come after the first period or leave before the last."""
    seen = ~np.isnan(study.outcome)
    return float((~seen[:, 0] | ~seen[:, -1]).mean())


def _lengths(study: Study, layout: Layout, settings: EffectSettings) -> list[Reason]:
    """Periods before and after, by cohort: some of the treated may have fewer, as the last wave always does."""
    limits = settings.thresholds
    need = limits.seasonal_pre if settings.seasonal else limits.pre
    sizes = np.bincount(study.member, minlength=len(study.cohorts))
    treated = float(sizes[study.treated].sum())
    short_pre = short_post = 0.0
    most_pre = most_post = 0
    for h in study.treated:
        pre = int((study.periods < study.cohorts[h] - settings.anticipation).sum())
        post = int(((layout.group == h) & (layout.event >= 0)).sum())
        short_pre += sizes[h] * (pre < need)
        short_post += sizes[h] * (post < limits.post)
        most_pre, most_post = max(most_pre, pre), max(most_post, post)
    found = []
    if short_pre / treated > limits.short_pre:
        code = "too_few_pre_seasonal" if settings.seasonal else "too_few_pre"
        found.append(Reason(code, {"periods": most_pre, "need": need, "share": short_pre / treated, "limit": limits.short_pre}))  # fmt: skip
    if short_post / treated > limits.short_post:
        found.append(Reason("too_few_post", {"periods": most_post, "need": limits.post, "share": short_post / treated, "limit": limits.short_post}))  # fmt: skip
    return found
