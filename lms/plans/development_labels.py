"""The words of development plans."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from lms.core.access import Permission
from lms.core.audit_words import AuditWords
from lms.core.navigation import NavEntry
from lms.plans.development_rules import CHANGED, LATE, ON_WAY, PERSON, REACHED, SUPERVISOR

PHASE_NAMES: dict[int, Any] = {
    1: _l("Months 1 to 6: settle in"),
    2: _l("Months 6 to 12: work by yourself"),
    3: _l("From month 12 on: grow further"),
}
STATE_NAMES: dict[str, Any] = {
    ON_WAY: _l("On the way"),
    REACHED: _l("Reached"),
    LATE: _l("Behind"),
    CHANGED: _l("To be changed"),
}
STATE_TONES = {ON_WAY: "plain", REACHED: "good", LATE: "due", CHANGED: "due"}
SIDE_NAMES: dict[str, Any] = {PERSON: _l("The person"), SUPERVISOR: _l("The supervisor")}
REFUSALS: dict[str, Any] = {
    "goal_text": _l("Write the goal, in at most %(longest)s characters."),
    "goal_measure": _l("Write how you will know that it is reached, in at most %(longest)s characters."),
    "goal_phase": _l("Choose one of the three phases."),
    "goal_day": _l("In this phase, the day lies from %(first)s to %(last)s."),
    "goal_drop_reason": _l("Say why the goal is given up."),
    "plan_other_side": _l("Each side agrees for itself: the person, and the supervisor."),
    "plan_without_goals": _l("There is nothing to agree to yet: add a goal first."),
    "plan_changed_meanwhile": _l("The goals were changed meanwhile: read them, then agree."),
    "plan_agreed_already": _l("This side has agreed to the goals as they stand."),
    "review_day": _l("The talk was held between %(first)s and today."),
    "review_summary": _l("Write what was said."),
    "review_states": _l("Say of each goal how it stands."),
}
NOTICES: dict[str, Any] = {
    "plan_opened": _l("You are on duty, and your development plan is open: set your first goals, then agree on them with your supervisor."),
    "plan_opened_for_you": _l("Your supervisor has opened a development plan for you: set your first goals, then agree on them together."),
    "plan_to_agree": _l("%(name)s has agreed to the goals of the development plan. Read them and agree, or change them."),
    "plan_agreed": _l("Your supervisor agreed to your development plan."),
    "plan_talk_due": _l("The quarterly talk over your development plan is due on %(day)s. Fix a time with your supervisor."),
    "plan_talks_due": _l("Quarterly talks over development plans that are due within a week or late: %(count)s. Fix the times."),
    "plan_reviewed": _l("The talk over your development plan is on record. See how each goal stands."),
}  # fmt: skip
AUDIT_WORDS = AuditWords(
    area=_l("Development plans"),
    actions={
        "plan.opened": _l("Development plan opened"),
        "plan.goal_added": _l("Goal added"),
        "plan.goal_dropped": _l("Goal given up"),
        "plan.agreed": _l("Development plan agreed"),
        "plan.reviewed": _l("Development plan talked over"),
    },
    subjects={"development_plan": _l("Development plan")},
    details={
        "goal": _l("Goal, number of the record"),
        "text": _l("Goal"),
        "due_on": _l("Until"),
        "held_on": _l("Day of the talk"),
        "side": _l("Side"),
        "reason": _l("Reason"),
    },
    values={"side": SIDE_NAMES},
)
NAVIGATION = (
    NavEntry(
        _l("My development plan"), "plans.my_development", "target", _l("Training"), Permission.LEARN,
        section="plans.my_development", hidden_for=frozenset({Permission.SEE_ARCHIVE}),
    ),
    NavEntry(
        _l("Development plans"), "plans.development_plans", "target", _l("People"), Permission.SEE_ARCHIVE,
        section="plans.development",
    ),
)  # fmt: skip
