"""The words for sessions and for what can be wrong with them."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from courses.sessions.rules.states import DISPLACED, SessionKind, State, Step
from lms.core.audit_words import AuditWords
from lms.core.phrases import counted as _n

KIND_NAMES: dict[str, Any] = {
    SessionKind.CLASSROOM: _l("Classroom"),
    SessionKind.ON_THE_JOB: _l("On the job"),
    SessionKind.ONLINE: _l("Online"),
    SessionKind.DRILL: _l("Drill"),
}
LANGUAGE_NAMES: dict[str, Any] = {"zh": _l("Chinese"), "en": _l("English"), "both": _l("Chinese and English")}
STATE_NAMES: dict[str, Any] = {
    State.OPEN: _l("Open for sign-up"),
    State.CLOSED: _l("Sign-up closed"),
    State.RUNNING: _l("Under way"),
    State.OVER: _l("Session over"),
    State.CANCELLED: _l("Cancelled"),
}
STATE_TONES: dict[str, str] = {
    State.OPEN: "good",
    State.CLOSED: "plain",
    State.RUNNING: "due",
    State.OVER: "plain",
    State.CANCELLED: "bad",
}
CHOICES: dict[str, Any] = {
    "coming": _l("Coming"),
    "open": _l("Open for sign-up"),
    "over": _l("Session over"),
    "cancelled": _l("Cancelled"),
}
STANDING_NAMES: dict[str, Any] = {
    Step.ASKED: _l("Waits for the supervisor"),
    Step.WAITING: _l("On the waiting list"),
    Step.SEATED: _l("Has a seat"),
    Step.REFUSED: _l("Not approved"),
    Step.WITHDRAWN: _l("Gave the place back"),
    Step.MOVED: _l("Moved to another session"),
    DISPLACED: _l("Waits for the next date"),
}
STANDING_TONES: dict[str, str] = {Step.ASKED: "due", Step.WAITING: "due", Step.SEATED: "good", Step.REFUSED: "bad", DISPLACED: "due"}  # fmt: skip
ROLE_NAMES: dict[str, Any] = {"lead": _l("Leads"), "co": _l("Assists")}
PART_NAMES: dict[str, Any] = {
    "days": _l("Date and time"),
    "rooms": _l("Room"),
    "link": _l("Link"),
    "trainers": _l("Trainers"),
    "title": _l("Title"),
    "kind": _l("Way of teaching"),
    "language": _l("Language"),
    "product_line": _l("Product line"),
    "seats": _l("Seats"),
    "apply_until": _l("Sign up until"),
    "needs_approval": _l("Supervisor approves"),
    "invited_only": _l("By invitation only"),
    "note": _l("Note"),
    "remind_days": _l("Reminders (days before)"),
    "unable": _l("Cannot teach"),
}
REASONS: dict[str, Any] = {
    "left": _l("Left the company"),
    "stand-in": _l("Somebody else took it over"),
    "teaches": _l("Teaches the session"),
}
"""Reasons that Shifu itself writes, by their code."""

REFUSALS: dict[str, Any] = {
    "room_code_taken": _l("There is a room with the code “%(code)s” already."),
    "room_in_use": _n(
        "The room is planned for %(count)s session to come. Move it first.",
        "The room is planned for %(count)s sessions to come. Move them first.",
        "count",
    ),
    "room_zone": _l("“%(zone)s” is not a time zone. Write it like Asia/Shanghai or Europe/Berlin."),
    "session_course_unpublished": _l(
        "The course was never published, so nobody could learn from it. Publish it first."
    ),
    "session_seats": _l("There must be at least 1 seat and at most %(most)s."),
    "session_seats_fewer": _n(
        "%(seated)s person has a seat already; there cannot be fewer.",
        "%(seated)s people have a seat already; there cannot be fewer.",
        "seated",
    ),
    "session_link_missing": _l("An online session needs its link."),
    "session_link": _l("A link begins with https:// or http://."),
    "session_trainer_twice": _l("Somebody is named both as leading and as assisting."),
    "session_lead_missing": _l("Say who leads the session before you name those who assist."),
    "session_deadline_late": _l("Sign-up would end only after the session has begun."),
    "session_days_missing": _l("A session needs at least one day."),
    "session_days_many": _l("At most %(most)s days; plan several sessions instead."),
    "session_day_backwards": _l("Day %(place)s ends before it begins."),
    "session_day_long": _l("Day %(place)s lasts longer than %(hours)s hours."),
    "session_day_past": _l("Day %(place)s lies in the past."),
    "session_days_overlap": _l("Days %(one)s and %(other)s overlap."),
    "session_hours_missing": _l("Day %(place)s needs the hours from and to."),
    "session_hour_skipped": _l(
        "On %(day)s the clocks are put forward over %(time)s: there is no such time in %(zone)s."
    ),
    "session_room_taken": _l("%(name)s is taken: %(when)s, by session %(number)s."),
    "session_trainer_taken": _l("%(name)s teaches already: %(when)s, session %(number)s."),
    "session_cancelled": _l("The session was cancelled."),
    "session_not_cancelled": _l("The session was not cancelled; its people have their seats there."),
    "session_over": _l("The session is over."),
    "session_begun": _l("The session has begun or is over."),
    "session_not_begun": _l("The last day has not begun yet."),
    "session_sign_up_closed": _l("The deadline for signing up has passed. Ask whoever organises the session."),
    "session_by_invitation": _l("This session is by invitation. Ask whoever organises it."),
    "session_signed_up_already": _l("Signed up already."),
    "session_own_trainer": _l("Teaches the session, so needs no seat in it."),
    "session_person_left": _l("Will have left the company by then."),
    "session_decided_already": _l("This sign-up was decided already."),
    "session_own_approval": _l("Nobody approves their own sign-up."),
    "session_reason_missing": _l("Say in a few words why."),
    "session_not_signed_up": _l("Not signed up (any more)."),
    "session_material": _l("Give a file or a link, and a name for it."),
    "teaching_taken": _l("Thank you. Somebody else has taken it over meanwhile."),
    "teaching_asked_already": _l("Was asked already."),
}
NOTICES: dict[str, Any] = {
    "session_seated": _l("You have a seat in “%(title)s”: %(when)s, %(place)s."),
    "session_waiting": _l("You are on the waiting list of “%(title)s” (%(when)s). You move up by yourself when a seat becomes free."),
    "session_moved_up": _l("A seat became free and is yours: “%(title)s”, %(when)s, %(place)s. Withdraw in time if you cannot come."),
    "session_refused": _l("Your sign-up for “%(title)s” (%(when)s) was not approved: %(reason)s"),
    "session_taken_off": _l("You were taken off “%(title)s” (%(when)s): %(reason)s"),
    "session_approval_wanted": _l("%(person)s wants to take part in “%(title)s” (%(when)s). Please say yes or no."),
    "session_to_teach": _l("You are to teach “%(title)s”: %(when)s. Look whether time and place suit you."),
    "session_changed": _l("“%(title)s” has changed. %(changes)s."),
    "session_cancelled": _l("“%(title)s” on %(when)s is cancelled: %(reason)s. You keep your place for the next date."),
    "session_cancelled_trainer": _l("“%(title)s” on %(when)s, which you teach, is cancelled: %(reason)s."),
    "session_reminder": _l("Soon: “%(title)s”, %(when)s, %(place)s."),
    "session_reminder_trainer": _n("You teach soon: “%(title)s”, %(when)s, %(place)s; %(people)s person is signed up.", "You teach soon: “%(title)s”, %(when)s, %(place)s; %(people)s people are signed up.", "people"),
    "session_ended": _l("“%(title)s” is over. Its materials stay on its page; thank you for taking part."),
    "session_unable": _l("%(person)s cannot teach “%(title)s” (%(when)s): %(reason)s. Find somebody to stand in."),
    "session_trainer_away": _l("%(person)s is away on the day of “%(title)s” (%(when)s). Find somebody to stand in."),
    "session_asked_to_teach": _l("Can you teach “%(title)s” in the place of %(person)s? %(when)s, %(place)s. The first who says yes takes it."),
    "session_asked_no_more": _l("%(person)s teaches “%(title)s” (%(when)s). Thank you, you are not needed any more."),
    "session_asked_nobody_left": _l("All who were asked to teach “%(title)s” (%(when)s) said no. Ask others, put it off or cancel it."),
    "session_trainer_left": _l("%(person)s leaves the company before “%(title)s” (%(when)s). Find somebody else to teach it."),
}  # fmt: skip
AUDIT_WORDS = AuditWords(
    area=_l("Sessions"),
    actions={
        "room.added": _l("Room added"),
        "room.changed": _l("Room changed"),
        "room.retired": _l("Room taken out of use"),
        "session.planned": _l("Session planned"),
        "session.changed": _l("Session changed"),
        "session.cancelled": _l("Session cancelled"),
        "session.ended": _l("Session closed"),
        "session.signed_up": _l("People signed up for a session"),
        "session.sign_up_decided": _l("Decided on a sign-up"),
        "session.withdrawn": _l("Person taken off a session"),
        "session.people_moved": _l("People moved to another session"),
        "session.material_added": _l("Material added to a session"),
        "session.material_removed": _l("Material removed from a session"),
        "session.trainer_unable": _l("Trainer cannot come"),
        "session.asked_to_teach": _l("Asked people to stand in for a trainer"),
        "session.stand_in_answered": _l("Answered whether to stand in"),
        "session.reminded": _l("Reminded people of a session"),
    },
    subjects={"course_session": _l("Session"), "room": _l("Room")},
    details={
        "course": _l("Course"),
        "step": _l("Sign-up"),
        "session": _l("Session"),
        "name": _l("Material"),
        "learners": _l("Numbers of the people"),
        "takes": _l("Takes it over"),
        "instead_of": _l("In the place of"),
    },
    values={"step": STANDING_NAMES, "fields": PART_NAMES},
    people=frozenset({"instead_of"}),
    actors={"session round": _l("The minute's look at sessions")},
)
