"""The words for codes of costs and returns."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from lms.core.audit_words import AuditWords

REFUSALS: dict[str, Any] = {
    "cost_category": _l("“%(word)s” is no kind of cost."),
    "cost_amount": _l("The amount must be 0 or more, with at most two decimals."),
    "cost_days": _l("The last day lies before the first."),
    "cost_spread": _l(
        "Say both: how much it serves altogether, and how much of that here; the part is never more than the whole."
    ),
    "cost_not_spreadable": _l(
        "Only needs analysis, design, development and bought-in content are spread over several trainings."
    ),
    "cost_is_reversal": _l("This entry takes another one back; it cannot be taken back itself."),
    "cost_reversed": _l("This entry was taken back already."),
    "cost_import_wrong": _l("Rows of this file are wrong; nothing was loaded."),
    "roi_signed": _l("This version was signed already."),
    "roi_first_year": _l("This version counts only the first year; there is nothing to sign."),
    "roi_no_figures": _l("This case has no figures yet."),
    "roi_not_yours": _l("You may no longer see this case."),
    "roi_character": _l("No font can show these characters, so nothing was printed: %(characters)s"),
    "roi_own_override": _l("Whoever wrote the figures cannot sign for them. Somebody else must."),
}
JOB_KINDS: dict[str, Any] = {
    "evaluation.roi_report": _l("ROI report"),
    "evaluation.portfolio_report": _l("ROI report of several trainings"),
}
NOTICES: dict[str, Any] = {"roi.ready": _l("The ROI report “%(title)s” is ready.")}
AUDIT_WORDS = AuditWords(
    area=_l("Costs and returns"),
    actions={
        "cost.entered": _l("entered a cost"),
        "cost.reversed": _l("took a cost entry back"),
        "cost.rate_set": _l("set an hourly rate"),
        "cost.uploaded": _l("uploaded a workbook of costs"),
        "cost.loaded": _l("loaded a workbook of costs"),
        "roi.opened": _l("opened an ROI case"),
        "roi.saved": _l("kept a version of an ROI case"),
        "roi.override_signed": _l("signed for more than the first year of benefits"),
        "roi.told": _l("noted who was told of an ROI"),
        "roi.exported": _l("took an ROI report out"),
        "roi.portfolio_exported": _l("took an ROI report of several trainings out"),
    },
    subjects={
        "cost_entry": _l("Cost entry"),
        "hourly_rate": _l("Hourly rate"),
        "cost_import": _l("Workbook of costs"),
        "roi_case": _l("ROI case"),
        "portfolio": _l("Several ROI cases"),
    },
    details={
        "amount": _l("Amount"),
        "category": _l("Kind of cost"),
        "currency": _l("Currency"),
        "from_day": _l("From day"),
        "format": _l("Format"),
        "year": _l("Year"),
        "cases": _l("Cases"),
    },
)
COLUMNS: dict[str, Any] = {
    "subject": _l("What for"),
    "category": _l("Kind of cost"),
    "stage": _l("Planned or actual"),
    "amount": _l("Amount"),
    "currency": _l("Currency"),
    "from_day": _l("From day"),
    "until_day": _l("Until"),
    "unit": _l("Code of the unit"),
    "name": _l("What exactly"),
    "source": _l("Source"),
    "document": _l("Document"),
    "spread_over": _l("Serves altogether"),
    "spread_used": _l("Of them here"),
}
STAGE_NAMES: dict[str, Any] = {"actual": _l("Actual cost"), "planned": _l("Planned cost")}
CASE_STAGES: dict[str, Any] = {
    "forecast": _l("Forecast before the training"),
    "result": _l("Result after the training"),
}
SOLUTIONS: dict[str, Any] = {
    "short": _l("Short-term: the first year counts"),
    "long": _l("Long-term: more may count with a signature"),
}
DIRECTIONS: dict[str, Any] = {"up": _l("it rises"), "down": _l("it falls")}

CATEGORY_NAMES: dict[str, Any] = {
    "needs_analysis": _l("Needs analysis"),
    "design": _l("Design"),
    "development": _l("Development"),
    "acquisition": _l("Bought-in content"),
    "trainers": _l("Trainers' fees and time"),
    "rooms": _l("Rooms and equipment"),
    "travel": _l("Travel and board"),
    "materials": _l("Material"),
    "learners_time": _l("Learners' paid time"),
    "operation": _l("Upkeep and operation"),
    "administration": _l("Administration and overhead"),
    "evaluation": _l("Evaluation of the training"),
    "total": _l("All costs together"),
}
ISOLATION_NAMES: dict[str, Any] = {
    "randomised": _l("Randomised comparison"),
    "comparison": _l("Comparison with those not yet trained"),
    "trend_line": _l("Trend line before and after"),
    "forecasting": _l("Forecast from other drivers"),
    "experts": _l("Estimate by experts"),
    "supervisors": _l("Estimate by supervisors"),
    "management": _l("Estimate by management"),
    "participants": _l("Estimate by learners"),
    "customers": _l("Estimate by customers"),
    "none": _l("Not told apart"),
}
METHOD_NAMES: dict[str, Any] = {
    "standard_value": _l("Standard value of the organisation"),
    "cost_of_quality": _l("Cost of quality"),
    "staff_time": _l("Staff time saved"),
    "historical_cost": _l("Cost in past records"),
    "external_database": _l("External database"),
    "linked_measure": _l("Link to another measure"),
    "internal_expert": _l("Internal expert"),
    "external_expert": _l("External expert"),
    "participants": _l("Learners' estimate"),
    "supervisors": _l("Supervisors' estimate"),
    "staff": _l("Training staff's estimate"),
}
STATUS_NAMES: dict[str, Any] = {
    "counted": _l("In the sum"),
    "not_isolated": _l("Left out: the training's part was not told from everything else"),
    "same_money": _l("Left out: it describes the same money as another benefit"),
}
VERDICT_NAMES: dict[str, Any] = {
    "pays": _l("It pays"),
    "does not pay": _l("It does not pay"),
    "cannot tell": _l("Cannot tell yet"),
    "not shown": _l("No benefit shown"),
    "refused": _l("No return computed"),
}
VERDICT_TONES = {"pays": "good", "does not pay": "bad", "cannot tell": "due", "not shown": "due", "refused": "plain"}

LEVEL_LABELS: dict[int, Any] = {
    1: _l("Level 1: reaction"),
    2: _l("Level 2: learning"),
    3: _l("Level 3: behaviour"),
    4: _l("Level 4: results"),
}
PRINCIPLES: dict[int, Any] = {
    1: _l("A higher level rests on data of the lower ones"),
    2: _l("A lower level need not be comprehensive"),
    3: _l("Only the most credible sources"),
    4: _l("The most conservative alternative"),
    5: _l("At least one method tells the training's part apart"),
    6: _l("No data from somebody means no improvement"),
    7: _l("Estimates are lowered by their error"),
    8: _l("No extreme items and no unsupported claims"),
    9: _l("Only the first year of benefits for short-term solutions"),
    10: _l("Costs are fully loaded"),
    11: _l("Intangible benefits are left unconverted on purpose"),
    12: _l("The result is told to everybody concerned"),
}
CHECKS: dict[str, Any] = {
    "levels_there": _l("All four lower levels have records."),
    "levels_missing": _l("No record for level %(levels)s."),
    "short_forms": _l("Short forms serve on the lower levels."),
    "sources_there": _l("Every figure names its source."),
    "sources_missing": _l("No source is named for: %(where)s."),
    "lower_alternative": _l("A lower money value is known and was not used: %(where)s."),
    "no_interval": _l("No figure has limits, so there is no lower line to put first."),
    "conservative_first": _l("The lower limit (95 %) is said first."),
    "not_isolated": _l("Left out, because the training's part was not told apart: %(where)s."),
    "isolated": _l("Measured by comparison or trend: %(measured)s; estimated by people: %(estimated)s."),
    "no_estimates": _l("Nothing rests on people's estimates."),
    "one_figure": _l("People gave one figure for everybody; it counts by their confidence."),
    "not_lowered": _l("People judged the effect and nobody said how sure they were: %(where)s."),
    "unknown_is_nothing": _l(
        "Estimates counted: %(known)s; people trained: %(people)s. Whoever gave none counts as no improvement."
    ),
    "lowered_by_confidence": _l("Estimates were multiplied by their confidence (%(count)s)."),
    "no_extremes": _l("No estimate was extreme or left out."),
    "extremes_out": _l("Estimates left out with the reason: %(count)s. They count as no improvement."),
    "first_year": _l("No benefit after the first twelve months is counted."),
    "cut_to_first_year": _l("Cut to the first twelve months: %(where)s."),
    "override": _l("%(months)s months are counted, approved by %(by)s."),
    "override_short": _l("%(months)s months are counted, approved by %(by)s, though the solution is short-term."),
    "all_costs": _l("All twelve kinds of cost are answered."),
    "below_ledger": _l(
        "The case counts costs of %(costs)s %(currency)s, but the ledger of this training holds %(ledger)s: what is missing makes the return look better than it is."
    ),
    "above_ledger": _l(
        "The case counts costs of %(costs)s %(currency)s, more than the %(ledger)s in the ledger of this training: enter the rest there, or say in the source where it comes from."
    ),
    "only_total": _l("Only a total is given, so nobody can see whether it is complete."),
    "intangibles": _l("Listed and never added up: %(count)s."),
    "told": _l("Told so far: %(count)s."),
    "nobody_told": _l("Nobody is on record as told."),
}

CASE_FAULTS: dict[str, Any] = {
    "missing": _l("“%(key)s” is missing."),
    "no_text": _l("“%(key)s” must be text of at most %(most)s characters."),
    "unknown_word": _l("“%(word)s” is not known here; use one of: %(known)s."),
    "no_number": _l("“%(key)s” must be a number."),
    "no_numbers": _l("“%(key)s” must be a list of numbers."),
    "out_of_bounds": _l("“%(key)s” must lie between %(least)s and %(most)s."),
    "too_big": _l("“%(key)s” is larger than any amount of money or figure can be; look for digits too many."),
    "too_small": _l("“%(key)s” must not be less than %(least)s."),
    "not_above": _l("“%(key)s” must be more than %(least)s."),
    "no_day": _l("“%(key)s” must be a date such as 2026-03-31."),
    "no_table": _l("“%(key)s” must be a table."),
    "no_list": _l("“%(key)s” must be a list of tables."),
    "one_limit": _l("Give both limits: “%(key)s” is missing."),
    "limits": _l("The value %(value)s must lie between its limits %(low)s and %(high)s."),
    "unknown_key": _l("“%(key)s” is not known here; known are: %(known)s."),
    "twice": _l("Two benefits have the code “%(same)s”."),
    "cost_unanswered": _l("The cost “%(key)s” is not answered. Where nothing was spent, write 0."),
    "not_spreadable": _l("Only these costs are spread over several runs: %(known)s."),
    "used_up": _l("More is used than the cost is spread over (%(over)s)."),
    "one_way": _l("Say it in exactly one way: “effect”, “estimate” or “amount”."),
    "too_many_estimates": _l("There are %(given)s estimates for %(people)s people trained."),
    "impossible_pair": _l("A benefit–cost ratio of %(bcr)s means an ROI of %(wanted)s %%, not of %(roi)s %%."),
    "months_twice": _l("Give either “unit_months” or “months”."),
    "no_currency": _l("“%(word)s” is no currency; write its three capital letters, such as CNY."),
    "confidence_unsaid": _l(
        "“%(key)s” is missing. Where people judged what the training did, say in per cent how sure they are: the effect is multiplied by it."
    ),
    "points_unsaid": _l(
        "“%(key)s” is missing. One point of a share is worth money only by how many orders it is: at 30 orders a person and month, 0.30."
    ),
}
