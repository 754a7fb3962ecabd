"""A KPI by what is on record of people's training: groups of people, added up where the readings lie."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, Subquery, case, func, select

from certificates.queries.held import level_of, tier_held
from courses.queries.completions import first_completions
from lms.core.db import db
from lms.core.local_months import place_of
from lms.kpis.models import KpiVersion
from lms.kpis.rules.periods import months_between, shift
from lms.kpis.rules.sums import Sums
from lms.mentoring.queries.attribution import technical_mentor
from lms.onboarding.queries.attribution import intake_of, programme_of
from lms.performance.rules.clustered import Crowd, Paired, parts_of

MOST_GROUPS = 60
AROUND = 6
"""So many months before and after a completion are looked at."""
LONG_AGO = 1000
_SUMS = ("n", "total", "base", "squares", "logs", "log_squares")
Key = Callable[[Any, Any], Any]
KEYS: dict[str, Key] = {
    "tier": lambda person_id, month: level_of(tier_held(person_id, month)),
    "certificate": tier_held,
    "mentor": technical_mentor,
    "track": programme_of,
    "intake": intake_of,
}
"""What groups a person's month: as it was when the month began."""


@dataclass(frozen=True)
class Completed:
    """A course whose completion divides people's months, and the months between which it can matter."""

    id: int
    months: Sequence[date]

    @classmethod
    def between(cls, course_id: int, first: date, last: date) -> Completed:
        """For readings from one month to another."""
        return cls(course_id, months_between(shift(first, -AROUND), shift(last, AROUND)))


@dataclass(frozen=True)
class Group:
    """A group by its key (None: nothing on record)."""

    key: int | None
    crowd: Crowd


def groups_by(by: str, version: KpiVersion, rows: Subquery, least_people: int) -> tuple[list[Group], int]:
    """The groups of most people, and how many more are smaller than may be shown."""
    keyed = select(rows, KEYS[by](rows.c.person_id, rows.c.month).label("key")).subquery()
    return _groups(version, keyed, least_people)


def course_groups(version: KpiVersion, rows: Subquery, course: Completed, least_people: int) -> tuple[list[Group], int]:
    """Months before somebody completed a course (or of those who never did) under 0, months after it under 1; the month of
    completion itself counts to neither."""
    since = _since_completion(rows, course)
    key = case((since.c.key > 0, 1), else_=0).label("key")
    columns = [column for column in since.c if column.key != "key"]
    keyed = select(*columns, key).where(since.c.key.is_(None) | (since.c.key != 0)).subquery()
    return _groups(version, keyed, least_people)


def months_around(version: KpiVersion, rows: Subquery, course: Completed) -> list[Group]:
    """Those with orders both before and after completing a course, by months since completion, −6 to 6."""
    near = _near(rows, course)
    both = (
        select(near.c.person_id)
        .group_by(near.c.person_id)
        .having((func.min(near.c.key) < 0) & (func.max(near.c.key) > 0))
    )
    keyed = select(near).where(near.c.person_id.in_(both)).subquery()
    return sorted(_groups(version, keyed, 1)[0], key=lambda group: group.key or 0)


def before_and_after(version: KpiVersion, rows: Subquery, course: Completed) -> Paired | None:
    """The same people in the six months before and the six after completing a course; None where there are none."""
    near = _near(rows, course)
    numerator, denominator = parts_of(version.kind)
    columns: dict[str, Any] = {}
    for name, side in (("before", near.c.key < 0), ("after", near.c.key > 0)):
        for part in _SUMS:
            columns[f"{name}_{part}"] = func.sum(case((side, near.c[part])))
        columns[f"{name}_months"] = func.count(case((side, near.c.month)).distinct())
    person = (
        select(near.c.person_id, *(column.label(name) for name, column in columns.items()))
        .group_by(near.c.person_id)
        .having((func.min(near.c.key) < 0) & (func.max(near.c.key) > 0))
        .subquery()
    )
    x, y = person.c[f"before_{numerator}"], person.c[f"before_{denominator}"]
    later_x, later_y = person.c[f"after_{numerator}"], person.c[f"after_{denominator}"]
    across = [func.sum(a * 1.0 * b) for a in (later_x, later_y) for b in (x, y)]
    query: Any = select(
        func.count(), *_totals(person, "before_", x, y), *_totals(person, "after_", later_x, later_y), *across
    )
    people, *rest = db.session.execute(query).one()
    if not people:
        return None
    width = len(_SUMS) + 5
    return Paired(_crowd(people, rest[:width]), _crowd(people, rest[width : 2 * width]), *map(float, rest[2 * width :]))


def _groups(version: KpiVersion, keyed: Subquery, least_people: int) -> tuple[list[Group], int]:
    numerator, denominator = parts_of(version.kind)
    person = (
        select(
            keyed.c.key, keyed.c.person_id, *(func.sum(keyed.c[part]).label(part) for part in _SUMS),
            func.count(keyed.c.month.distinct()).label("months"),
        )
        .group_by(keyed.c.key, keyed.c.person_id)
        .subquery()
    )  # fmt: skip
    group = (
        select(
            person.c.key,
            func.count().label("people"),
            *(column.label(f"sum{place}") for place, column in enumerate(_totals(person, "", person.c[numerator], person.c[denominator]))),
        )
        .group_by(person.c.key)
        .subquery()
    )  # fmt: skip
    small = func.sum(case((group.c.people < least_people, 1), else_=0)).over()
    query = select(group, small.label("small")).order_by(group.c.people.desc(), group.c.key).limit(MOST_GROUPS)
    found, hidden = [], 0
    for key, people, *sums, small_ones in db.session.execute(query):
        hidden = small_ones
        if people >= least_people:
            found.append(Group(key, _crowd(people, sums)))
    return found, hidden


def _totals(
    person: Subquery, prefix: str, x: ColumnElement[Any], y: ColumnElement[Any]
) -> Sequence[ColumnElement[Any]]:
    """What people add up to, in the order that `_crowd` reads."""
    sums = [func.sum(person.c[prefix + part]) for part in _SUMS]
    return [*sums, func.sum(x), func.sum(y), func.sum(x * 1.0 * x), func.sum(x * 1.0 * y), func.sum(y * 1.0 * y)]


def _crowd(people: int, row: Sequence[Any]) -> Crowd:
    n, *rest = row[: len(_SUMS)]
    return Crowd(people, Sums(int(n), *map(float, rest)), *map(float, row[len(_SUMS) :]))


def _near(rows: Subquery, course: Completed) -> CTE:
    """The months up to six before and after each person's completion, with how many it was."""
    keyed = _since_completion(rows, course)
    return select(keyed).where(keyed.c.key.between(-AROUND, AROUND)).cte("near")


def _since_completion(rows: Subquery, course: Completed) -> Subquery:
    """The rows with how many months each lies after the person's completion as key; very many where that lies before all
    that is looked at, null where there was none."""
    done = first_completions(course.id, lambda at: func.coalesce(place_of(at, course.months), -LONG_AGO))
    key = place_of(rows.c.month, course.months) - done.c.place
    joined = rows.outerjoin(done, done.c.person_id == rows.c.person_id)
    return select(rows, key.label("key")).select_from(joined).subquery()
