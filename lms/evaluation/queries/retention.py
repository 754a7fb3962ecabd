"""Retention tests: who is asked to sit one, which attempt counts, and what is left of what was learned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, Date, Select, and_, bindparam, case, func, select
from sqlalchemy.orm import aliased

from assessments.models import Attempt, Exam
from lms.core import clock
from lms.core.db import db
from lms.evaluation.models import EvaluationPlan, RetentionTest
from lms.evaluation.queries.finishes import SubjectKey
from lms.evaluation.rules.retention import Kept, KeptSums, kept_of
from lms.people.models import Person

MOST = 100.0
"""Scores are read in per cent of the points."""


@dataclass(frozen=True)
class Retained:
    """What retention tests of a training say: how many were asked so far and how many sat one."""

    weeks: int
    asked: int
    sat: int
    last: date | None
    kept: Kept | None


def scored_attempts() -> CTE:
    """Marked attempts that are no retention tests: id, code, person_id, passed, finished_at, percent, and their places among the
    person's attempts at the exam, `first` counted from the first and `last` from the last."""
    asked = (
        select(RetentionTest.person_id, RetentionTest.exam_id, func.min(RetentionTest.made_at).label("made_at"))
        .group_by(RetentionTest.person_id, RetentionTest.exam_id)
        .subquery()
    )
    partition = (Attempt.exam_id, Attempt.person_id)
    return (
        select(
            Attempt.id, Exam.code, Attempt.person_id, Attempt.passed, Attempt.finished_at,
            (MOST * Attempt.score / Attempt.points).label("percent"),
            func.row_number().over(partition_by=partition, order_by=Attempt.id).label("first"),
            func.row_number().over(partition_by=partition, order_by=Attempt.id.desc()).label("last"),
        )
        .join(Exam, Exam.id == Attempt.exam_id)
        .outerjoin(asked, and_(asked.c.person_id == Attempt.person_id, asked.c.exam_id == Attempt.exam_id))
        .where(
            Attempt.finished_at.is_not(None), Attempt.score.is_not(None), Attempt.points > 0,
            asked.c.made_at.is_(None) | (Attempt.started_at < asked.c.made_at),
        )
        .cte("ranked")
    )  # fmt: skip


def retained(seen: ColumnElement[bool], subject: SubjectKey | None = None) -> Mapping[SubjectKey, Retained]:
    """By training, of the people whom a reader sees, as sums in one statement."""
    t, p = RetentionTest, EvaluationPlan
    ranked = scored_attempts()
    one, two = aliased(ranked, name="one"), aliased(ranked, name="two")
    first = (
        select(t.id.label("test_id"), func.min(Attempt.id).label("attempt_id"))
        .join(Attempt, and_(Attempt.person_id == t.person_id, Attempt.exam_id == t.exam_id, Attempt.started_at >= t.made_at))
        .where(Attempt.finished_at.is_not(None), Attempt.score.is_not(None), Attempt.points > 0)
        .group_by(t.id)
        .subquery()
    )  # fmt: skip
    later = aliased(Attempt)
    a, b, c = one.c.percent, two.c.percent, MOST * later.score / later.points
    both, all_three = (
        and_(two.c.id.is_not(None), later.id.is_not(None)),
        and_(one.c.id.is_not(None), later.id.is_not(None)),
    )
    x, y, change = b - a, c - a, c - b

    def over(condition: ColumnElement[bool], value: Any) -> ColumnElement[float]:
        return func.coalesce(func.sum(case((condition, value), else_=0.0)), 0.0)

    query = (
        select(
            t.subject_kind, t.subject_code, func.max(p.retention_weeks).label("weeks"), func.count(t.id).label("asked"),
            func.count(later.id).label("sat"), func.max(later.finished_at).label("at"),
            func.sum(case((all_three, 1), else_=0)).label("n"), over(all_three, x).label("x"), over(all_three, y).label("y"),
            over(all_three, x * x).label("xx"), over(all_three, y * y).label("yy"), over(all_three, x * y).label("xy"),
            func.sum(case((both, 1), else_=0)).label("n_change"), over(both, change).label("change"),
            over(both, change * change).label("squares"),
        )
        .join(p, p.id == t.plan_id)
        .join(Person, Person.id == t.person_id)
        .outerjoin(two, and_(two.c.code == p.exam_after, two.c.person_id == t.person_id, two.c.last == 1))
        .outerjoin(one, and_(one.c.code == p.exam_before, one.c.person_id == t.person_id, one.c.first == 1, one.c.id < two.c.id))
        .outerjoin(first, first.c.test_id == t.id)
        .outerjoin(later, later.id == first.c.attempt_id)
        .where(seen)
        .group_by(t.subject_kind, t.subject_code)
    )  # fmt: skip
    if subject is not None:
        query = query.where(t.subject_kind == subject[0], t.subject_code == subject[1])
    found = {}
    for row in db.session.execute(query):
        sums = KeptSums(row.n, row.x, row.y, row.xx, row.yy, row.xy, row.n_change, row.change, row.squares)
        last = clock.local_date(row.at) if row.at else None
        found[row.subject_kind, row.subject_code] = Retained(row.weeks, row.asked, row.sat, last, kept_of(sums))
    return found


def _waiting() -> Select[Any]:
    """Tests that nobody has begun."""
    t = RetentionTest
    begun = select(Attempt.id).where(
        Attempt.person_id == t.person_id, Attempt.exam_id == t.exam_id, Attempt.started_at >= t.made_at
    )
    return select(t).where(~begun.exists())


@dataclass(frozen=True)
class Waiting:
    """A test that somebody is asked to sit."""

    exam_code: str
    title: Any
    minutes: int
    made_at: Any
    due_on: date
    closes_on: date


WAITING = (
    _waiting()
    .with_only_columns(
        Exam.code, Exam.title, Exam.minutes, RetentionTest.made_at, RetentionTest.due_on, RetentionTest.closes_on,
    )
    .join(Exam, Exam.id == RetentionTest.exam_id)
    .where(
        RetentionTest.person_id == bindparam("person_id"), Exam.retired_at.is_(None),
        RetentionTest.opens_on <= bindparam("today", type_=Date),
        RetentionTest.closes_on >= bindparam("today", type_=Date),
    )
    .order_by(RetentionTest.due_on, RetentionTest.id)
)  # fmt: skip


def list_waiting(subject: SubjectKey, today: date) -> list[RetentionTest]:
    """All of a training that can be sat today and nobody has begun, of people who are still here."""
    t = RetentionTest
    query = (
        _waiting()
        .join(Person, Person.id == t.person_id)
        .where(t.subject_kind == subject[0], t.subject_code == subject[1])
        .where(t.opens_on <= today, t.closes_on >= today, Person.left_on.is_(None))
    )
    return list(db.session.scalars(query.order_by(t.id)))


def people_with_score(exam_id: int, people: list[int]) -> set[int]:
    """Who of some people has a marked attempt at an exam, and none that waits."""
    query = select(Attempt.person_id, func.count(), func.count(Attempt.score)).where(
        Attempt.exam_id == exam_id, Attempt.person_id.in_(people)
    )
    return {
        person for person, begun, scored in db.session.execute(query.group_by(Attempt.person_id)) if begun == scored
    }


def people_asked(subject: SubjectKey, people: list[int]) -> set[int]:
    """Who of some people was asked already."""
    t = RetentionTest
    query = select(t.person_id).where(
        t.subject_kind == subject[0], t.subject_code == subject[1], t.person_id.in_(people)
    )
    return set(db.session.scalars(query))
