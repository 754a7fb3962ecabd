"""What is asked of people before a training teaches them: exams named as "before" in its plan, and ratings by its rubric."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select

from assessments.models import Attempt, Exam, PracticalExam, Rubric
from courses.models import Course, CourseVersion, Lesson, LessonCompletion, LessonVisit
from lms.core import clock
from lms.core.db import db, read
from lms.core.together import Together
from lms.evaluation.models import EvaluationPlan
from lms.evaluation.queries.finishes import COURSE, PROGRAMME
from lms.evaluation.queries.practical_gains import FIRST_WEEK, list_lacking_after
from lms.evaluation.queries.retention import WAITING, Waiting
from lms.onboarding.models import Enrolment, Outcome, Programme, ProgrammeVersion
from lms.people.models import Person

LOOK_BACK = 60
"""So many days after somebody finished their rating after it is still asked for."""


@dataclass(frozen=True)
class PreTest:
    """An exam that somebody may sit before a training, which has not begun for them."""

    exam_code: str
    title: Any
    minutes: int
    subject_kind: str
    subject_code: str


def _in_force() -> ColumnElement[bool]:
    p = EvaluationPlan
    return p.id.in_(select(func.max(p.id)).group_by(p.subject_kind, p.subject_code))


_p = EvaluationPlan
_not_sat = ~select(Attempt.id).where(
    Attempt.exam_id == Exam.id, Attempt.person_id == bindparam("person_id"), Attempt.finished_at.is_not(None)
).correlate(Exam).exists()  # fmt: skip
_not_begun = ~(
    select(LessonCompletion.id)
    .join(Lesson, Lesson.id == LessonCompletion.lesson_id)
    .join(CourseVersion, CourseVersion.id == Lesson.version_id)
    .join(Course, Course.id == CourseVersion.course_id)
    .where(Course.code == _p.subject_code, LessonCompletion.person_id == bindparam("person_id"))
    .correlate(_p)
    .exists()
)
_just_enrolled = (
    select(Enrolment.id)
    .join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.version_id)
    .join(Programme, Programme.id == ProgrammeVersion.programme_id)
    .outerjoin(Outcome, Outcome.enrolment_id == Enrolment.id)
    .where(
        Programme.code == _p.subject_code, Enrolment.person_id == bindparam("person_id"), Outcome.id.is_(None),
        Enrolment.starts_on > bindparam("week_ago"),
    )
    .correlate(_p)
    .exists()
)  # fmt: skip
_OPEN = (
    select(Exam.code, Exam.title, Exam.minutes, _p.subject_kind, _p.subject_code)
    .join(Exam, Exam.code == _p.exam_before)
    .where(
        _in_force(), Exam.retired_at.is_(None), _p.exam_before != _p.exam_after, _not_sat,
        or_(and_(_p.subject_kind == COURSE, _not_begun), and_(_p.subject_kind == PROGRAMME, _just_enrolled)),
    )
    .order_by(_p.id)
)  # fmt: skip
_OF_EXAM = _OPEN.where(Exam.code == bindparam("exam_code")).limit(1)
_OF_COURSE = _OPEN.where(_p.subject_kind == COURSE, _p.subject_code == bindparam("course_code")).limit(1)


def _read(query: Any, person_id: int, today: date, **values: str) -> list[PreTest]:
    week_ago = today - timedelta(days=FIRST_WEEK)
    return [PreTest(*row) for row in read(query, person_id=person_id, week_ago=week_ago, **values)]


_ASKED = Together(waiting=WAITING, before=_OF_EXAM)


def asked_of(person_id: int, exam_code: str, today: date) -> tuple[Waiting | None, PreTest | None]:
    """The retention test and the pre-test that this exam is for somebody today."""
    week_ago = today - timedelta(days=FIRST_WEEK)
    found = _ASKED.read(person_id=person_id, exam_code=exam_code, today=today, week_ago=week_ago)
    waiting = (Waiting(*row) for row in found["waiting"])
    before = next((PreTest(*row) for row in found["before"]), None)
    return next((one for one in waiting if one.exam_code == exam_code), None), before


def find_pre_test_of_course(person_id: int, course_code: str, today: date) -> PreTest | None:
    """The test that somebody may still sit before this course."""
    return next(iter(_read(_OF_COURSE, person_id, today, course_code=course_code)), None)


def list_rating_candidates(at: datetime) -> list[tuple[int, str, datetime]]:
    """Whom somebody is to rate by the rubric of a plan: before, who opened a course or began a programme; after, who finished it.
    (person, rubric, since)."""
    p = EvaluationPlan
    plans = db.session.execute(
        select(p.subject_kind, p.subject_code, p.rubric).where(_in_force(), p.rubric.is_not(None))
    ).all()
    if not plans:
        return []
    since = at - timedelta(days=LOOK_BACK)
    courses: dict[str, str] = {code: rubric for kind, code, rubric in plans if kind == COURSE and rubric}
    programmes: dict[str, str] = {code: rubric for kind, code, rubric in plans if kind == PROGRAMME and rubric}
    before = [(person, courses[code], moment) for person, code, moment in _opened(list(courses), since)]
    before += [
        (person, programmes[code], moment) for person, code, moment in _enrolled(list(programmes), clock.local_date(at))
    ]
    rated = _rated({person for person, _rubric, _moment in before}, since)
    after = [(row.learner_id, row.rubric, row.finished_at) for row in list_lacking_after(since)]
    return list(dict.fromkeys([one for one in before if one[:2] not in rated] + after))


def _opened(codes: Sequence[str], since: datetime) -> list[tuple[int, str, datetime]]:
    """Who looked into one of these courses and has done no lesson of it."""
    done = (
        select(LessonCompletion.id)
        .join(Lesson, Lesson.id == LessonCompletion.lesson_id)
        .join(CourseVersion, CourseVersion.id == Lesson.version_id)
        .where(CourseVersion.course_id == Course.id, LessonCompletion.person_id == LessonVisit.person_id)
        .correlate(Course, LessonVisit)
    )
    first = func.min(LessonVisit.first_seen_at)
    query = (
        select(LessonVisit.person_id, Course.code, first)
        .join(Lesson, Lesson.id == LessonVisit.lesson_id)
        .join(CourseVersion, CourseVersion.id == Lesson.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .join(Person, Person.id == LessonVisit.person_id)
        .where(Course.code.in_(codes), LessonVisit.first_seen_at >= since, Person.left_on.is_(None), ~done.exists())
        .group_by(LessonVisit.person_id, Course.code)
    )
    return [(person, code, moment) for person, code, moment in db.session.execute(query)]


def _enrolled(codes: Sequence[str], today: date) -> list[tuple[int, str, datetime]]:
    """Who began one of these programmes within its first days."""
    query = (
        select(Enrolment.person_id, Programme.code, Enrolment.enrolled_at)
        .join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.version_id)
        .join(Programme, Programme.id == ProgrammeVersion.programme_id)
        .outerjoin(Outcome, Outcome.enrolment_id == Enrolment.id)
        .where(
            Programme.code.in_(codes), Enrolment.starts_on <= today, Enrolment.starts_on > today - timedelta(days=FIRST_WEEK),
            Outcome.id.is_(None),
        )
    )  # fmt: skip
    return [(person, code, moment) for person, code, moment in db.session.execute(query)]


def _rated(people: Collection[int], since: datetime) -> set[tuple[int, str]]:
    query = (
        select(PracticalExam.learner_id, Rubric.code)
        .join(Rubric, Rubric.id == PracticalExam.rubric_id)
        .where(PracticalExam.learner_id.in_(people), PracticalExam.signed_at >= since)
    )
    return {(person, code) for person, code in db.session.execute(query)}
