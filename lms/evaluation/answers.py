"""What lower packages ask about tests before and after trainings; wired in `lms.wiring`."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from assessments.practical_questions import Candidate
from assessments.rules.sitting import ExamAccess
from lms.core import clock
from lms.core.links import Link
from lms.evaluation.queries.pre_tests import asked_of, find_pre_test_of_course, list_rating_candidates

RETENTION_NOTE = _l(
    "This shows what is still known some weeks after the training. It is about the training and decides nothing about you: sit it once, without preparing."
)
PRE_TEST_NOTE = _l(
    "This shows what is known before the training, so that its gain can be seen. It decides nothing about you: sit it once, without preparing, before the first lesson."
)


def exam_access(person_id: int, exam_code: str, at: datetime) -> ExamAccess | None:
    """An exam is open once more to whoever is asked to sit it again weeks after a training, and once to whoever has not begun the
    training that it is the test before of."""
    today = clock.local_date(at)
    test, before = asked_of(person_id, exam_code, today)
    if test is not None:
        return ExamAccess(True, test.made_at, most=1, note=RETENTION_NOTE)
    if before is not None:
        return ExamAccess(True, most=1, note=PRE_TEST_NOTE)
    return None


def practical_exam_candidates() -> list[Candidate]:
    """Whom assessors are to rate before and after trainings whose plan names a rubric."""
    return [Candidate(person, rubric, since) for person, rubric, since in list_rating_candidates(clock.now())]


def course_page_links(course_code: str) -> list[Link]:
    """On the page where a course begins: the test before it."""
    test = find_pre_test_of_course(current_user.id, course_code, clock.today())
    if test is None:
        return []
    note = _("Before the first lesson, about %(minutes)s minutes. It decides nothing about you.", minutes=test.minutes)
    return [Link(test.title, note, url_for("assessments.exam", code=test.exam_code), "writing")]
