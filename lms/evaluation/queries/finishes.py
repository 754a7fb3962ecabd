"""Who finished what, and when: courses by their last lesson, programmes by the outcome "on duty"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, DateTime, func, literal, select, union_all
from sqlalchemy.orm import aliased

from assessments.queries.pools import floor
from courses.models import Course, CourseCompletion, CourseVersion
from lms.core import clock
from lms.core.db import db
from lms.onboarding.models import Cohort, Enrolment, Outcome, Programme, ProgrammeVersion
from lms.people.models import Person

COURSE, PROGRAMME = "course", "programme"
SubjectKey = tuple[str, str]
ON_DUTY = "on_duty"
OWN_POOL = 2
"""An intake has anonymous answers of its own from so many times the floor on: of fewer people too few would answer, and what they
said would never be shown."""


@dataclass(frozen=True)
class Finish:
    """That somebody finished something; its origin is the version of the course or of the programme. `intake` is the code of the
    intake that they belonged to, where it is large enough to be told from the others."""

    person_id: int
    origin_id: int
    on: date
    intake: str = ""


@dataclass(frozen=True)
class Finishers:
    """How many people finished something, and between which days."""

    people: int
    first: date
    last: date


def finishes(name: str = "finish") -> CTE:
    """One row for everybody who finished something at least once: kind, code, person_id, finished_at (the first time).
    Two of them in one statement need two names."""
    courses = (
        select(
            literal(COURSE).label("kind"), Course.code.label("code"), CourseCompletion.person_id.label("person_id"),
            func.min(CourseCompletion.completed_at).label("finished_at"),
        )
        .join(CourseVersion, CourseVersion.id == CourseCompletion.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .group_by(Course.code, CourseCompletion.person_id)
    )  # fmt: skip
    programmes = (
        select(
            literal(PROGRAMME), Programme.code, Enrolment.person_id, func.min(Outcome.decided_at),
        )
        .join(Enrolment, Enrolment.id == Outcome.enrolment_id)
        .join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.version_id)
        .join(Programme, Programme.id == ProgrammeVersion.programme_id)
        .where(Outcome.kind == ON_DUTY)
        .group_by(Programme.code, Enrolment.person_id)
    )  # fmt: skip
    return union_all(courses, programmes).cte(name)


def finishers(seen: ColumnElement[bool], subject: SubjectKey | None = None) -> Mapping[SubjectKey, Finishers]:
    """How many of the people whom the reader sees finished each training."""
    f = finishes()
    query = (
        select(f.c.kind, f.c.code, func.count(), func.min(f.c.finished_at), func.max(f.c.finished_at))
        .join(Person, Person.id == f.c.person_id)
        .where(seen)
        .group_by(f.c.kind, f.c.code)
    )
    if subject is not None:
        query = query.where(f.c.kind == subject[0], f.c.code == subject[1])
    return {
        (kind, code): Finishers(n, clock.local_date(first), clock.local_date(last))
        for kind, code, n, first, last in db.session.execute(query)
    }


def list_finishes(subject: SubjectKey, first: date, last: date) -> list[Finish]:
    """Who finished on one of these days, in the order of time; those who left since are not asked."""
    query, at = (_of_course if subject[0] == COURSE else _of_programme)(subject[1])
    query = query.add_columns(_intake(at)).where(
        at >= _midnight(first), at < _midnight(last + timedelta(days=1)), Person.left_on.is_(None)
    )
    return [
        Finish(person, origin, clock.local_date(when), intake or "")
        for person, origin, when, intake in db.session.execute(query)
    ]


def find_intake(person_id: int, at: datetime) -> str:
    """The intake that somebody belonged to at a moment, "" where there is none that may be told from the others."""
    return db.session.scalar(select(_intake(literal(at, DateTime(timezone=True)))).where(Person.id == person_id)) or ""


def _intake(at: Any) -> Any:
    """The code of the newest intake that Person was in at a moment and that is large enough."""
    large = (
        select(Enrolment.cohort_id).group_by(Enrolment.cohort_id).having(func.count() >= OWN_POOL * floor())
    ).scalar_subquery()
    own, end = aliased(Enrolment), aliased(Outcome)
    ended = (
        select(end.id).where(end.enrolment_id == own.id, end.decided_at < at).correlate(own, CourseCompletion, Outcome)
    )
    return (
        select(Cohort.code)
        .join(own, own.cohort_id == Cohort.id)
        .where(own.person_id == Person.id, own.enrolled_at <= at, ~ended.exists(), Cohort.id.in_(large))
        .order_by(own.id.desc())
        .limit(1)
        .correlate(Person, CourseCompletion, Outcome)
        .scalar_subquery()
    )


def _of_course(code: str) -> tuple[Any, Any]:
    at = CourseCompletion.completed_at
    query = (
        select(CourseCompletion.person_id, CourseCompletion.version_id, at)
        .join(CourseVersion, CourseVersion.id == CourseCompletion.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .join(Person, Person.id == CourseCompletion.person_id)
        .where(Course.code == code)
        .order_by(at, CourseCompletion.id)
    )
    return query, at


def _of_programme(code: str) -> tuple[Any, Any]:
    at = Outcome.decided_at
    query = (
        select(Enrolment.person_id, Enrolment.version_id, at)
        .join(Enrolment, Enrolment.id == Outcome.enrolment_id)
        .join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.version_id)
        .join(Programme, Programme.id == ProgrammeVersion.programme_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Programme.code == code, Outcome.kind == ON_DUTY)
        .order_by(at, Outcome.id)
    )
    return query, at


def _midnight(day: date) -> datetime:
    """When a local day begins."""
    return datetime.combine(day, time(), tzinfo=clock.zone())
