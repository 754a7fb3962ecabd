"""The words for how good items and exams are, for how papers are drawn, and for pass marks set by judges."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from lms.core.audit_words import AuditWords
from lms.core.phrases import counted as _n

FLAG_NAMES: dict[str, Any] = {
    "too_few": _l("Too few answers"),
    "likely_miskeyed": _l("Key probably wrong"),
    "option_beats_key": _l("A wrong option beats the key"),
    "weak": _l("Hardly separates"),
    "too_hard": _l("Too hard"),
    "too_easy": _l("Too easy"),
    "no_spread": _l("All the same"),
    "distractor_nobody_takes": _l("A distractor nobody takes"),
}
FLAG_TONES = {
    "too_few": "plain", "likely_miskeyed": "bad", "option_beats_key": "bad", "weak": "due", "too_hard": "due",
    "too_easy": "plain", "no_spread": "plain", "distractor_nobody_takes": "plain",
}  # fmt: skip
FLAG_STEPS: dict[str, Any] = {
    "too_few": _l("Fewer than 30 people have answered this version. Wait; until then nothing is said about it."),
    "likely_miskeyed": _l("Those who are good at the rest get this one wrong. Check the key first; if it is wrong, correct the item and mark it anew."),
    "option_beats_key": _l("Those who chose this wrong option did better on the rest than those who chose the key. Is it right too, or does the question mislead?"),
    "weak": _l("Whether somebody gets it right says little about the rest. Look for a second right answer, a trick, or a topic that does not belong here."),
    "too_hard": _l("Fewer than one in five get it right. Is it taught? Is the wording plain? Else set the difficulty higher, or retire it."),
    "too_easy": _l("More than nine in ten get it right. Good where everybody must know it; else make the wrong options more plausible."),
    "no_spread": _l("Everybody got the same, so that the item tells nobody apart."),
    "distractor_nobody_takes": _l("Fewer than one in twenty choose it. Replace it by a mistake that people really make, or leave it out."),
}  # fmt: skip
UNDEFINED: dict[str, Any] = {
    "no_spread": _l("everybody got the same"),
    "rest_has_no_spread": _l("the rest is the same for all"),
    "negative_covariance": _l("it works against the total"),
    "one_item": _l("there is only one item"),
    "total_has_no_spread": _l("all totals are the same"),
    "few_near_cut": _l("too few people near the pass mark"),
}
COEFFICIENT_NAMES: dict[str, Any] = {
    "alpha": _l("Cronbach's alpha (KR-20)"),
    "nested": _l("Reliability of drawn papers"),
}
BASIS_NAMES: dict[str, Any] = {"first": _l("First attempts only"), "all": _l("All attempts")}
REGRADE_NAMES: dict[str, Any] = {
    "full": _l("all got the points"),
    "key": _l("marked by another key"),
    "version": _l("marked by the corrected version"),
    "drop": _l("left out"),
}
CUT_BASIS_NAMES: dict[str, Any] = {
    "mean": _l("the judges' mean"),
    "median": _l("the median"),
    "trimmed": _l("the trimmed mean"),
    "other": _l("another figure"),
    "unchanged": _l("the pass mark stays"),
}
RATED_KINDS: dict[str, Any] = {
    "calls": _l("Simulated calls"),
    "practicals": _l("Practical examinations"),
    "essays": _l("Essays"),
}
REFUSALS: dict[str, Any] = {
    "exposure_outside": _l("The limit is from 1 to 100 per cent of the attempts; leave it empty for none."),
    "exposure_days_outside": _l("The limit counts over 1 to 3,650 days."),
    "forms_outside": _l("There are 2 to %(most)s forms."),
    "forms_bank_too_small": _l("The bank does not have enough items for a single form. Look at the blueprint first."),
    "bank_too_small_for_row": _n("“%(topic)s” with the other conditions of its row: %(needed)s item is wanted, the bank has %(found)s.", "“%(topic)s” with the other conditions of its row: %(needed)s items are wanted, the bank has %(found)s.", "needed"),
    "cut_no_judges": _l("Name at least two judges."),
    "cut_judges_there": _l("Name somebody who does not judge yet."),
    "cut_no_borderline": _l("Describe whom the judges are to have in mind: what somebody can do who only just passes."),
    "cut_round_closed": _l("This round is closed; nothing more is taken."),
    "cut_round_open": _l("The round is still open."),
    "cut_not_all_rated": _l("%(missing)s of %(judges)s judges have not rated every item yet."),
    "cut_rounds_over": _l("There are at most %(most)s rounds."),
    "cut_percent_outside": _l("Item %(position)s: give a whole number from 0 to 100."),
    "cut_decided": _l("The pass mark was decided already."),
    "cut_too_few_judges": _l("At least two judges have to have rated every item."),
    "cut_mark_outside": _l("The pass mark is from 1 to 100 per cent."),
    "cut_other_needs_mark": _l("Say which pass mark."),
    "cut_signature_needed": _l("Tick that you sign this decision."),
    "cut_blueprint_changed": _l("The exam draws by another blueprint now; the judges rated version %(number)s. Open a new panel."),
}  # fmt: skip
NOTICES: dict[str, Any] = {
    "cut_judge_named": _l("You are asked to judge the questions of “%(exam)s”: how likely is somebody right who only just passes?"),
    "cut_round_opened": _l("“%(exam)s”: round %(number)s of judging is open. You now see how candidates did and what the panel said."),
}  # fmt: skip
JOB_KINDS: dict[str, Any] = {"assessments.statistics": _l("Statistics of an exam")}
AUDIT_WORDS = AuditWords(
    area=_l("Quality of items and exams"),
    actions={
        "exam.statistics_asked": _l("Statistics asked for"),
        "exam.statistics_taken": _l("Statistics taken away as a file"),
        "exam.exposure_limited": _l("Limit on showing items set"),
        "exam.forms_made": _l("Equivalent forms drawn"),
        "exam.forms_ended": _l("Equivalent forms given up"),
        "cut.judges_named": _l("Judges added"),
        "cut.panel_opened": _l("Panel about the pass mark opened"),
        "cut.rated": _l("Items judged for the pass mark"),
        "cut.round_closed": _l("Round of judging closed"),
        "cut.round_opened": _l("Round of judging opened"),
        "cut.decided": _l("Pass mark decided"),
    },
    subjects={"exam": _l("Exam"), "cut_panel": _l("Panel")},
    details={
        "code": _l("Code"),
        "percent": _l("Per cent"),
        "days": _l("Days"),
        "forms": _l("Forms"),
        "seed": _l("Seed"),
        "exam": _l("Exam"),
        "judges": _l("Judges"),
        "items": _l("Items"),
        "round": _l("Round"),
        "basis": _l("Rests on"),
        "before": _l("Before"),
        "pass_mark": _l("Pass mark"),
        "reason": _l("Reason"),
        "kind": _l("Kind"),
    },
    values={"basis": CUT_BASIS_NAMES},
)
