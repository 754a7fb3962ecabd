"""Who finished what, and when: courses by their last lesson, programmes by the outcome "on duty"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, func, literal, select, union_all

from courses.models import Course, CourseCompletion, CourseVersion
from lms.core import clock
from lms.core.db import db
from lms.onboarding.models import Enrolment, Outcome, Programme, ProgrammeVersion
from lms.people.models import Person

COURSE, PROGRAMME = "course", "programme"
SubjectKey = tuple[str, str]
ON_DUTY = "on_duty"


@dataclass(frozen=True)
class Finish:
    """That somebody finished something; its origin is the version of the course or of the programme."""

    person_id: int
    origin_id: int
    on: date


@dataclass(frozen=True)
class Finishers:
    """How many people finished something, and between which days."""

    people: int
    first: date
    last: date


def finishes() -> CTE:
    """One row for everybody who finished something at least once: kind, code, person_id, finished_at (the first time)."""
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
    return union_all(courses, programmes).cte("finish")


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
    query = query.where(at >= _midnight(first), at < _midnight(last + timedelta(days=1)), Person.left_on.is_(None))
    return [Finish(person, origin, clock.local_date(when)) for person, origin, when in db.session.execute(query)]


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
