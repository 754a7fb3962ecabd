"""The words for attendance."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from courses.attendance.rules.presence import AbsenceKind
from lms.core.audit_words import AuditWords

ABSENCE_NAMES: dict[str, Any] = {
    AbsenceKind.ILL: _l("Ill"),
    AbsenceKind.URGENT_JOB: _l("Sent to an urgent job"),
    AbsenceKind.LEAVE: _l("On leave"),
    AbsenceKind.TRAVEL: _l("Held up on the way"),
    AbsenceKind.NOT_TOLD: _l("Did not know of it"),
    AbsenceKind.OTHER: _l("Something else"),
}
HOW_NAMES: dict[str, Any] = {
    "code": _l("By the code"),
    "list": _l("By the list"),
    "walk_in": _l("Without a sign-up"),
    "left": _l("Left, by the code"),
    "absent": _l("Not there"),
}
WITHOUT_NETWORK = "without-network"
REASONS: dict[str, Any] = {WITHOUT_NETWORK: _l("Noted on the list without network")}
"""Reasons that Shifu itself writes, by their code: each reads them in their own language."""
REFUSALS: dict[str, Any] = {
    "attendance_closed": _l("Attendance of this day is closed. Tell the trainer, who can still correct the list."),
    "attendance_stale": _l("This code is no longer shown. Scan the one that is on the screen now."),
    "attendance_wrong_code": _l(
        "No session shows this code now. Look at the screen again: it changes every 20 seconds."
    ),
    "attendance_guesses": _l("Too many wrong codes. Wait a few minutes, or tell the trainer."),
    "attendance_taken_back": _l(
        "Your code was used already, and the list says that you are not there. Tell the trainer."
    ),
    "attendance_teaches": _l("Whoever teaches the session is not on its list."),
    "attendance_trainer": _l("You teach this session, so you are not on its list."),
    "attendance_no_walk_ins": _l("You are not signed up, and this course takes nobody without. Ask the trainer."),
    "attendance_full": _l("You are not signed up, and all seats are taken. Ask the trainer to let you in."),
    "attendance_full_reason": _l("All seats are taken. Say why this person is let in all the same."),
    "attendance_not_now": _l("Attendance can be taken from an hour before the day begins until an hour after it ends."),
    "attendance_reason_missing": _l("Something was noted here before. Say why you correct it."),
    "attendance_nobody": _l("Nobody has this number."),
    "attendance_came": _l("The time of coming lies outside the day."),
    "attendance_left": _l("The time of leaving lies outside the day."),
    "attendance_no_leaving": _l(
        "You cannot leave by the code now: you are not on the list, came just now, or have left already."
    ),
    "attendance_left_before": _l("Nobody leaves before they came."),
    "attendance_time": _l("A time is written like 09:30."),
    "attendance_percent": _l("The share to be attended lies between 1 and 100 per cent."),
    "attendance_grace": _l("Between 0 and 120 minutes can be forgiven."),
    "absence_no_seat": _l("There was no seat for this person in the session."),
    "absence_was_there": _l("The list says that this person was there."),
    "absence_words": _l("Say in a few words what it was."),
}
NOTICES: dict[str, Any] = {
    "session.missed": _l("You had a seat in “%(session)s” and were not there. Please say why."),
}
AUDIT_WORDS = AuditWords(
    area=_l("Attendance and calendars"),
    actions={
        "attendance.opened": _l("Attendance by code begun"),
        "attendance.noted": _l("Attendance noted"),
        "attendance.corrected": _l("Attendance corrected"),
        "attendance.terms": _l("Terms of attendance changed"),
        "absence.explained": _l("Reason for absence given"),
        "course.completion_taken_back": _l("Completion of a course taken back"),
        "calendar.made": _l("Calendar address made"),
        "calendar.revoked": _l("Calendar address taken back"),
    },
    subjects={"calendar_feed": _l("Calendar address")},
    details={
        "kind": lazy_pgettext("attendance", "Kind"),
        "course": _l("Course"),
        "day": _l("Day of the session"),
        "how": _l("How it is known"),
        "was": _l("Before"),
        "grace": _l("Minutes forgiven"),
        "percent": _l("Per cent"),
        "walk_ins": _l("Without a sign-up"),
        "session": _l("Session"),
    },
)
