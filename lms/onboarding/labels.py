"""The words of onboarding."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from lms.core.audit_words import AuditWords

PARTS: dict[str, Any] = {"theory": _l("Theory"), "practical": _l("Practical"), "mentor": _l("Mentor's rating")}
KINDS: dict[str, Any] = {
    "course": _l("Course"),
    "exam": _l("Theory exam"),
    "practical": _l("Practical task"),
    "practical_exam": _l("Practical exam"),
    "log": _l("Growth log"),
    "mentor_rating": _l("Mentor's rating"),
}
ICONS = {
    "course": "book",
    "exam": "writing",
    "practical": "tool",
    "practical_exam": "clipboard-check",
    "log": "notebook",
    "mentor_rating": "user-star",
}
OUTCOMES: dict[str, Any] = {
    "on_duty": _l("On duty"),
    "other_post": _l("Another post proposed"),
    "left": _l("Left the company"),
}
VERDICTS: dict[str, Any] = {
    "pass": _l("Passed"),
    "fail": _l("Not passed"),
    "not_complete": _l("Not complete yet"),
}
BLOCKERS: dict[str, Any] = {
    "decision_due": _l("The result is below what is needed: a supervisor has to decide"),
    "attempts_used_up": _l("All attempts at the exam are used: a supervisor has to decide"),
    "no_technical_mentor": _l("No technical mentor has been appointed"),
    "waits_for_mentor": _l("Waiting for the mentor's rating"),
    "waits_for_assessor": _l("Waiting for the practical exam to be held"),
}
REASONS: dict[str, Any] = {
    "course_open": _l("%(done)s of %(total)s lessons done"),
    "practical_open": _l("%(done)s of %(total)s sign-offs"),
    "practical_returned": _l("Returned by the mentor: do it again"),
    "log_short": _l("%(done)s of %(needed)s entries"),
    "exam_missing": _l("Not taken yet"),
    "practical_exam_missing": _l("Not held yet"),
    "mentor_rating_missing": _l("Not given yet"),
    "mark_below": _l("%(mark)s%%, needed %(minimum)s%%"),
    "not_passed": _l("%(mark)s%%, not passed"),
    "attempts_used_up": _l("No attempt left"),
}
REFUSALS: dict[str, Any] = {
    "programme_data": _l("The programme cannot be published: %(fault)s."),
    "nobody_chosen": _l("Choose at least one person."),
    "enrolled_already": _l("%(name)s is in a programme already."),
    "has_left": _l("%(name)s has left the company."),
    "same_mentor_twice": _l("%(name)s needs two different mentors: one for skills, one for the company and its people."),
    "own_case": _l("Nobody decides about themselves."),
    "nothing_to_decide": _l("There is nothing to decide: the stage is neither failed nor late, or it was decided already."),
    "extension_days": _l("An extension lasts 1 to %(longest)s days."),
    "reason_short": _l("Give the reason in at least %(shortest)s characters: the learner reads it."),
}  # fmt: skip
NOTICES: dict[str, Any] = {
    "onboarding.enrolled": _l("You are enrolled in “%(intake)s”, which starts on %(day)s. Open your programme to see the way."),
    "onboarding.stage_passed": _l("You passed the stage “%(stage)s”. Next comes “%(following)s”."),
    "onboarding.mentee_passed": _l("%(name)s passed the stage “%(stage)s” and is now in “%(following)s”."),
    "onboarding.on_duty": _l("You passed “%(programme)s” with %(figure)s%% and are on duty. Congratulations!"),
    "onboarding.mentee_on_duty": _l("%(name)s passed “%(programme)s” with %(figure)s%% and is on duty."),
    "onboarding.not_passed": _l("Your result in “%(programme)s” is %(figure)s%%, which is not enough yet. Your supervisor decides how to go on."),
    "onboarding.decide": _l("%(name)s did not pass (%(figure)s%%). Please decide: more time, or another post."),
    "onboarding.attempts_used_up": _l("You have used all attempts at “%(exam)s”. Your supervisor has been asked to decide how to go on."),
    "onboarding.decide_attempts": _l("%(name)s has used all attempts at “%(exam)s” in the stage “%(stage)s”. Please decide: more time with new attempts, or another post."),
    "onboarding.no_certificate": _l("%(name)s passed and is on duty, but the certificate could not be awarded: %(why)s"),
    "onboarding.evidence_taken_back": _l("%(mentor)s took back a sign-off of “%(task)s”, on which %(name)s had passed the stage “%(stage)s”. The stage stays passed; see whether the work has to be shown again."),
    "onboarding.extended": _l("Your stage “%(stage)s” was extended by %(days)s days. See what counts on and what opens anew."),
    "onboarding.mentee_extended": _l("The stage “%(stage)s” of %(name)s was extended by %(days)s days."),
    "onboarding.other_post": _l("“%(programme)s” ended for you with the proposal of another post. The reason stands with the result."),
    "onboarding.mentee_other_post": _l("“%(programme)s” ended for %(name)s with the proposal of another post."),
}  # fmt: skip
AUDIT_WORDS = AuditWords(
    area=_l("Onboarding"),
    actions={
        "programme.published": _l("Programme published"),
        "intake.opened": _l("Intake opened"),
        "enrolment.made": _l("Person enrolled"),
        "stage.passed": _l("Stage passed"),
        "stage.extended": _l("Stage extended"),
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
    },
    details={
        "cohort": _l("Intake"),
        "evidence": _l("Evidence"),
        "exam": _l("Exam"),
        "sign_off": _l("Sign-off"),
        "task": _l("Practical task"),
        "figure": _l("Result"),
        "kind": _l("Outcome"),
        "number": _l("Version"),
        "reasons": _l("Reasons"),
        "starts_on": _l("First day"),
        "unit": _l("Unit, number of the record"),
        "version": _l("Programme version, number of the record"),
    },
    values={"kind": OUTCOMES, "evidence": KINDS},
    actors={"onboarding rule": _l("Rule of the programme")},
)
