"""Tiers awarded and courses completed, by person or by month of a unit: the marks in the course of a figure.

Each is a select of the columns of `as_mark`, so that all kinds of marks are read in one statement.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    and_,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    text,
    true,
    union_all,
)

from certificates.models import Certificate, Scheme, Tier
from courses.models import Course, CourseAbility, CourseCompletion, CourseVersion
from lms.core.bilingual_column import BilingualText
from lms.core.db import Moment
from lms.core.local_months import beginning_of, place_of
from lms.kpis.marks import MOST_OF_A_KIND
from lms.kpis.rules.periods import months_between
from lms.people.models import Person, Unit

AWARD, COURSE = "award", "course"
Column = ColumnElement[Any] | Any


def as_mark(
    kind: str, *, people: Column = None, number: Column = None, code: Column = None, title: Column = None,
    tier: Column = None, day: tuple[Column, Column] | None = None, at: tuple[Column, Column] | None = None,
) -> Select[Any]:  # fmt: skip
    """The select of one kind of marks, with the columns of all kinds; `day` and `at` are the first and the last."""

    def typed(column: Column, kind_of: Any, name: str) -> ColumnElement[Any]:
        return (cast(null(), kind_of) if column is None else column).label(name)

    first_day, last_day = day or (None, None)
    first_at, last_at = at or (None, None)
    return select(
        literal(kind).label("kind"), typed(literal(1) if people is None else people, Integer, "people"),
        typed(number, Integer, "number"), typed(code, String, "code"), typed(title, BilingualText, "title"),
        typed(tier, BilingualText, "tier"), typed(first_day, Date, "first_day"), typed(last_day, Date, "last_day"),
        typed(first_at, Moment, "first_at"), typed(last_at, Moment, "last_at"),
    )  # fmt: skip


def awards_of(person_ids: Collection[int], seen: ColumnElement[bool], first: date, last: date) -> Select[Any]:
    """The newest awards of people; `seen` is the condition on Person that the reader may see them."""
    on = Certificate.issued_on
    return (
        as_mark(AWARD, number=Certificate.id, title=Scheme.title, tier=Tier.title, day=(on, on))
        .join_from(Certificate, Person, Person.id == Certificate.person_id)
        .join(Tier, Tier.id == Certificate.tier_id)
        .join(Scheme, Scheme.id == Tier.scheme_id)
        .where(Certificate.person_id.in_(person_ids), seen, on >= first, on < last)
        .order_by(on.desc(), Certificate.id.desc())
        .limit(MOST_OF_A_KIND)
    )


def count_awards(unit_paths: Collection[str] | None, first: date, last: date) -> Select[Any]:
    """How many people were awarded each tier in each month; those of most people."""
    on, people = Certificate.issued_on, func.count(Certificate.person_id.distinct())
    return (
        as_mark(AWARD, people=people, number=Tier.level, day=(func.min(on), func.max(on)))
        .join_from(Certificate, Tier, Tier.id == Certificate.tier_id)
        .where(on >= first, on < last, in_units(Certificate.person_id, unit_paths))
        .group_by(Tier.level, place_of(on, months_between(first.replace(day=1), last)))
        .order_by(people.desc(), func.max(on).desc())
        .limit(MOST_OF_A_KIND)
    )


def completions_of(person_ids: Collection[int], seen: ColumnElement[bool], first: date, last: date) -> Select[Any]:
    """The newest completions by people of courses that teach an ability."""
    at = CourseCompletion.completed_at
    return (
        as_mark(COURSE, code=Course.code, title=Course.title, at=(at, at))
        .join_from(CourseCompletion, CourseVersion, CourseVersion.id == CourseCompletion.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .join(Person, Person.id == CourseCompletion.person_id)
        .where(CourseCompletion.person_id.in_(person_ids), seen, _of_weight(first, last))
        .order_by(at.desc(), CourseCompletion.id.desc())
        .limit(MOST_OF_A_KIND)
    )


def count_completions(unit_paths: Collection[str] | None, first: date, last: date) -> Select[Any]:
    """How many people completed each course version in each month; those of most people."""
    counted = (_counted_of_all if unit_paths is None else partial(_counted_of, unit_paths))(first, last)
    newest = counted.order_by(text("people DESC"), text("last DESC")).limit(MOST_OF_A_KIND).subquery()
    return (
        as_mark(
            COURSE, people=newest.c.people, code=Course.code, title=Course.title, at=(newest.c.first, newest.c.last)
        )
        .join_from(newest, CourseVersion, CourseVersion.id == newest.c.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
    )  # fmt: skip


def _counted_of(unit_paths: Collection[str], first: date, last: date) -> Any:
    """From people to their completions, which are few; the sum with nought keeps the database from going the other way,
    from courses to everybody's."""
    at, version_id = CourseCompletion.completed_at, CourseCompletion.version_id
    conditions = ((version_id + 0).in_(_teaching()), within(at, first, last))
    return (
        select(version_id, func.count().label("people"), func.min(at).label("first"), func.max(at).label("last"))
        .where(in_units(CourseCompletion.person_id, unit_paths), *conditions)
        .group_by(version_id, place_of(at, months_between(first.replace(day=1), last)))
    )


def _counted_of_all(first: date, last: date) -> Select[Any]:
    """Everybody's, counted along the index, a range for each version and month."""
    months = [max(month, first) for month in months_between(first.replace(day=1), last)]
    ends = [*months[1:], last]
    ranges = [
        select(literal(beginning_of(begin), Moment()).label("begins"), literal(beginning_of(end), Moment()).label("ends"))
        for begin, end in zip(months, ends, strict=True)
        if begin < end
    ]  # fmt: skip
    month = union_all(*ranges).subquery()
    at = CourseCompletion.completed_at

    def over(found: Any) -> Any:
        inside = (CourseCompletion.version_id == CourseVersion.id, at >= month.c.begins, at < month.c.ends)
        return select(found).where(*inside).correlate(CourseVersion, month).scalar_subquery()

    people = over(func.count())
    each = (
        select(
            CourseVersion.id.label("version_id"), people.label("people"), over(func.min(at)).label("first"),
            over(func.max(at)).label("last"),
        )
        .select_from(CourseVersion)
        .join(month, true())
        .where(CourseVersion.id.in_(_teaching()))
        .subquery()
    )  # fmt: skip
    found: Select[Any] = select(each).where(each.c.people > 0)
    return found


def _of_weight(first: date, last: date) -> ColumnElement[bool]:
    """Completions of courses that name an ability they teach: those are meant to move a figure."""
    return and_(CourseCompletion.version_id.in_(_teaching()), within(CourseCompletion.completed_at, first, last))


def _teaching() -> Select[int]:
    return (
        select(CourseVersion.id)
        .join(CourseAbility, CourseAbility.course_id == CourseVersion.course_id)
        .where(CourseVersion.published_at.is_not(None))
        .correlate(None)
    )


def within(column: Column, first: date, last: date) -> ColumnElement[bool]:
    """The condition that a moment lies from a day to before another at the organisation."""
    bounds: tuple[datetime, datetime] = beginning_of(first), beginning_of(last)
    return and_(column >= bounds[0], column < bounds[1])


def in_units(person_id: Any, unit_paths: Collection[str] | None) -> ColumnElement[bool]:
    """The condition that somebody works in one of some units or below; None: anywhere."""
    if unit_paths is None:
        return true()
    below = or_(*(Unit.path.startswith(path, autoescape=True) for path in unit_paths))
    condition: ColumnElement[bool] = person_id.in_(select(Person.id).join(Unit, Unit.id == Person.unit_id).where(below))
    return condition
