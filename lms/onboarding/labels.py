"""The words of onboarding."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from lms.core.audit_words import AuditWords
from lms.core.phrases import counted as _n

PARTS: dict[str, Any] = {"theory": _l("Theory"), "practical": _l("Practical"), "mentor": _l("Mentor's rating")}
KINDS: dict[str, Any] = {
    "course": _l("Course"),
    "attendance": _l("Sessions attended"),
    "exam": _l("Theory exam"),
    "practical": _l("Practical task"),
    "practical_exam": _l("Practical exam"),
    "log": _l("Growth log"),
    "mentor_rating": _l("Mentor's rating"),
    "talk": _l("Coaching talk"),
    "agreement": _l("Mentor's agreement"),
    "days": _l("Days in the stage"),
}
ICONS = {
    "course": "book",
    "attendance": "calendar-event",
    "exam": "writing",
    "practical": "tool",
    "practical_exam": "clipboard-check",
    "log": "notebook",
    "mentor_rating": "user-star",
    "talk": "message",
    "agreement": "user-check",
    "days": "clock",
}
OUTCOMES: dict[str, Any] = {
    "on_duty": _l("On duty"),
    "other_post": _l("Another post proposed"),
    "ended": _l("Probation ended"),
    "left": _l("Left the company"),
    "transferred": _l("Moved to another programme"),
}
VERDICTS: dict[str, Any] = {
    "pass": _l("Passed"),
    "fail": _l("Not passed"),
    "not_complete": _l("Not complete yet"),
}
VERDICTS_OF_RULES: dict[str, Any] = {
    "enrol": _l("Is enrolled"),
    "taken": _l("In a programme already"),
    "had_it": _l("Had this programme before"),
}
BLOCKERS: dict[str, Any] = {
    "signature_due": _l("Passed: being put on duty waits for a signature"),
    "decision_due": _l("The result is below what is needed: a supervisor has to decide"),
    "attempts_used_up": _l("All attempts at the exam are used: a supervisor has to decide"),
    "no_technical_mentor": _l("No technical mentor has been appointed"),
    "waits_for_mentor": _l("Waiting for the mentor"),
    "waits_for_assessor": _l("Waiting for the practical exam to be held"),
}
REASONS: dict[str, Any] = {
    "course_open": _l("%(done)s of %(total)s lessons done"),
    "practical_open": _l("%(done)s of %(total)s sign-offs"),
    "practical_returned": _l("Returned by the mentor: do it again"),
    "attendance_short": _n("%(done)s of %(needed)s session", "%(done)s of %(needed)s sessions", "needed"),
    "log_short": _n("%(done)s of %(needed)s entry", "%(done)s of %(needed)s entries", "needed"),
    "talk_short": _n("%(done)s of %(needed)s talk", "%(done)s of %(needed)s talks", "needed"),
    "days_short": _l("Day %(done)s of at least %(needed)s"),
    "agreement_missing": _l("The mentor has not agreed yet"),
    "agreement_refused": _l("The mentor does not agree yet"),
    "exam_missing": _l("Not taken yet"),
    "practical_exam_missing": _l("Not held yet"),
    "mentor_rating_missing": _l("Not given yet"),
    "mark_below": _l("%(mark)s%%, needed %(minimum)s%%"),
    "not_passed": _l("%(mark)s%%, not passed"),
    "attempts_used_up": _l("No attempt left"),
}
REFUSALS: dict[str, Any] = {
    "nobody_chosen": _l("Choose at least one person."),
    "enrolled_already": _l("%(name)s is in a programme already: “%(intake)s”. Move them there to another programme instead of enrolling twice."),
    "in_this_intake": _l("%(name)s is in this intake already."),
    "has_left": _l("%(name)s has left the company."),
    "same_mentor_twice": _l("%(name)s needs two different mentors: one for skills, one for the company and its people."),
    "decision_for_another": _l("The programme asks for somebody else's signature here."),
    "own_case": _l("Nobody decides about themselves."),
    "nothing_to_decide": _l("There is nothing to decide: the stage is neither failed nor late, or it was decided already."),
    "extensions_used_up": _n("This stage was extended or repeated %(count)s time, as often as the programme allows.", "This stage was extended or repeated %(count)s times, as often as the programme allows.", "count"),
    "extensions_none": _l("The programme allows no extension and no repetition of a stage."),
    "extension_days": _l("An extension lasts 1 to %(longest)s days."),
    "reason_short": _l("Give the reason in at least %(shortest)s characters: the learner reads it."),
}  # fmt: skip
NOTICES: dict[str, Any] = {
    "onboarding.enrolled": _l("You are enrolled in “%(intake)s”, which starts on %(day)s. Open your programme to see the way."),
    "onboarding.stage_passed": _l("You passed the stage “%(stage)s”. Next comes “%(following)s”."),
    "onboarding.mentee_passed": _l("%(name)s passed the stage “%(stage)s” and is now in “%(following)s”."),
    "onboarding.on_duty": _l("You passed “%(programme)s” with %(figure)s%% and are on duty. Congratulations!"),
    "onboarding.mentee_on_duty": _l("%(name)s passed “%(programme)s” with %(figure)s%% and is on duty."),
    "onboarding.team_on_duty": _l("%(name)s passed “%(programme)s” with %(figure)s%% and is on duty. Agree together on the first goals of the development plan."),
    "onboarding.not_passed": _l("Your result in “%(programme)s” is %(figure)s%%, which is not enough yet. Your supervisor decides how to go on."),
    "onboarding.decide": _l("%(name)s did not pass (%(figure)s%%). Please decide how to go on."),
    "onboarding.attempts_used_up": _l("You have used all attempts at “%(exam)s”. Your supervisor has been asked to decide how to go on."),
    "onboarding.decide_attempts": _l("%(name)s has used all attempts at “%(exam)s” in the stage “%(stage)s”. Please decide how to go on."),
    "onboarding.no_certificate": _l("%(name)s passed and is on duty, but the certificate could not be awarded: %(why)s"),
    "onboarding.evidence_taken_back": _l("%(mentor)s took back a sign-off of “%(task)s”, on which %(name)s had passed the stage “%(stage)s”. The stage stays passed; see whether the work has to be shown again."),
    "onboarding.extended": _n("Your stage “%(stage)s” was extended by %(days)s day. See what counts on and what opens anew.", "Your stage “%(stage)s” was extended by %(days)s days. See what counts on and what opens anew.", "days"),
    "onboarding.mentee_extended": _n("The stage “%(stage)s” of %(name)s was extended by %(days)s day.", "The stage “%(stage)s” of %(name)s was extended by %(days)s days.", "days"),
    "onboarding.repeated": _l("You do the stage “%(stage)s” once more: full time, and every mark anew. The reason stands with it."),
    "onboarding.mentee_repeats": _l("%(name)s does the stage “%(stage)s” once more."),
    "onboarding.ended": _l("“%(programme)s” ended for you. The reason stands with the result."),
    "onboarding.mentee_ended": _l("“%(programme)s” ended for %(name)s: the probation is ended."),
    "onboarding.passed_unsigned": _l("You reached %(figure)s%% in “%(programme)s”, which is a pass. Your supervisor signs it next."),
    "onboarding.sign_on_duty": _l("%(name)s passed with %(figure)s%%. Please sign that they go on duty."),
    "onboarding.paused": _l("Your programme rests from %(day)s on. What follows moves along."),
    "onboarding.mentee_paused": _l("The programme of %(name)s rests from %(day)s on."),
    "onboarding.resumed": _l("The last day of your pause is %(day)s. Then your programme goes on."),
    "onboarding.intake_moved": _l("“%(intake)s” starts on %(day)s now. See the new dates."),
    "onboarding.mentee_moved": _l("The programme of %(name)s starts on %(day)s now."),
    "onboarding.version_moved": _l("Your programme follows version %(number)s now. What you passed stays passed; see what is new."),
    "onboarding.mentee_transferred": _l("%(name)s goes on in another programme: “%(programme)s”."),
    "onboarding.not_agreed": _l("Your mentor does not agree yet that you go on from “%(stage)s”: %(comment)s"),
    "onboarding.auto_enrolled": _n("By rule, %(people)s person was enrolled in “%(intake)s”. Appoint the mentors.", "By rule, %(people)s people were enrolled in “%(intake)s”. Appoint their mentors.", "people"),
    "onboarding.own_late": _n("Your stage “%(stage)s” is %(days)s day late. See what is missing.", "Your stage “%(stage)s” is %(days)s days late. See what is missing.", "days"),
    "onboarding.own_soon": _l("Your stage “%(stage)s” ends on %(day)s, and something is missing yet."),
    "onboarding.digest": _l("Onboarding today: %(late)s late, %(soon)s due within a week, %(turn)s waiting for you."),
    "onboarding.other_post": _l("“%(programme)s” ended for you with the proposal of another post. The reason stands with the result."),
    "onboarding.mentee_other_post": _l("“%(programme)s” ended for %(name)s with the proposal of another post."),
}  # fmt: skip
JOB_KINDS: dict[str, Any] = {
    "onboarding.morning": _l("Daily round of onboarding"),
    "onboarding.rules": _l("Enrolment by rule"),
}
AUDIT_WORDS = AuditWords(
    area=_l("Onboarding"),
    actions={
        "programme.published": _l("Programme published"),
        "intake.opened": _l("Intake opened"),
        "enrolment.made": _l("Person enrolled"),
        "stage.passed": _l("Stage passed"),
        "stage.extended": _l("Stage extended"),
        "stage.repeated": _l("Stage repeated"),
        "stage.agreed": _l("Mentor agreed"),
        "stage.not_agreed": _l("Mentor did not agree"),
        "programme.paused": _l("Programme paused"),
        "programme.resumed": _l("End of a pause set"),
        "programme.draft_begun": _l("Draft of a programme begun"),
        "programme.draft_discarded": _l("Draft of a programme discarded"),
        "intake.moved": _l("Intake moved"),
        "enrolment.moved": _l("Moved to another version"),
        "enrolment_rule.made": _l("Enrolment rule made"),
        "enrolment_rule.ended": _l("Enrolment rule ended"),
        "programme.failed": _l("Result below what is needed"),
        "programme.ended": _l("Programme ended"),
        "certificate.refused": _l("Certificate not awarded"),
        "exam.attempts_used_up": _l("All attempts at an exam used"),
        "stage.evidence_taken_back": _l("Evidence of a stage taken back"),
    },
    subjects={
        "programme_version": _l("Programme version"),
        "cohort": _l("Intake"),
        "enrolment": _l("Enrolment"),
        "programme_draft": _l("Draft of a programme"),
        "enrolment_rule": _l("Enrolment rule"),
    },
    details={
        "cohort": _l("Intake"),
        "evidence": _l("Evidence"),
        "exam": _l("Exam"),
        "sign_off": _l("Sign-off"),
        "task": _l("Practical task"),
        "figure": _l("Result"),
        "kind": _l("Outcome"),
        "first": _l("First day of the pause"),
        "last": _l("Last day of the pause"),
        "from_day": _l("First day before"),
        "to_day": _l("First day now"),
        "from_version": _l("Version before, number of the record"),
        "to_version": _l("Version now, number of the record"),
        "programme": _l("Programme"),
        "number": _l("Version"),
        "reasons": _l("Reasons"),
        "starts_on": _l("First day"),
        "unit": _l("Unit, number of the record"),
        "version": _l("Programme version, number of the record"),
    },
    values={"kind": OUTCOMES, "evidence": KINDS},
    actors={
        "onboarding rule": _l("Rule of the programme"),
        "onboarding round": _l("Daily round of onboarding"),
    },
)
