"""The words of trainers' grades."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from lms.core.audit_words import AuditWords
from lms.core.phrases import counted as _n
from lms.trainers.grades.rules import Status

GRADE_NAMES: dict[int, Any] = {
    0: _l("Not a trainer"),
    1: _l("Junior trainer"),
    2: _l("Intermediate trainer"),
    3: _l("Senior trainer"),
}
STATUS_NAMES: dict[Status, Any] = {
    Status.NONE: _l("No grade"),
    Status.FUTURE: _l("Begins later"),
    Status.VALID: _l("Valid"),
    Status.REVIEW: _l("Re-review open"),
    Status.GRACE: _l("In the days of grace"),
    Status.LATE: _l("Lapsed, re-review possible"),
    Status.LAPSED: _l("Lapsed"),
    Status.SUSPENDED: _l("Suspended"),
    Status.WITHDRAWN: _l("Withdrawn"),
}
STATUS_TONES: dict[Status, str] = {
    Status.NONE: "plain",
    Status.FUTURE: "plain",
    Status.VALID: "good",
    Status.REVIEW: "due",
    Status.GRACE: "due",
    Status.LATE: "bad",
    Status.LAPSED: "bad",
    Status.SUSPENDED: "bad",
    Status.WITHDRAWN: "bad",
}
HOW_NAMES: dict[str, Any] = {
    "award": _l("Certification"),
    "renewal": _l("Re-review"),
    "import": _l("Taken over from before"),
}
EVENT_NAMES: dict[str, Any] = {
    "suspend": _l("Suspend"),
    "reinstate": _l("Reinstate"),
    "withdraw": _l("Withdraw for good"),
}
EVENT_DONE: dict[str, Any] = {
    "suspend": _l("Suspended"),
    "reinstate": _l("Reinstated"),
    "withdraw": _l("Withdrawn"),
}
REFUSALS: dict[str, Any] = {
    "grades_too_long": _l("The file is too long to be three grades."),
    "grades_not_yaml": _l("This is not YAML that can be read; look at line %(line)s."),
    "grades_shape": _l("Write one grade, or a list of grades, each with its keys."),
    "grade_twice": _l("A grade stands in the file twice."),
    "grade_level": _l("“level” must be 1 (junior), 2 (intermediate) or 3 (senior)."),
    "grade_key": _l("A grade has no key “%(key)s”."),
    "grade_text": _l("“%(name)s” is needed in Chinese and English, each at most %(most)s characters."),
    "grade_course_levels": _l("“course_levels” is a list of basic, intermediate and advanced; empty for all of them."),
    "grade_rights": _l("“rights” must name at least one of assist, teach, develop."),
    "grade_months": _l("A grade is valid for 1 to 120 whole months."),
    "grade_parts": _l("“certification” and “renewal” must be there, each with its keys."),
    "grade_fault": _l("%(fault)s."),
    "grade_least": _l("“%(kind)s”: “min” must be a number from 1 to %(most)s."),
    "grade_n": _l("“%(kind)s”: “n” must be a whole number from 1 to 1000."),
    "grade_in_the_past": _l("A change holds from today or from a later day."),
    "grade_unknown": _l("Nobody has said yet what this grade asks."),
    "grade_import_days": _l("The first day must lie in the past, and the last day not before it."),
    "grade_held_then": _l("The person held this grade on some of these days already."),
    "grade_event_not_now": _l("As the grade stands, this cannot be decided."),
    "decides_own_grade": _l("Nobody decides about their own grade."),
    "trainer_reason_missing": _l("Give a reason of at least %(least)s characters; it stays on record."),
}
NOTICES: dict[str, Any] = {
    "trainer_grade_granted": _l("You are certified: %(grade)s, until %(until)s. Congratulations."),
    "trainer_grade_suspended": _l("Your grade “%(grade)s” is suspended: %(reason)s"),
    "trainer_grade_reinstated": _l("Your grade “%(grade)s” is valid again: %(reason)s"),
    "trainer_grade_withdrawn": _l("Your grade “%(grade)s” was withdrawn: %(reason)s"),
    "trainer_review_due": _n(
        "Your grade “%(grade)s” ends on %(day)s, in %(days)s day. Apply for the re-review in time.",
        "Your grade “%(grade)s” ends on %(day)s, in %(days)s days. Apply for the re-review in time.",
        "days",
    ),
    "trainer_reviews_due": _n(
        "The grade of %(name)s as a trainer ends on %(day)s, in %(days)s day.",
        "The grade of %(name)s as a trainer ends on %(day)s, in %(days)s days.",
        "days",
    ),
}
AUDIT_WORDS = AuditWords(
    area=_l("Grades of trainers"),
    actions={
        "trainer_grade_version.set": _l("Criteria of a trainers' grade set"),
        "trainer_grade.granted": _l("Trainer's grade granted"),
        "trainer_grade.suspended": _l("Trainer's grade suspended"),
        "trainer_grade.reinstated": _l("Trainer's grade reinstated"),
        "trainer_grade.withdrawn": _l("Trainer's grade withdrawn"),
    },
    subjects={"trainer_grade_version": _l("Criteria of a trainers' grade"), "trainer_grade": _l("Trainer's grade")},
    details={
        "person": _l("Person"),
        "level": _l("Grade as trainer"),
        "number": _l("Version"),
        "how": _l("How granted"),
        "from_day": _l("From, first day"),
        "until_day": _l("Until, last day"),
    },
    values={"level": GRADE_NAMES, "how": HOW_NAMES},
    people=frozenset({"person"}),
)
