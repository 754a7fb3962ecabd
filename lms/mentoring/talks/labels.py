"""The words of coaching talks."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from lms.core.audit_words import AuditWords
from lms.mentoring.talks.rules import agreed_by_both

PART_NAMES: dict[str, Any] = {
    "goal": _l("Goal"), "reality": _l("Reality"), "options": lazy_pgettext("GROW", "Options"), "will": _l("Will"),
}  # fmt: skip
PART_HINTS: dict[str, Any] = {
    "goal": _l("What do you want to reach, by when, and how will you know?"),
    "reality": _l("Where do you stand today? What have you tried, what gets in the way?"),
    "options": _l("What could you do? And what else?"),
    "will": _l("What will you do, and how sure are you from 1 to 10?"),
}


def agreement_words(agreed: Collection[int], mentee_id: int, mentor_id: int, reader_id: int) -> tuple[str, str]:
    """How it stands with the agreement of the two, for a reader, and the tone of it."""
    if agreed_by_both(agreed, mentee_id, mentor_id):
        return _("Agreed"), "good"
    if reader_id in (mentee_id, mentor_id) and reader_id not in agreed:
        return _("Waits for you to agree"), "due"
    return _("Waits for agreement"), "due"


DOER_NAMES: dict[str, Any] = {"mentee": _l("Mentee"), "mentor": _l("Mentor")}
REFUSALS: dict[str, Any] = {
    "talk_agreed": _l("Both have agreed to this talk, so it stays as it is; write down the next one."),
    "talk_in_the_future": _l("The day of the talk is today or earlier, and in the last year."),
    "talk_changed_meanwhile": _l("The talk was changed meanwhile: read what stands in it now, then do it again."),
    "talk_part_missing": _l("One of the four parts is empty: goal, reality, options and will all need a sentence."),
    "steps_missing": _l("A talk ends with at least one next step."),
    "steps_too_many": _l("At most %(most)s next steps."),
    "step_day": _l("Next step %(number)s: say until when, from the day of the talk on and within two years."),
    "step_text": _l("Next step %(number)s: say what is to be done."),
    "step_doer": _l("Next step %(number)s: say who does it."),
    "talk_step_unknown": _l("This step is no longer part of the talk; load the page again."),
    "talks_without_pairing": _l("Talks are held by a mentee and a present mentor."),
    "follow_up_days": _l("Days after the course: a whole number from 0 to %(most)s."),
    "follow_up_course": _l("Choose a course."),
    "talk_of_others": _l("Only the two who held the talk may do this."),
}
NOTICES: dict[str, Any] = {
    "follow_up_to_hold": _l(
        "%(mentee)s has completed “%(course)s”. Hold a coaching talk on what of it is used, and write it down."
    ),
    "follow_up_with_mentor": _l(
        "You have completed “%(course)s”. %(mentor)s is asked for a coaching talk with you about it."
    ),
    "talk_to_agree": _l("%(name)s has written down your coaching talk. Read it and agree, or change it."),
    "talk_agreed": _l("%(name)s agrees to your coaching talk. The next steps count from now on."),
}
AUDIT_WORDS = AuditWords(
    area=_l("Coaching talks"),
    actions={
        "talk.kept": _l("Coaching talk written down"),
        "talk.changed": _l("Coaching talk changed"),
        "talk.agreed": _l("Agreed to a coaching talk"),
        "talk.step_done": _l("Next step done"),
        "follow_up.set": _l("Coaching talk after a course decided"),
        "follow_up.asked": _l("Asked for a coaching talk after a course"),
    },
    subjects={"coaching_talk": _l("Coaching talk"), "follow_up_terms": _l("Coaching after courses"), "follow_up_ask": _l("Coaching talk asked for")},
    details={
        "mentee": _l("Mentee"), "mentor": _l("Mentor"), "held_on": _l("Day of the coaching talk"), "steps": _l("Next steps"),
        "step": _l("Next step"), "course": _l("Course"), "days": _l("Days after the course"), "completed_on": _l("Completed on"),
    },
    people=frozenset({"mentee", "mentor"}),
)  # fmt: skip
