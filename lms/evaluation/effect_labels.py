"""The words for codes of effects: verdicts, reasons, limits, methods."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from lms.core.audit_words import AuditWords

REFUSALS: dict[str, Any] = {
    "effect_no_figure": _l("This estimate has no figure; there is nothing to sign for."),
    "effect_own_approval": _l("Whoever asked for the estimate cannot sign for it. Somebody else must."),
    "effect_approved": _l("This estimate was signed for already."),
    "effect_no_kpi": _l("There is no KPI “%(kpi)s” any more."),
    "roll_out_too_few": _l("%(people)s people or units cannot be dealt to %(waves)s waves of at least two."),
    "roll_out_past": _l("The first month must lie ahead: an order is drawn before the training begins."),
    "roll_out_two_arms": _l(
        "Two waves must lie at least three months apart, or there is no time in which they differ."
    ),
    "roll_out_withdrawn": _l("This roll-out was withdrawn already."),
    "roll_out_running": _l(
        "%(people)s of these people already have their place in draw %(number)s of this training, from %(month)s on. Withdraw that draw first, with the reason, or choose others."
    ),
}
NOTICES: dict[str, Any] = {}
JOB_KINDS: dict[str, Any] = {
    "evaluation.estimate": _l("Estimate of a training's effect"),
    "evaluation.plan": _l("Smallest effect of a roll-out"),
    "evaluation.preview": _l("Preview of a roll-out"),
}
AUDIT_WORDS = AuditWords(
    area=_l("Effects of training"),
    actions={
        "effect.estimated": _l("estimated the effect of a training"),
        "effect.approved": _l("signed for an estimate"),
        "effect.exported": _l("took an estimate out"),
        "roll_out.drawn": _l("drew the order of a roll-out"),
        "roll_out.withdrawn": _l("withdrew a roll-out"),
        "roll_out.exported": _l("took the waves of a roll-out out"),
    },
    subjects={"effect_estimate": _l("Estimate of an effect"), "roll_out": _l("Roll-out")},
    details={
        "kpi": _l("KPI"),
        "verdict": _l("Verdict"),
        "format": _l("Format"),
        "waves": _l("Waves"),
        "seed": _l("Seed"),
        "people": _l("People"),
    },
)
SUBJECT_KINDS: dict[str, Any] = {
    "course": _l("Course"),
    "programme": _l("Programme"),
    "certificate": _l("Certificate"),
}
VERDICT_NAMES: dict[str, Any] = {
    "effect": _l("Effect shown"),
    "inconclusive": _l("Cannot tell"),
    "not robust": _l("Not robust"),
    "refused": _l("No figure"),
}
BETTER, WORSE = _l("Shown: better"), _l("Shown: worse")
METHODS: dict[str, Any] = {
    "staggered": _l("Comparison with those not yet trained, by month of training (Callaway and Sant'Anna 2021); interval for small organisations"),
    "two_arms": _l("Comparison of two groups drawn by lot (Welch 1947; adjusted for the time before after Lin 2013)"),
    "series": _l("One series before and after (least squares with Newey–West errors): weaker evidence"),
}  # fmt: skip
ASSIGNED: dict[str, Any] = {"person": _l("Each person"), "unit": _l("Whole units")}
CONTROLS: dict[str, Any] = {"notyet": _l("Those not yet trained"), "never": _l("Only those never trained")}
STRATA: dict[str, Any] = {"unit": _l("Unit"), "tenure": _l("Years in the company"), "line": _l("Product line")}
REASONS: dict[str, Any] = {
    "no_readings": _l("There are no figures of this KPI for these people."),
    "nobody_trained": _l("Nobody finished this training."),
    "no_definition": _l("The KPI had no definition then."),
    "nobody_treated": _l("Nobody was trained within the window with a month before it."),
    "no_comparison": _l("There is nobody to compare with."),
    "too_many_cells": _l("So many months of training and months of figures make %(cells)s comparisons; at most %(limit)s are made. Look at fewer months."),
    "too_few_assigned": _l("Only %(assigned)s people or units were sent to training independently, in %(cohorts)s groups; at least %(limit)s more than groups are needed."),
    "small_comparison": _l("Only %(assigned)s person or unit is there to compare with; at least %(limit)s are needed."),
    "small_cohort": _l("Too few were trained in the group of %(cohort)s: %(assigned)s, and at least %(limit)s are needed."),
    "too_few_pre": _l("%(share)s of the trained have fewer than %(need)s months before training."),
    "too_few_pre_seasonal": _l("The KPI has a season, and %(share)s of the trained have fewer than %(need)s months before training."),
    "too_few_post": _l("%(share)s of the trained have fewer than %(need)s months after training."),
    "composition": _l("%(share)s of the people came later or left earlier; at most %(limit)s may. Who stayed is not who was there."),
    "constant_outcome": _l("The KPI is %(value)s everywhere."),
    "no_variation": _l("The figures vary too little for an interval."),
    "definition_changed": _l("The KPI was defined otherwise in part of the window."),
    "shared_work": _l("Trained and untrained people did %(share)s of the work together; at most %(limit)s may be."),
    "drift": _l("The two groups moved apart before the training already, by %(per_period)s a month (p = %(p)s). What came after cannot be put down to the training."),
    "anticipation": _l("Just before training the trained moved by %(contrast)s more than earlier (p = %(p)s): something had begun before the training."),
    "interval_holds_zero": _l("The interval from %(low)s to %(high)s holds zero: these figures fit an effect and they fit none."),
    "permutation": _l("Had the lot fallen otherwise, chance alone would give as much in a share of %(p)s of the draws."),
    "drift_could_explain": _l("A steady drift of %(breakdown)s a month between the groups would explain all of it, and the time before does not rule out up to %(drift)s."),
    "imputation_differs": _l("The second opinion says %(imputation)s instead of %(att)s: be careful."),
    "mixed_clusters": _l("Some of the %(clusters)s units hold people trained at different times: whole units were not what was assigned, and the interval may be too narrow."),
    "covariates_alike": _l("What was to be adjusted for cannot be told apart among those compared: it is the same for everybody, or only the trained have it."),
    "few_assigned": _l("Only %(assigned)s people or units were assigned (fewer than %(limit)s): the interval is approximate."),
    "last_cohort_compared": _l("Nobody stayed untrained: those of %(cohort)s are the comparison until their turn."),
    "too_few_per_group": _l("A group has %(n)s figures; at least %(limit)s are needed."),
    "too_many_covariates": _l("Only %(n)s people or units are there to compare with, too few to adjust for what was chosen (%(covariates)s): each thing takes ten."),
    "too_few_points_before": _l("%(points)s months before the training; at least %(limit)s are needed."),
    "too_few_points_after": _l("%(points)s months after the training; at least %(limit)s are needed."),
    "placebo": _l("A change at %(start)s, where nothing changed, would have been found too (p = %(p)s)."),
    "autocorrelation": _l("Neighbouring months go together (Durbin–Watson %(durbin_watson)s): the interval may be too narrow."),
    "weaker_evidence": _l("Weaker evidence: whatever else changed in that month is included."),
    "other_model": _l("With the other choice about the trend the change is %(level)s instead of %(alone)s."),
    "short_history": _l("The history is too short: %(units)s people or units over %(months)s months."),
}  # fmt: skip
NEEDED: dict[str, Any] = {
    "no_readings": _l("Needed: figures of this KPI by person."),
    "nobody_trained": _l("Needed: people who finish the training, and some months of figures after it."),
    "nobody_treated": _l("Needed: a window that begins before the training did."),
    "no_comparison": _l("Needed: people who were not trained, or not yet when others were. Next time, train in waves drawn by lot."),
    "too_few_assigned": _l("Needed: more people or units that are sent one by one, or fewer groups."),
    "too_few_pre": _l("Needed: a longer window, if there are figures."),
    "too_few_pre_seasonal": _l("Needed: a longer window, if there are figures."),
    "too_few_post": _l("Needed: time. Ask again when more months are in."),
    "composition": _l("Needed: a shorter window, or people who stayed."),
    "constant_outcome": _l("Needed: a KPI that differs between people or months."),
    "no_variation": _l("Needed: a KPI that differs between people or months."),
    "definition_changed": _l("Needed: a window on one side of the change."),
    "drift": _l("Needed: an order of training drawn by lot; then the groups are alike before."),
    "anticipation": _l("Needed: an order of training drawn by lot; then the groups are alike before."),
    "covariates_alike": _l("Needed: adjust for fewer things."),
    "too_many_covariates": _l("Needed: adjust for fewer things."),
    "too_few_points_before": _l("Needed: a longer window, if there are figures."),
    "too_few_points_after": _l("Needed: time. Ask again when more months are in."),
}  # fmt: skip
"""What would make a figure possible, where somebody can do something about it."""
LIMITS: dict[str, Any] = {
    "scheduled": _l("Counted by the scheduled month, whether people came or not; the order was drawn by lot."),
    "completed": _l("Counted by the month of completion. Who was trained when was not drawn by lot: whoever chose the time may differ in ways that no figure shows."),
    "families": _l("Compared within the job families of the trained: %(families)s."),
    "late": _l("%(n)s people came after the window had begun and are left out."),
    "thin": _l("%(n)s months of single people with fewer than %(least)s orders are left out."),
    "moved": _l("%(n)s people worked in another unit than the one that was drawn; they count with the drawn one."),
    "moved_since": _l("%(n)s people changed their unit within the window."),
    "away": _l("%(n)s people worked outside this unit for some of the months; those months are left out."),
    "units_then": _l("People count with the unit that they were trained in; whoever was not, with that of the first month."),
    "units_today": _l("People count with the unit they belong to today; earlier changes are not on record."),
    "not_ripe": _l("Months after %(month)s are left out: they still wait for orders to come."),
    "no_covariates": _l("Nothing is adjusted for; what describes the groups is shown beside them."),
    "adjusted": _l("Adjusted for %(names)s (outcome regression): years as they were when the window began, unit as it was at the training, product line as it is today."),
    "left_without_covariates": _l("%(n)s people are left out because it is not known what they would be adjusted for."),
    "left_always_treated": _l("%(n)s people were trained before the window or in its first months and are left out."),
    "left_never_seen": _l("%(n)s people have no figures in the window."),
    "left_small_cohorts": _l("%(n)s people were trained alone in their month and are left out."),
    "left_periods": _l("The last %(n)s months are left out, since then nobody was untrained."),
    "hidden_cells": _l("%(n)s single figures rest on fewer than five people and are not shown."),
    "series": _l("With nobody to compare with, the trained are compared with their own course before."),
}  # fmt: skip
