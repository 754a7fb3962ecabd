"""The words of a trainer's certification."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from lms.core.audit_words import AuditWords
from lms.core.phrases import counted as _n
from lms.trainers.certification.rules import Stage
from lms.trainers.grades.labels import GRADE_NAMES

PART_NAMES: dict[str, Any] = {
    "exam": _l("Subject test"),
    "lecture": _l("Trial lecture"),
    "feedback": _l("Listeners' feedback"),
}
KIND_NAMES: dict[str, Any] = {"award": _l("Certification"), "renewal": _l("Re-review")}
DECISION_NAMES: dict[str, Any] = {
    "granted": _l("Grade granted"),
    "refused": _l("Refused"),
    "taken_back": _l("Taken back"),
}
DECISION_TONES = {"granted": "good", "refused": "bad", "taken_back": "plain"}
STAGE_NAMES: dict[Stage, tuple[Any, str]] = {
    Stage.FEW_JUDGES: (_l("Judges missing"), "bad"),
    Stage.JUDGING: (_l("Being judged"), "due"),
    Stage.DONE: (_l("Judged"), "good"),
}
REFUSALS: dict[str, Any] = {
    "trainer_left": _l("This person no longer works here."),
    "trainer_applied_already": _l("An application is under way; it must be decided or taken back first."),
    "trainer_suspended": _l("The grade is suspended. It must be reinstated before anything is applied for."),
    "trainer_no_review": _l("The re-review of this grade is not open today."),
    "trainer_holds_it": _l("This grade, or a higher one, is held and valid."),
    "trainer_skips": _l("The grades are earned one after another."),
    "trainer_review_is_enough": _l("The re-review is still possible and enough; apply for that."),
    "trainer_requirements_unmet": _n(
        "%(count)s requirement is not met yet.", "%(count)s requirements are not met yet.", "count"
    ),
    "subject_test_missing": _l("Choose the subject test in what you want to teach."),
    "application_decided": _l("This application is decided already."),
    "no_lecture_for_review": _l("A re-review asks for no trial lecture."),
    "lecture_set_already": _l("A trial lecture is set. Call it off before another is set."),
    "lecture_when": _l("The lecture must lie ahead, within the next 400 days."),
    "lecture_called_off": _l("This lecture was called off."),
    "lecture_judged": _l("Judges have rated this lecture already."),
    "rubric_unknown_here": _l("There is no rubric “%(code)s”. Change the criteria of the grade, or add the rubric."),
    "judges_few": _l("At least %(least)s judges are needed."),
    "judges_self": _l("%(name)s is the candidate."),
    "judge_is_supervisor": _l("%(name)s is the candidate's supervisor and may not judge."),
    "judge_twice": _l("%(name)s was asked already."),
    "judge_not_able": _l("%(name)s is neither a trainer, an assessor nor a training manager."),
    "judge_judged_already": _l("This judge has rated already, or was released."),
    "judged_before_held": _l("The lecture has not begun yet."),
    "decider_judged": _l("You judged the trial lecture; somebody else must decide."),
    "certification_incomplete": _l("Not all parts of the certification have a mark yet."),
    "certification_failed": _l("The certification is not passed, so the grade cannot be granted."),
}
NOTICES: dict[str, Any] = {
    "trial_lecture_set": _l("Your trial lecture “%(topic)s” is on %(day)s at %(time)s: %(place)s."),
    "trial_lecture_to_judge": _l("You are asked to judge the trial lecture of %(name)s, “%(topic)s”, on %(day)s at %(time)s: %(place)s."),
    "trial_lecture_called_off": _l("The trial lecture of %(name)s, “%(topic)s”, does not take place: %(reason)s"),
    "trial_judge_released": _l("You need not judge the trial lecture of %(name)s, “%(topic)s”, on %(day)s: %(reason)s"),
    "trial_lecture_judged": _l("All judges have rated the trial lecture of %(name)s: %(percent)s of 100."),
    "trainer_application_refused": _l("Your application for “%(grade)s” was refused: %(reason)s"),
}  # fmt: skip
AUDIT_WORDS = AuditWords(
    area=_l("Certification of trainers"),
    actions={
        "trainer_application.made": _l("Application for a trainers' grade made"),
        "trainer_application.decided": _l("Application for a trainers' grade decided"),
        "trial_lecture.planned": _l("Trial lecture set"),
        "trial_lecture.judge_asked": _l("Judge of a trial lecture asked"),
        "trial_lecture.judge_released": _l("Judge of a trial lecture released"),
        "trial_lecture.called_off": _l("Trial lecture called off"),
        "trial_lecture.judged": _l("Trial lecture judged"),
    },
    subjects={"trainer_application": _l("Application for a trainers' grade"), "trial_lecture": _l("Trial lecture")},
    details={
        "person": _l("Person"),
        "level": _l("Grade as trainer"),
        "kind": _l("Kind of application"),
        "exam": _l("Subject test"),
        "decision": _l("Decision"),
        "total": _l("Result"),
        "starts_at": _l("Begins"),
        "place": _l("Place of the lecture"),
        "topic": _l("Topic"),
        "judge": _l("Judge of the lecture"),
        "percent": _l("Mark"),
    },
    values={"level": GRADE_NAMES, "kind": KIND_NAMES, "decision": DECISION_NAMES},
    people=frozenset({"person", "judge"}),
)
