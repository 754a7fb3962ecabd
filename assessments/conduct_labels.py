"""The words for how exams are held, watched, marked by people and appealed against."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import select

from assessments.queries.conduct import extra_percent
from lms.core import clock
from lms.core.access import Permission
from lms.core.audit_words import AuditWords
from lms.core.db import db
from lms.core.links import Link
from lms.core.navigation import NavEntry
from lms.people.models import Person
from lms.people.queries.scope import within_reach

REFUSALS: dict[str, Any] = {
    "exam_opens_later": _l("This exam is not open yet."),
    "exam_has_closed": _l("This exam has closed. Ask your training manager whether it opens again."),
    "start_code_needed": _l("Enter the code that the invigilator tells in the room."),
    "wrong_start_code": _l("This code is wrong or no longer valid. Ask the invigilator for the code of now."),
    "unknown_policy": _l("Choose what happens when the time is up."),
    "grace_needs_minutes": _l("Say how many minutes there are to hand in, from 1 to 60."),
    "closes_before_it_opens": _l("The exam closes before it opens."),
    "extra_time_for_oneself": _l("Nobody grants extra time to themselves."),
    "extra_time_outside": _l("Extra time is from 1 to 200 per cent."),
    "ends_before_it_begins": _l("The last day lies before the first."),
    "reason_needed": _l("Give a reason; it stays on record."),
    "minutes_outside": _l("Add from 1 to %(most)s minutes."),
    "code_minutes_outside": _l("A code is valid for 1 to 240 minutes."),
    "nobody_sits": _l("Nobody sits here any more; nothing was changed."),
    "own_answer": _l("Nobody marks their own answer."),
    "marked_by_you": _l("You have marked this answer already; somebody else has to mark it now."),
    "marked_already": _l("This answer has been marked meanwhile."),
    "points_outside_item": _l("Give points from 0 to %(most)s."),
    "upheld_gives_more": _l(
        "An appeal that is upheld gives more than the %(now)s points of now. Otherwise the mark stays."
    ),
    "choose_a_way": _l("Choose what is done about the item."),
    "no_corrected_version": _l(
        "There is no later version in exams that asks for the same. Correct the item in the bank first."
    ),
    "no_key_to_change": _l(
        "This kind of item has no key to choose from. Mark by the corrected version, give all the points, or leave it out."
    ),
    "choose_the_key": _l("Choose the right answers."),
    "one_key_for_this_kind": _l("This kind of item has exactly one right answer."),
    "not_marked_yet": _l("The result is not there yet; you may appeal once it is."),
    "appealed_before": _l("You have appealed against this mark before."),
    "appeal_too_late": _l("The %(days)s days for an appeal are over."),
    "appeal_needs_reason": _l("Say why the mark is wrong."),
    "appeal_decided": _l("This appeal has been decided."),
    "appeal_by_somebody_else": _l("Somebody who has neither sat nor marked it has to decide this appeal."),
    "appeal_needs_answer": _l("Write an answer to the candidate."),
}
NOTICES: dict[str, Any] = {
    "exam_marked": _l("Your answers in “%(exam)s” are marked. See the result."),
    "item_to_review": _l("You are asked to review the question %(key)s: is the key right, and is it said plainly?"),
    "item_approved": _l("Somebody reviewed the question %(key)s and approved it. It may go into exams now."),
    "item_returned": _l("Somebody reviewed the question %(key)s and returned it with a reason. Mend it."),
    "exam_regraded": _l("A question of “%(exam)s” was corrected after the end; your points have changed. See the result."),
    "appeal_upheld": _l("Your appeal in “%(exam)s” was upheld; your points are corrected. See the result."),
    "appeal_dismissed": _l("Your appeal in “%(exam)s” was looked at; the mark stays. See the answer with the result."),
}  # fmt: skip
AUDIT_WORDS = AuditWords(
    area=_l("Question bank and exams"),
    actions={
        "exam.conduct_set": _l("How an exam is held was changed"),
        "exam.extra_time_granted": _l("Extra time granted"),
        "exam.extra_time_ended": _l("Extra time ended"),
        "exam.code_made": _l("Code to begin made"),
        "exam.time_added": _l("Time added"),
        "exam.stopped": _l("Attempt stopped"),
        "exam.essay_marked": _l("Answer marked by hand"),
        "exam.regraded": _l("Item marked anew"),
        "exam.appealed": _l("Appeal made"),
        "exam.appeal_decided": _l("Appeal decided"),
    },
    subjects={"exam": _l("Exam"), "attempt": _l("Exam attempt"), "item": _l("Item")},
    details={
        "terms": _l("Terms"),
        "percent": _l("Per cent"),
        "extra_percent": _l("Extra time in per cent"),
        "from_day": _l("From"),
        "until_day": _l("Until"),
        "minutes": _l("Minutes"),
        "marker": _l("Marker"),
        "question": _l("Question"),
        "points": _l("Points"),
        "points_before": _l("Points before"),
        "way": _l("What is done"),
        "key": _l("Right answers"),
        "attempts": _l("Attempts"),
        "changed": _l("Changed"),
        "upheld": _l("Upheld"),
        "version": _l("Version"),
        "by_version": _l("By version"),
    },
    values={
        "way": {
            "full": _l("all points for everybody"),
            "drop": _l("left out"),
            "key": _l("by another key"),
            "version": _l("by the corrected version"),
        }
    },
)


def person_links(person: Person) -> list[Link]:
    """On a person's page: extra time in exams, for those who may grant it there."""
    found = db.session.scalar(select(Person.id).where(Person.id == person.id, within_reach(current_user, Permission.MANAGE_INTAKES)))  # fmt: skip
    if found is None or person.id == current_user.id:
        return []
    longer = extra_percent(person.id, clock.today())
    state = _("%(percent)s%% longer", percent=longer) if longer else _("none granted")
    return [Link(_("Extra time in exams"), state, url_for("assessments.extra_time", person_id=person.id), "clock")]


NAVIGATION = (
    NavEntry(_l("Invigilation"), "assessments.invigilation", "clock", _l("Training"), Permission.ASSESS, section="assessments.invigilation"),
    NavEntry(_l("Marking"), "assessments.marking", "writing", _l("Training"), Permission.ASSESS, section="assessments.marking"),
    NavEntry(_l("Appeals"), "assessments.appeals", "file-text", _l("Training"), Permission.ASSESS, section="assessments.appeals"),
    NavEntry(
        _l("Appeals"), "assessments.appeals", "file-text", _l("Training"), Permission.MANAGE_BANK,
        section="assessments.appeals", hidden_for=frozenset({Permission.ASSESS}),
    ),
)  # fmt: skip
