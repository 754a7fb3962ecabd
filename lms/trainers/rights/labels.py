"""The words of the right to teach."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from lms.core.audit_words import AuditWords

LEVEL_NAMES: dict[str, Any] = {
    "assist": _l("Demonstrates and assists"),
    "teach": _l("Teaches the course"),
    "develop": _l("Develops the course, trains its trainers"),
}
REFUSALS: dict[str, Any] = {
    "teacher_left": _l("No longer works here."),
    "teacher_no_grade": _l("Holds no grade as a trainer."),
    "teacher_suspended": _l("The grade as a trainer is suspended."),
    "teacher_not_yet": _l("The grade as a trainer begins later."),
    "teacher_withdrawn": _l("The grade as a trainer was withdrawn."),
    "teacher_lapsed": _l("The grade as a trainer lapsed after %(day)s."),
    "no_right": _l("Has no right to teach this course."),
    "right_ended": _l("The right to teach this course has ended."),
    "right_assists_only": _l("May assist in this course, not teach it."),
    "grade_assists_only": _l("The grade held on that day allows assisting only."),
    "grade_below_course": _l("The grade held on that day is not for courses of this level."),
    "teacher_away": _l("Is away on that day."),
    "grants_own_right": _l("Nobody gives themselves the right to teach."),
    "right_needs_grade": _l("A right to teach needs a valid grade as a trainer."),
    "right_above_grade": _l("The grade does not carry this level. A higher grade does."),
    "right_above_course_level": _l("The grade is not for courses of this level. A higher grade is."),
    "right_in_the_past": _l("A right begins today or later."),
    "right_ends_before": _l("The last day must not lie before the first."),
    "right_held": _l("The person has this right to the course already, or a higher one."),
    "right_over": _l("This right has ended already."),
}
NOTICES: dict[str, Any] = {
    "teaching_right_granted": _l("From %(day)s you have the right to teach “%(course)s”."),
    "teaching_right_ended": _l("Your right to teach “%(course)s” has ended: %(reason)s"),
}
AUDIT_WORDS = AuditWords(
    area=_l("Right to teach"),
    actions={
        "teaching_right.granted": _l("Right to teach granted"),
        "teaching_right.ended": _l("Right to teach ended"),
    },
    subjects={"teaching_right": _l("Right to teach")},
    details={
        "person": _l("Person"),
        "course": _l("Course"),
        "level": _l("Level of the right"),
        "from_day": _l("From, first day"),
        "until_day": _l("Until, last day"),
        "ended_on": _l("Ended on"),
    },
    values={"level": LEVEL_NAMES},
    people=frozenset({"person"}),
)
