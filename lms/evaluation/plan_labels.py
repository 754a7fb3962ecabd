"""The words of evaluation plans, levels and verdicts."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from lms.core.audit_words import AuditWords
from lms.evaluation.rules.due import Call
from lms.evaluation.rules.planning import Depth
from lms.evaluation.rules.verdicts import Signal, Verdict

LEVEL_NAMES: dict[int, Any] = {
    1: _l("Reaction"),
    2: _l("Learning"),
    3: lazy_pgettext("evaluation", "Behaviour"),
    4: lazy_pgettext("evaluation", "Results"),
    5: _l("Return on investment"),
}
LEVEL_QUESTIONS: dict[int, Any] = {
    1: _l("Were people satisfied, engaged, and was it relevant to their work?"),
    2: _l("Do they know and can they do what was taught?"),
    3: _l("Do they do it at work?"),
    4: _l("Did it move the KPIs, compared with those not yet trained?"),
    5: _l("Was it worth the money?"),
}
DEPTH_NAMES: dict[str, Any] = {
    Depth.SKILLS: _l("Skills training"),
    Depth.CONDUCT: _l("Management and service manner"),
    Depth.WHOLE: _l("Large programme"),
}
DEPTH_NOTES: dict[str, Any] = {
    Depth.SKILLS: _l("Levels 1 and 2 decide"),
    Depth.CONDUCT: _l("Levels 3 and 4 decide"),
    Depth.WHOLE: _l("All five levels decide"),
}
VERDICT_NAMES: dict[str, Any] = {
    Verdict.EXPAND: _l("Expand"),
    Verdict.ADJUST: _l("Adjust"),
    Verdict.RETIRE: _l("Retire"),
    Verdict.CANNOT_TELL: _l("Cannot tell yet"),
}
VERDICT_TONES = {
    Verdict.EXPAND: "good",
    Verdict.ADJUST: "due",
    Verdict.RETIRE: "bad",
    Verdict.CANNOT_TELL: "plain",
}
SIGNAL_NAMES: dict[str, Any] = {
    Signal.GOOD: _l("Good"),
    Signal.MIXED: _l("Not clear"),
    Signal.WEAK: _l("Weak"),
    Signal.UNKNOWN: _l("Not known"),
}
SIGNAL_TONES = {Signal.GOOD: "good", Signal.MIXED: "due", Signal.WEAK: "bad", Signal.UNKNOWN: "plain"}
ROLE_NAMES: dict[str, Any] = {
    "learner": _l("The learner"),
    "supervisor": _l("The direct supervisor"),
    "observer": _l("Mentors as observers"),
}
MEASURE_NAMES: dict[str, Any] = {
    "satisfaction": _l("Satisfaction"),
    "relevance": _l("Relevance to the work"),
    "engagement": _l("Engagement"),
    "confidence": _l("Confidence"),
    "commitment": _l("Intention to use it"),
    "recommend": _l("Would recommend it"),
    "application": _l("Use on the job"),
    "behaviour": _l("Behaviour on the job"),
    "driver": _l("Support on the job"),
    "organisation": lazy_pgettext("questionnaire", "Organisation"),
    "knowledge": _l("Knowledge"),
    "trainer": _l("Trainer"),
}
DRIVER_NAMES: dict[str, Any] = {
    "reinforce": _l("Reminding and practising"),
    "encourage": _l("Encouraging and coaching"),
    "reward": _l("Recognising"),
    "monitor": _l("Looking at how it is done"),
}
PROPOSAL_REASONS: dict[str, Any] = {
    "good": _l("All levels that decide speak well: %(levels)s."),
    "weak": _l("Speaks against it: %(levels)s."),
    "mixed": _l("Not clear: %(levels)s; more answers or more time would narrow the interval."),
    "unknown": _l("Not known yet: %(levels)s."),
    "gap": _l("Claimed without evidence of behaviour: %(levels)s. Nobody has seen that people work differently."),
}
REFUSALS: dict[str, Any] = {
    "plan_without_levels": _l("Choose at least one level."),
    "plan_level_unasked": _l("Level %(level)s is chosen, but nobody is asked for it. Add when."),
    "plan_round_unplanned": _l("Somebody would be asked for a level that is not chosen."),
    "plan_round_twice": _l("The same level is asked twice on the same day."),
    "plan_days_wrong": _l("Days after the end go from 0 to %(most)s, and questionnaires stay open for 1 to 60 days."),
    "plan_nobody_asked": _l("Choose who is asked."),
    "plan_return_without_results": _l("A return needs results: choose level 4 as well."),
    "plan_results_without_behaviour": _l("Results without evidence of behaviour prove little: choose level 3 as well."),
    "plan_reason_missing": _l("Say why the plan is so, for those who read it later."),
    "plan_unknown_exam": _l("There is no exam %(code)s."),
    "plan_unknown_rubric": _l("There is no rubric %(code)s."),
    "plan_weeks_wrong": _l("A retention test comes %(least)s to %(most)s weeks after the end."),
    "plan_retention_without_exam": _l("A retention test repeats the exam after: choose that exam."),
    "plan_retention_unplanned": _l("A retention test belongs to level 2: choose level 2 as well."),
    "plan_before_without_after": _l("An exam before needs one after to be compared with."),
    "plan_unfit": _l("The questionnaire %(code)s cannot be put to those people at that level."),
    "plan_unchanged": _l("Nothing has changed since the last version."),
    "verdict_reason_missing": _l("Say why you decide so."),
    "verdict_steps_missing": _l("Say what is to be done."),
    "verdict_need_without_ground": _l("“Cannot tell yet” is no ground for a training need."),
    "verdict_without_abilities": _l(
        "Say first which abilities the training teaches; a training need is about abilities."
    ),
    "verdict_day_missing": _l("Say until when the training need is to be met."),
}
NOTICES: dict[str, Any] = {
    "retention_open": _l(
        "What do you still know of “%(title)s”? Please sit its exam once more by %(day)s, about %(minutes)s minutes. It decides nothing about you."
    ),
    "retention_reminder": _l(
        "The short test of what you still know of “%(title)s” is wanted by %(day)s, about %(minutes)s minutes. It decides nothing about you."
    ),
    "evaluation_verdict": _l(
        "%(by)s signed a verdict on your course “%(title)s”. See what the levels say and what is next."
    ),
    "evaluation_declare": _l(
        "The results of “%(title)s” fall due, but its plan declares no KPI. Declare the one that it was to move."
    ),
    "evaluation_approve": _l(
        "The effect of “%(title)s” is estimated. Look at it, and sign if a return may rest on it."
    ),
    "evaluation_return": _l("The return on “%(title)s” falls due and its effect is signed for. Open the case."),
}
CALL_NAMES: dict[str, Any] = {
    Call.DECLARE: _l("Declare the KPI that it was to move"),
    Call.APPROVE: _l("Sign for the estimate of the effect, or leave it"),
    Call.RETURN: _l("Open the case of its return"),
}
"""What is wanted next of a training whose results or return fall due."""
JOB_KINDS: dict[str, Any] = {"evaluation.morning": _l("Daily round of evaluation")}
AUDIT_WORDS = AuditWords(
    area=_l("Training evaluation"),
    actions={
        "evaluation.plan_published": _l("Evaluation plan published"),
        "evaluation.asked": _l("Questionnaires sent after a training"),
        "evaluation.verdict_signed": _l("Verdict on a training signed"),
        "evaluation.retention_asked": _l("Retention test asked for"),
        "evaluation.retention_reminded": _l("Reminder of a retention test"),
    },
    subjects={
        "evaluation_plan": _l("Evaluation plan"),
        "evaluation_task": _l("Evaluation of a training"),
        "evaluation_verdict": _l("Verdict on a training"),
        "retention_test": _l("Retention test"),
    },
    details={
        "code": _l("Training"),
        "version": _l("Version"),
        "kpi": _l("KPI"),
        "reason": _l("Reason"),
        "person": _l("About"),
        "levels": _l("Levels"),
        "level": lazy_pgettext("evaluation", "Level"),
        "days": _l("Days after the end"),
        "asked": _l("Number of questionnaires"),
        "missing": _l("Nobody to ask"),
        "verdict": _l("Verdict"),
        "proposed": _l("Proposed verdict"),
        "need": _l("Training need"),
        "exam": _l("Exam"),
        "weeks": _l("Weeks after the end"),
        "count": _l("Reminders so far"),
    },
    values={"verdict": VERDICT_NAMES, "proposed": VERDICT_NAMES},
    people=frozenset({"person"}),
    actors={"evaluation round": _l("Daily round of evaluation")},
)
