"""Level 2 in practice: ratings by one rubric before a training and after it, of the people who finished."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, true

from assessments.models import PracticalExam, Rubric
from courses.models import Course, CourseVersion, Lesson, LessonCompletion
from lms.core import clock
from lms.core.db import db
from lms.evaluation.models import EvaluationPlan
from lms.evaluation.queries.finishes import COURSE, PROGRAMME, SubjectKey, finishes
from lms.evaluation.rules.gains import Gain, PairSums, gain_of
from lms.onboarding.models import Enrolment, Programme, ProgrammeVersion
from lms.people.models import Person

MOST = 100.0
FIRST_WEEK = 7
"""In a programme whoever is rated within the first days has not been taught yet; of a course, before the first lesson is done."""

Ratings = dict[SubjectKey, dict[int, list[Any]]]


@dataclass(frozen=True)
class Practised:
    """What ratings by the rubric of a plan say. Pairs are of people rated before it began and again from then on; of several
    ratings the last before and the last after count."""

    rated: int
    passed: int
    last: date
    pairs: int
    gain: Gain | None


def practised(seen: ColumnElement[bool], subject: SubjectKey | None = None) -> Mapping[SubjectKey, Practised]:
    """By training, for plans that name a rubric."""
    pairs: dict[SubjectKey, list[tuple[float, float]]] = defaultdict(list)
    afters: dict[SubjectKey, list[Any]] = defaultdict(list)
    for key, before, after in _split(_ratings(seen, subject)):
        if after:
            afters[key].append(after[-1])
            if before:
                pairs[key].append((before[-1].percent, after[-1].percent))
    return {
        key: Practised(
            len(rows), sum(one.passed for one in rows), max(one.held_on for one in rows), len(pairs[key]),
            gain_of(PairSums.of(pairs[key], MOST), MOST),
        )
        for key, rows in afters.items()
    }  # fmt: skip


def list_lacking_after(since: datetime) -> list[Any]:
    """Who finished since a moment, was rated before and not yet after: rows with learner_id, rubric, finished_at."""
    ratings = _ratings(true(), None)
    return [
        before[-1]
        for _key, before, after in _split(ratings)
        if before and not after and before[-1].finished_at >= since
    ]


def _split(ratings: Ratings) -> Iterator[tuple[SubjectKey, list[Any], list[Any]]]:
    """Of each person the ratings before the training began for them, and those from then on."""
    began = _began(ratings)
    for key, people in ratings.items():
        for person, held in people.items():
            start = began.get((key, person))
            before = [one for one in held if start is not None and _is_before(one, start)]
            yield key, before, [one for one in held if one not in before]


def _is_before(one: Any, start: datetime) -> bool:
    """Signed before it began, or held on an earlier day and signed late."""
    return one.signed_at < start or one.held_on < clock.local_date(start)


def _ratings(seen: ColumnElement[bool], subject: SubjectKey | None) -> Ratings:
    """By training and person, oldest first."""
    p, f = EvaluationPlan, finishes()
    newest = select(func.max(p.id)).group_by(p.subject_kind, p.subject_code)
    query = (
        select(
            p.subject_kind, p.subject_code, PracticalExam.learner_id, PracticalExam.percent, PracticalExam.passed,
            PracticalExam.held_on, PracticalExam.signed_at, p.rubric, f.c.finished_at,
        )
        .join(f, and_(f.c.kind == p.subject_kind, f.c.code == p.subject_code))
        .join(Person, Person.id == f.c.person_id)
        .join(Rubric, Rubric.code == p.rubric)
        .join(PracticalExam, and_(PracticalExam.rubric_id == Rubric.id, PracticalExam.learner_id == f.c.person_id))
        .where(p.id.in_(newest), seen)
        .order_by(PracticalExam.held_on, PracticalExam.id)
    )  # fmt: skip
    if subject is not None:
        query = query.where(p.subject_kind == subject[0], p.subject_code == subject[1])
    found: Ratings = {}
    for row in db.session.execute(query):
        found.setdefault((row.subject_kind, row.subject_code), defaultdict(list))[row.learner_id].append(row)
    return found


def _began(ratings: Ratings) -> dict[tuple[SubjectKey, int], datetime]:
    """Until when somebody counts as not taught yet."""
    found: dict[tuple[SubjectKey, int], datetime] = {}
    courses = [code for kind, code in ratings if kind == COURSE]
    if courses:
        done = _first_lessons(courses, {person for key in ratings if key[0] == COURSE for person in ratings[key]})
        found |= {((COURSE, code), person): moment for (code, person), moment in done.items()}
    programmes = [code for kind, code in ratings if kind == PROGRAMME]
    if programmes:
        query = (
            select(Programme.code, Enrolment.person_id, func.min(Enrolment.starts_on))
            .join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.version_id)
            .join(Programme, Programme.id == ProgrammeVersion.programme_id)
            .where(Programme.code.in_(programmes))
            .group_by(Programme.code, Enrolment.person_id)
        )
        for code, person, day in db.session.execute(query):
            found[(PROGRAMME, code), person] = datetime.combine(
                day + timedelta(days=FIRST_WEEK), time(), tzinfo=clock.zone()
            )
    return found


def _first_lessons(codes: Collection[str], people: Collection[int]) -> dict[tuple[str, int], datetime]:
    query = (
        select(Course.code, LessonCompletion.person_id, func.min(LessonCompletion.completed_at))
        .join(Lesson, Lesson.id == LessonCompletion.lesson_id)
        .join(CourseVersion, CourseVersion.id == Lesson.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(Course.code.in_(codes), LessonCompletion.person_id.in_(list(people)))
        .group_by(Course.code, LessonCompletion.person_id)
    )
    return {(code, person): at for code, person, at in db.session.execute(query)}
