"""The words of practical tasks and examinations."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from assessments.practical_questions import LaterStage
from assessments.rules.practicals import Capacity, Mode, Standing, Verdict
from assessments.rules.simulations import Stage
from lms.core.audit_words import AuditWords

MODE_NAMES: dict[str, Any] = {
    Mode.OBSERVE: _l("Observe"),
    Mode.ASSIST: _l("Assist"),
    Mode.INDEPENDENT: _l("Independent"),
}
VERDICT_NAMES: dict[str, Any] = {
    Verdict.MET: _l("Met"),
    Verdict.NOT_MET: _l("Not met"),
    Verdict.NOT_SEEN: _l("Not seen"),
}
VERDICT_TONES = {Verdict.MET: "good", Verdict.NOT_MET: "bad", Verdict.NOT_SEEN: "plain"}
CAPACITY_NAMES: dict[str, Any] = {
    Capacity.MENTOR: _l("Another mentor"),
    Capacity.ASSESSOR: _l("Assessor"),
    Capacity.SUPERVISOR: _l("Supervisor"),
}
STANDING_NAMES: dict[str, tuple[Any, str]] = {
    Standing.COUNTS: (_l("Passed"), "good"),
    Standing.WAITS: (_l("Waits for a second signature"), "due"),
    Standing.RETURNED: (_l("Returned"), "bad"),
    Standing.REFUSED: (_l("Not countersigned"), "bad"),
    Standing.WITHDRAWN: (_l("Taken back"), "due"),
}
"""Words and tone of what has become of a sign-off."""
SCENARIO_KINDS: dict[str, Any] = {
    "angry_customer": _l("Angry customer"),
    "special_discount": _l("Special discount"),
    "fault_finding": _l("Fault finding"),
}
STAGE_NAMES: dict[str, tuple[Any, str]] = {
    Stage.RATING: (_l("Being rated"), "plain"),
    Stage.THIRD_WANTED: (_l("A further assessor is needed"), "due"),
    Stage.SETTLING: (_l("A further assessor rates"), "due"),
    Stage.DONE: (_l("Complete"), "good"),
    Stage.CALLED_OFF: (_l("Called off"), "plain"),
}

REFUSALS: dict[str, Any] = {
    "signs_for_self": _l("Nobody signs off their own work; ask your technical mentor."),
    "not_the_mentor": _l("Only the appointed technical mentor of this person may sign off."),
    "not_the_signer": _l("Only the mentor who signed may take the sign-off back."),
    "task_opens_later": _l("“%(task)s” opens with stage %(number)s, “%(stage)s”, which %(name)s has not reached yet. Until then nothing in it can be signed."),
    "not_the_countersigner": _l("Only who countersigned may take the countersignature back."),
    "second_is_first": _l("You signed this yourself; the second signature must be another person's."),
    "second_counts": _l("It is countersigned already."),
    "second_returned": _l("It was returned; there is nothing to countersign."),
    "second_refused": _l("Somebody has sent it back already."),
    "second_withdrawn": _l("It was taken back meanwhile; there is nothing to countersign."),
    "comment_for_refusal": _l("Write what is wrong or missing, so that both know what to do."),
    "note_too_long": _l("“%(step)s”: at most 500 characters; shorten the note."),
    "offline_version_changed": _l("The checklist has changed from version %(old)s to version %(new)s since you took it along: judge the work by the new one."),
    "offline_signed_meanwhile": _l("Meanwhile %(name)s signed this task as passed (%(mode)s, %(moment)s)."),
    "offline_returned_meanwhile": _l("Meanwhile %(name)s returned this task (%(mode)s, %(moment)s)."),
    "not_an_assessor": _l("Choose assessors who are appointed for this person's unit."),
    "raters_number": _l("Choose %(count)s assessors: each rates alone."),
    "simulation_far_off": _l("The day lies more than 60 days away; check it."),
    "third_not_wanted": _l("A further assessor is asked only when the first differ too much."),
    "third_is_first": _l("This person has been asked about this call already; choose somebody else."),
    "simulation_relieved": _l("Somebody else rates this call in the place of this person by now."),
    "simulation_rated_already": _l("This person has rated the call, so nobody takes their place."),
    "simulation_over": _l("This call is complete or was called off."),
    "simulation_reason": _l("Say why, in %(least)s to %(most)s characters."),
    "rated_before_held": _l("The call has not taken place yet."),
    "sign_off_reason_missing": _l("Say why, so that everybody can understand it later."),
    "mode_unknown": _l("Choose how the work was done: observed, assisted or independent."),
    "mode_closed": _l("This way of working opens when the sign-offs before it are complete."),
    "performed_in_future": _l("The date lies in the future; enter the day on which the work was done."),
    "performed_too_early": _l("The date lies before this person started here; check it."),
    "step_unjudged": _l("“%(step)s”: choose met, not met or not seen."),
    "step_unknown": _l("The steps of this task have changed; reload the page and judge it again."),
    "must_not_met": _l("“%(step)s” must be met and is not: the work can only be returned."),
    "must_not_seen": _l("“%(step)s” must be met, and in independent work you must have seen it."),
    "comment_for_return": _l("Write what to improve, so that the next attempt succeeds."),
    "comment_for_not_met": _l("A step is not met: write what to improve."),
    "evidence_missing": _l("Independent work needs evidence: a photo, a work order number or a comment."),
    "photos_too_many": _l("You chose %(count)s photos; at most %(most)s can be kept."),
    "photo_too_large": _l("“%(name)s” is larger than %(most)s MB; take it with a lower resolution."),
    "photo_heic": _l("“%(name)s” is in the HEIC format, which cannot be read here. Set the camera to “Most compatible” (JPEG), or send a screenshot of the photo."),
    "photo_too_many_pixels": _l("“%(name)s” has more than 50 million pixels; take it with a lower resolution."),
    "photo_not_a_picture": _l("“%(name)s” is not a JPEG, PNG or WebP picture."),
    "photo_damaged": _l("“%(name)s” is damaged and cannot be opened; take the photo again."),
    "rated_by_you": _l("You have rated this examination already; another assessor rates it too."),
    "second_supervises": _l("The further assessor is not the learner's supervisor."),
    "assessors_number": _l("One assessor, or %(most)s."),
    "examines_self": _l("Nobody examines themselves."),
    "not_a_candidate": _l("This person does not wait for this examination: it was held already, or the stage has not come to it."),
    "criterion_unrated": _l("“%(criterion)s” is not rated yet."),
    "held_that_day": _l("The examination of %(day)s has its result already; enter the day of the repeat, which is another one."),
    "held_in_future": _l("The date lies in the future; enter the day of the examination."),
    "task_steps": _l("The task has no steps, or two with the same key."),
    "task_required": _l("Ask for at least one sign-off, and for 0 to 20 in each way of working."),
    "task_people": _l("So many people cannot sign: no more people than sign-offs, and only where sign-offs are asked for."),
    "task_countersign": _l("A second signature needs a first: ask for sign-offs there too."),
    "comment_for_fail": _l("The result is a fail: write what decided and what to practise."),
}  # fmt: skip
NOTICES: dict[str, Any] = {
    "practical_passed": _l("%(mentor)s signed off “%(task)s” as passed. See the record."),
    "practical_returned": _l("%(mentor)s returned “%(task)s”: read what to improve and do it once more."),
    "sign_off_revoked": _l("%(mentor)s took back a sign-off of “%(task)s”. Read the reason."),
    "practical_countersigned": _l("%(signer)s countersigned “%(task)s”: it counts now."),
    "practical_countersign_refused": _l("%(signer)s did not countersign “%(task)s”. Read why."),
    "practical_countersignature_withdrawn": _l(
        "%(signer)s took back a countersignature of “%(task)s”. Read the reason."
    ),
    "simulation_ahead": _l("A simulated call with you is planned for %(day)s. Take it as you would a real customer's."),
    "simulation_to_rate": _l("You are asked to rate the simulated call “%(card)s”."),
    "simulation_done": _l("Your simulated call “%(card)s” came to %(percent)s points. See what the assessors say."),
    "simulation_relieved": _l("You need not rate the simulated call “%(card)s”: somebody else does."),
    "simulation_called_off": _l(
        "The simulated call “%(card)s” of %(day)s was called off and counts for nothing: %(reason)s"
    ),
    "simulation_third_wanted": _l("The assessors of “%(card)s” differ too much: name a further one."),
    "practical_second_wanted": _l(
        "A second assessor is wanted: rate “%(rubric)s” of %(name)s, held on %(day)s. The first who rates takes it."
    ),
    "practical_third_wanted": _l(
        "Two assessors differ about “%(rubric)s” of %(name)s, held on %(day)s: your ratings settle it. The first who rates takes it."
    ),
    "practical_second_missing": _l(
        "Nobody rates “%(rubric)s” of %(name)s, held on %(day)s, besides the first assessor. See who could."
    ),
    "practical_exam_passed": _l("You passed “%(rubric)s” with %(percent)s points. See how they came about."),
    "practical_exam_failed": _l("“%(rubric)s” ended with %(percent)s points and is not passed. Read what to practise."),
}
AUDIT_WORDS = AuditWords(
    area=_l("Practical work"),
    actions={
        "practical.signed_off": _l("Practical work signed off"),
        "practical.returned": _l("Practical work returned"),
        "practical.sign_off_revoked": _l("Sign-off taken back"),
        "practical.countersigned": _l("Sign-off countersigned"),
        "practical.countersign_refused": _l("Sign-off not countersigned"),
        "practical.countersignature_withdrawn": _l("Countersignature taken back"),
        "practical_task.changed": _l("Terms of a practical task changed"),
        "scenario_card.added": _l("Scenario card added"),
        "simulation.arranged": _l("Simulated call arranged"),
        "simulation.assessor_relieved": _l("Assessor of a simulated call replaced"),
        "simulation.called_off": _l("Simulated call called off"),
        "simulation.assessor_named": _l("Assessor of a simulated call named"),
        "simulation.rated": _l("Simulated call rated"),
        "practical_exam.held": _l("Practical exam rated"),
        "practical_exam.rated": _l("Practical exam rated by one of several assessors"),
        "practical_exam.assessor_asked": _l("Further assessor asked"),
        "practical_exam.assessor_missing": _l("Told that no further assessor answers"),
        "rubric.changed": _l("Number of assessors changed"),
        "practical_task.added": _l("Practical task added"),
        "rubric.added": _l("Rubric added"),
    },
    subjects={
        "sign_off": _l("Sign-off"),
        "practical_exam": _l("Practical exam"),
        "practical_opinion": _l("Ratings of one assessor"),
        "assessor_ask": _l("Request to an assessor"),
        "practical_task": _l("Practical task"),
        "rubric": _l("Rubric"),
        "scenario_card": _l("Scenario card"),
        "simulation": _l("Simulated call"),
    },
    details={
        "countersign": _l("Ways of working with a second signature"),
        "required": _l("Sign-offs needed by way of working"),
        "assessor": _l("Assessor"),
        "assessors": _l("Number of assessors"),
        "card": _l("Scenario card"),
        "settles": _l("Settles a difference"),
        "capacity": _l("Signs as"),
        "device_at": _l("Signed by the phone's clock"),
        "signer": _l("First signer"),
        "countersigner": _l("Second signer"),
        "held_on": _l("Held on"),
        "learner": _l("Learner"),
        "mode": _l("Way of working"),
        "performed_on": _l("Done on"),
        "photos": _l("Photos"),
        "ratings": _l("Ratings by criterion"),
        "results": _l("Steps"),
        "rubric": _l("Rubric"),
        "task": _l("Practical task"),
        "work_order": _l("Work order"),
    },
    values={"mode": MODE_NAMES, "results": VERDICT_NAMES, "capacity": CAPACITY_NAMES},
    people=frozenset({"learner", "signer", "countersigner", "assessor"}),
)


def opening_words(stage: LaterStage) -> str:
    """When a task of a later stage opens."""
    return _("Opens with stage %(number)s, %(stage)s", number=stage.number, stage=stage.title)


def count_words(done: int, needed: int) -> str:
    """How many sign-offs there are and how many it takes; there may be more than it takes."""
    if done > needed:
        return _("%(done)s done, %(needed)s needed", done=done, needed=needed)
    return _("%(done)s of %(needed)s done", done=done, needed=needed)


def mode_name(mode: str) -> str:
    """A mode in the reader's language."""
    return str(MODE_NAMES[mode])


def verdict_name(verdict: str) -> str:
    """A verdict in the reader's language."""
    return str(VERDICT_NAMES[verdict])
