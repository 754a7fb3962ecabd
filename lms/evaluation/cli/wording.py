"""What the commands say in plain words: verdicts, reasons, warnings, in English here and in Chinese in the catalogue."""

from __future__ import annotations

from typing import Any

from lms.core.speech import Say
from lms.core.speech import marked as _
from lms.evaluation.rules.effects.figures import Reason

VERDICTS = {
    "effect": _("an effect is shown"),
    "inconclusive": _("cannot tell: the figures allow both an effect and none"),
    "not robust": _("not robust: what was there before could explain it"),
    "refused": _("refused: these data cannot answer the question"),
}
REASONS = {
    "nobody_treated": _(
        "Nobody was trained within the window with a period before it. Needed: figures from before the training."
    ),
    "no_comparison": _(
        "There is nobody to compare with (comparison: %(control)s). Needed: units never trained, or not yet trained when others were; else `lms evaluation its`, which is weaker."
    ),
    "too_many_cells": _(
        "Cohorts and periods make %(cells)s cells; at most %(limit)s are estimated. Count in quarters, or shorten the window."
    ),
    "too_few_assigned": _(
        "Only %(assigned)s independently assigned units in %(cohorts)s cohorts; at least %(limit)s more units than cohorts are needed. Needed: more units that are sent one by one, or fewer cohorts."
    ),
    "small_comparison": _("Only %(assigned)s assigned unit is there to compare with; at least %(limit)s are needed."),
    "small_cohort": _(
        "The cohort of %(cohort)s has %(assigned)s assigned unit; at least %(limit)s are needed. Leave small cohorts out with --drop-small-cohorts."
    ),
    "too_few_pre": _(
        "%(share).3g %% of the trained have fewer than %(need)s periods before training; at most %(limit).3g %% may. Needed: earlier figures."
    ),
    "too_few_pre_seasonal": _(
        "The KPI has a season: %(share).3g %% of the trained have fewer than %(need)s periods before training; at most %(limit).3g %% may. Needed: earlier figures."
    ),
    "too_few_post": _(
        "%(share).3g %% of the trained have fewer than %(need)s periods from training on; at most %(limit).3g %% may. Needed: time, or more figures."
    ),
    "composition": _(
        "%(share).3g %% of the units come later or leave earlier; at most %(limit).3g %% may. Needed: a shorter window, or units that stay."
    ),
    "constant_outcome": _("The outcome is %(value)g everywhere."),
    "no_variation": _("The figure has no variation that an interval could be made of."),
    "definition_changed": _(
        "The KPI was defined otherwise in part of the window. Needed: a window on one side of the change."
    ),
    "shared_work": _("Trained and untrained did %(share).3g %% of the work together; at most %(limit).3g %% may be."),
    "drift": _(
        "Before training the trained moved by %(per_period).4g per period against the others (p = %(p).3f). Needed: an order drawn by lot, or others who moved alike."
    ),
    "anticipation": _(
        "Just before training the trained moved by %(contrast).4g more than earlier (p = %(p).3f): they may have known. Needed: count those periods to neither side with --anticipation, and say why."
    ),
    "interval_holds_zero": _("The interval from %(low).4g to %(high).4g holds 0."),
    "permutation": _("Drawing the order of the roll-out again gives as much in a share of %(p).3f of the draws."),
    "drift_could_explain": _(
        "A drift of %(breakdown).4g per period would explain all of it, and up to %(drift).4g cannot be ruled out."
    ),
    "imputation_differs": _("The second opinion (imputation) says %(imputation).4g instead of %(att).4g."),
    "mixed_clusters": _(
        "Some of the %(clusters)s clusters hold several cohorts: they were not what was assigned, and the interval may be too narrow."
    ),
    "few_assigned": _("Only %(assigned)s units were assigned (below %(limit)s): the interval is approximate."),
    "last_cohort_compared": _("Nobody was never trained: the cohort of %(cohort)s is the comparison until its turn."),
    "short_history": _(
        "The history has %(units)s units and %(months)s months; at least 3 units and 2 months are needed."
    ),
    "too_few_per_group": _("A group has %(n)s values; at least %(limit)s are needed."),
    "too_many_covariates": _(
        "Only %(n)s units are there to compare with, too few for %(covariates)s covariates: each takes ten."
    ),
    "covariates_alike": _(
        "Among those compared with, the covariates cannot be told apart: one is the same for all of them, follows from the others, or is a name that only the trained have. Needed: leave one out, or group names."
    ),
    "too_few_points_before": _("%(points)s points before the change; at least %(limit)s are needed."),
    "too_few_points_after": _("%(points)s points from the change on; at least %(limit)s are needed."),
    "placebo": _("A change at %(start)s, where nothing changed, would have been found too (p = %(p).3f)."),
    "autocorrelation": _(
        "The residuals of neighbouring periods go together (Durbin–Watson %(durbin_watson).2f): the interval may be too narrow."
    ),
    "weaker_evidence": _("Weaker evidence: whatever else changed at that time is included."),
    "other_model": _(
        "The model with the other choice about the trend puts the change at %(level).4g instead of %(alone).4g."
    ),
}
LEFT_OUT = {
    "always_treated": _("%(n)s treated from the first period on left out"),
    "never_seen": _("%(n)s never seen left out"),
    "without_covariates": _("%(n)s without covariates left out"),
    "small_cohorts": _("%(n)s of small cohorts left out"),
    "periods": _("%(n)s periods after the last cohort's turn left out"),
}
SHARES = {"share", "limit"}  # written as percent where the sentence says %


def sentence(reason: Reason, say: Say) -> str:
    """A reason in words."""
    words = say(REASONS[reason.code])
    values: dict[str, Any] = dict(reason.values)
    for key in SHARES & values.keys():
        if f"%({key}).3g" in words:
            values[key] *= 100
    return words % values


def with_words(
    written: dict[str, Any], reasons: tuple[Reason, ...], warnings: tuple[Reason, ...], say: Say
) -> dict[str, Any]:
    """A report as JSON, its reasons and warnings with their sentences."""
    for key, given in (("reasons", reasons), ("warnings", warnings)):
        written[key] = [one.as_json() | {"text": sentence(one, say)} for one in given]
    return written
