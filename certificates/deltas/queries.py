"""Reads of calls for a short exam: all, one, whom they concern and who has answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from assessments.models import Exam
from certificates.deltas.models import DeltaCall
from certificates.deltas.rules import Answer, answer_of
from certificates.models import Certificate, Tier
from certificates.queries.effects import concerned, passed_on_time, running_on, still_open
from courses.models import Course, CourseVersion
from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.paging import Page, page_of
from lms.people.models import Person, Unit
from lms.people.queries.scope import visible
from lms.people.session import User

PER_PAGE = 50


def list_calls() -> list[DeltaCall]:
    """All calls, the newest first."""
    query = select(DeltaCall).options(joinedload(DeltaCall.end))
    return list(db.session.scalars(query.order_by(DeltaCall.id.desc())).unique())


def get_call(call_id: int) -> DeltaCall:
    """A call. Raises NotFound."""
    query = select(DeltaCall).where(DeltaCall.id == call_id)
    query = query.options(
        joinedload(DeltaCall.end), joinedload(DeltaCall.course_version).joinedload(CourseVersion.course)
    )
    found = db.session.scalars(query).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Called:
    """One person whom a call concerns, by the certificate through which it does."""

    call_id: int
    title: Bilingual
    due_on: date
    exam_code: str
    consequence: str
    certificate_id: int
    number: str
    tier: Bilingual
    person_id: int
    holder: Bilingual
    unit: Bilingual
    passed_at: datetime | None
    answer: Answer


def _rows() -> Any:
    return concerned().add_columns(
        Certificate.number, Tier.title.label("tier"), Person.name_zh, Person.name_latin, Unit.name.label("unit"),
        passed_on_time().label("passed_at"),
    ).join(Unit, Unit.id == Person.unit_id)  # fmt: skip


def _called(rows: Iterable[Any], today: date) -> list[Called]:
    return [
        Called(
            row.call_id, row.title, row.due_on, row.exam_code, row.consequence, row.certificate_id, row.number, row.tier,
            row.person_id, Bilingual(row.name_zh or row.name_latin, row.name_latin or row.name_zh), row.unit,
            row.passed_at, answer_of(row.passed_at is not None, row.due_on, today),
        )
        for row in rows
    ]  # fmt: skip


def list_called(person_id: int, today: date) -> list[Called]:
    """The calls that one person has still to answer."""
    query = _rows().where(
        Certificate.person_id == person_id, running_on(today), still_open(), passed_on_time().is_(None)
    )
    rows = db.session.execute(query.order_by(DeltaCall.due_on, DeltaCall.id))
    return list({one.call_id: one for one in _called(rows, today)}.values())


def called_by(user: User, call: DeltaCall, today: date) -> list[Called]:
    """Everybody within the reader's reach whom a call concerns: who missed it first, then who has time, then who passed."""
    query = _rows().where(DeltaCall.id == call.id, running_on(today), visible(user, Permission.SEE_CERTIFICATES))
    rows = db.session.execute(query.order_by(Unit.path, Person.employee_no, Certificate.id))
    order = (Answer.MISSED, Answer.OPEN, Answer.PASSED)
    people = {one.person_id: one for one in _called(rows, today)}
    return sorted(people.values(), key=lambda one: order.index(one.answer))


def page_of_called(user: User, call: DeltaCall, today: date, page: int) -> tuple[Page[Called], dict[Answer, int]]:
    """One page of those whom a call concerns, and how many have answered in which way."""
    everybody = called_by(user, call, today)
    counts = {answer: sum(one.answer is answer for one in everybody) for answer in Answer}
    return page_of(everybody, page, PER_PAGE), counts


def all_open(today: date) -> list[Called]:
    """Everybody who has still to answer a call that nobody has ended: for the daily round."""
    query = _rows().where(running_on(today), still_open(), passed_on_time().is_(None), Person.left_on.is_(None))
    return _called(db.session.execute(query.order_by(DeltaCall.id, Person.id)), today)


def count_concerned(call_id: int, today: date) -> int:
    """How many people a call concerns."""
    query = concerned().where(DeltaCall.id == call_id, running_on(today))
    return db.session.scalar(select(func.count(func.distinct(query.subquery().c.person_id)))) or 0


def find_exam(code: str) -> Exam | None:
    """An exam that can be sat."""
    return db.session.scalar(select(Exam).where(Exam.code == code, Exam.retired_at.is_(None)))


def list_exams() -> list[Any]:
    """Rows of (code, title) of the exams that can be sat."""
    query = select(Exam.code, Exam.title).where(Exam.retired_at.is_(None)).order_by(Exam.code)
    return list(db.session.execute(query))


def list_versions() -> list[Any]:
    """Rows of (id, title, number): the versions of courses that hold now."""
    newest = (
        select(func.max(CourseVersion.id))
        .where(CourseVersion.published_at.is_not(None))
        .group_by(CourseVersion.course_id)
        .scalar_subquery()
    )
    query = select(CourseVersion.id, Course.title, CourseVersion.number).join(
        Course, Course.id == CourseVersion.course_id
    )
    return list(db.session.execute(query.where(CourseVersion.id.in_(newest)).order_by(Course.code)))
