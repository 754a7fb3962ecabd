"""The words of mentoring."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from lms.core.audit_words import AuditWords
from lms.core.phrases import counted as _n
from lms.mentoring.rules import Dimension, Kind

KIND_NAMES: dict[str, Any] = {
    Kind.TECHNICAL: _l("Technical mentor"),
    Kind.CULTURE: _l("Culture mentor"),
}
DIMENSION_NAMES: dict[str, Any] = {
    Dimension.SKILL: _l("Skill"),
    Dimension.DILIGENCE: _l("Diligence"),
    Dimension.COMMUNICATION: _l("Communication"),
    Dimension.SAFETY: _l("Safety awareness"),
    Dimension.LEARNING: _l("Will to learn"),
}
DIMENSION_HINTS: dict[str, Any] = {
    Dimension.SKILL: _l("Does the work come out right, with the right tools and in a fair time?"),
    Dimension.DILIGENCE: _l("Punctual, careful, keeps records and finishes what was begun?"),
    Dimension.COMMUNICATION: _l("Listens, explains clearly, stays polite with customers and colleagues?"),
    Dimension.SAFETY: _l("Isolates, tests and protects without being told?"),
    Dimension.LEARNING: _l("Asks, reflects and does better the next time?"),
}
LEVEL_NAMES: dict[int, Any] = {
    1: _l("Far below what is needed"),
    2: _l("Below what is needed"),
    3: _l("As needed, with some help"),
    4: _l("Good, on their own"),
    5: _l("Very good, an example to others"),
}
DAY_NAMES: dict[str, Any] = {
    "written": _l("written"),
    "missed": _l("missing"),
    "off": _l("day off"),
    "open": _l("open until midnight"),
}
WEEKDAYS: dict[int, Any] = {
    0: _l("Monday"), 1: _l("Tuesday"), 2: _l("Wednesday"), 3: _l("Thursday"), 4: _l("Friday"), 5: _l("Saturday"), 6: _l("Sunday"),
}  # fmt: skip
REFUSALS: dict[str, Any] = {
    "mentors_self": _l("Nobody can be their own mentor."),
    "not_a_mentor": _l("This person does not hold the role of mentor."),
    "mentor_left": _l("The mentor no longer works here."),
    "mentee_left": _l("The learner no longer works here."),
    "swap_needs_two": _l("There is nobody to change parts with: both mentors have to be appointed."),
    "is_other_mentor": _l("The technical and the culture mentor must be two different people."),
    "covers_self": _l("Somebody else must stand in."),
    "pairing_over": _l("This pairing has ended; nobody can stand in for it."),
    "cover_days": _l("The first day is today or later, and the last day not before it."),
    "cover_too_long": _l(
        "Somebody stands in for at most %(most)s days: look at the last day again, or appoint another mentor."
    ),
    "covered_already": _l("Somebody stands in on some of these days already."),
    "cover_reason_missing": _l("Say why the mentor is away."),
    "mentor_full": _n(
        "Has %(count)s mentee already; their limit is %(capacity)s.",
        "Has %(count)s mentees already; their limit is %(capacity)s.",
        "count",
    ),
    "mentor_rests": _l("Rests and takes no new mentees at present."),
    "mentor_other_part": _l("Is appointed for the other part only."),
    "mentor_term_over": _l("The appointment as a mentor is over or has not begun."),
    "culture_mentor_supervises": _l("Supervises the unit; a culture mentor from elsewhere is easier to talk to."),
    "culture_mentor_signs": _l("You are the culture mentor; only the technical mentor may sign off."),
    "pairing_ended": _l("You are no longer the mentor of this person; only the present technical mentor may sign off."),
    "not_the_mentor": _l("Only the appointed technical mentor of this person may sign off."),
    "certifies_own_mentee": _l("You are or were this person's mentor; somebody else must decide."),
    "examines_own_mentee": _l("You are or were this person's mentor; another assessor must examine."),
    "entry_not_today": _l("A new day has begun: what you wrote becomes today's entry when you save it again."),
    "entry_answered": _l("A mentor has answered this entry already, so it stays as it is."),
    "log_photos_too_many": _l("At most %(most)s photos a day."),
    "cases_missing": _l("Write what you worked on today."),
    "learned_missing": _l("Write what you learned today."),
    "not_their_mentor": _l("Only a present mentor of this person may answer."),
    "reply_missing": _l("Write your reply first."),
    "not_their_technical_mentor": _l("Only the present technical mentor may rate."),
    "dimension_unrated": _l("“%(dimension)s” is not rated yet."),
    "rating_comment_missing": _l("Say in a sentence or two what the rating rests on."),
}
NOTICES: dict[str, Any] = {
    "technical_mentor_given": _l("%(mentor)s is your technical mentor now. Say hello and agree on a first day together."),
    "culture_mentor_given": _l("%(mentor)s is your culture mentor now. Say hello and agree on a first talk."),
    "technical_mentee_given": _l("You are now the technical mentor of %(mentee)s. See where they stand."),
    "culture_mentee_given": _l("You are now the culture mentor of %(mentee)s. See where they stand."),
    "technical_mentee_released": _l("You are no longer the technical mentor of %(mentee)s. Thank you for the time you gave."),
    "culture_mentee_released": _l("You are no longer the culture mentor of %(mentee)s. Thank you for the time you gave."),
    "technical_mentor_released": _l("%(mentor)s is no longer your technical mentor."),
    "culture_mentor_released": _l("%(mentor)s is no longer your culture mentor."),
    "mentee_moved_away": _l("%(name)s now works in %(city)s, no longer in the mentor's city. See who accompanies them there."),
    "mentor_moved_away": _l(
        "The mentor %(name)s now works in %(city)s, no longer in the mentees' city. Mentees: %(count)s. See who takes over."
    ),
    "covers_mentor": _l("You stand in for %(mentor)s as mentor of %(mentee)s from %(from_day)s to %(until_day)s."),
    "covers_mentor_no_more": _l("You no longer stand in for %(mentor)s with %(mentee)s."),
    "mentor_is_covered_no_more": _l("%(cover)s no longer stands in for you with %(mentee)s."),
    "own_mentor_is_covered_no_more": _l("%(cover)s no longer stands in for your mentor %(mentor)s."),
    "mentor_is_covered": _l("%(cover)s stands in for you with %(mentee)s from %(from_day)s to %(until_day)s."),
    "own_mentor_is_covered": _l("%(cover)s stands in for your mentor %(mentor)s from %(from_day)s to %(until_day)s."),
    "log_to_write": _l("Your growth log of today is still empty. A minute is enough."),
    "log_waits": _l("Entries in growth logs that wait for your answer: %(count)s, the oldest since %(day)s."),
    "log_answered": _l("%(mentor)s answered your growth log."),
    "mentee_rated": _l("%(mentor)s rated you: %(percent)s of 100. See what it rests on."),
}  # fmt: skip
AUDIT_WORDS = AuditWords(
    area=_l("Mentors and growth logs"),
    actions={
        "mentor.appointed": _l("Mentor appointed"),
        "mentor.released": _l("Mentor released"),
        "mentor.covered": _l("Stand-in for a mentor appointed"),
        "mentor.cover_ended": _l("Stand-in for a mentor ended"),
        "mentor.handover_noted": _l("Hand-over note written"),
        "mentee.rated": _l("Mentee rated"),
        "log.written": _l("Log entry written"),
        "log.changed": _l("Log entry changed"),
        "log.answered": _l("Log entry answered"),
        "log.photos_added": _l("Photos added to a log entry"),
        "log.photo_removed": _l("Photo taken out of a log entry"),
        "work_rhythm.set": _l("Shift and rest days set"),
    },
    subjects={
        "pairing": _l("Pairing"),
        "mentor_rating": _l("Mentor's rating"),
        "log_entry": _l("Log entry"),
        "work_rhythm": _l("Shift and rest days"),
    },
    details={
        "before": _l("Before"),
        "day": _l("Day of the entry"),
        "photos": _l("Photos"),
        "shift": _l("Shift"),
        "rest_days": _l("Rest days"),
        "from_day": lazy_pgettext("term", "First day"),
        "until_day": lazy_pgettext("term", "Last day"),
        "kind": _l("Kind of mentor"),
        "mentee": _l("Mentee"),
        "mentor": _l("Mentor"),
        "proposal": _l("Proposal of mentors"),
        "ratings": _l("Ratings"),
        "reply": _l("Reply, number of the record"),
        "writer": _l("Written by"),
    },
    values={"kind": KIND_NAMES, "ratings": DIMENSION_NAMES},
    people=frozenset({"mentee", "mentor", "writer"}),
)


def kind_name(kind: str) -> str:
    """A mentor's part in the reader's language."""
    return str(KIND_NAMES[kind])
