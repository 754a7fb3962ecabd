"""A KPI by what is on record of people's training: groups of people, added up where the readings lie."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, func, literal, select

from certificates.queries.held import level_of, tier_held
from courses.attendance.queries.teaching import taught_by
from courses.queries.completions import first_completions
from lms.core.db import db
from lms.core.local_months import moment_of, place_of
from lms.kpis.models import KpiVersion
from lms.kpis.rules.periods import months_between, shift
from lms.kpis.rules.sums import COUNT, MEAN, MEDIAN, NPS, SHARE, Sums
from lms.mentoring.queries.attribution import technical_mentor
from lms.onboarding.queries.attribution import intake_of, programme_of
from lms.performance.rules.clustered import Crowd, Paired, parts_of

MOST_GROUPS = 60
AROUND = 6
"""So many months before and after a completion are looked at."""
NEVER, LONG_AGO = date(1899, 1, 1), date(1900, 1, 1)
_SUMS = ("n", "total", "base", "squares", "logs", "log_squares")
_UNUSED: dict[str, frozenset[str]] = {
    SHARE: frozenset({"squares", "logs", "log_squares"}), NPS: frozenset({"logs", "log_squares"}),
    MEAN: frozenset({"logs", "log_squares"}), MEDIAN: frozenset({"total", "squares"}),
    COUNT: frozenset({"squares", "logs", "log_squares"}),
}  # fmt: skip
"""Sums that a figure of the kind does not rest on: nobody adds them up."""
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
class Taught:
    """The course whose last session counts (None: of any course), and the months that are grouped."""

    course_id: int | None
    months: Sequence[date]


@dataclass(frozen=True)
class Group:
    """A group by its key (None: nothing on record)."""

    key: int | None
    crowd: Crowd


def groups_by(by: str, version: KpiVersion, rows: Subquery, least_people: int) -> tuple[list[Group], int]:
    """The groups of most people, and how many more are smaller than may be shown."""
    keyed = select(rows, KEYS[by](rows.c.person_id, rows.c.month).label("key")).subquery()
    return _groups(version, keyed, least_people)


def trainer_groups(version: KpiVersion, rows: Subquery, taught: Taught, least_people: int) -> tuple[list[Group], int]:
    """Months under whoever led the last session that the person attended before they began; None: no session attended."""
    key = taught_by(rows.c.person_id, moment_of(rows.c.month, taught.months), taught.course_id)
    return _groups(version, select(rows, key.label("key")).subquery(), least_people)


def course_groups(version: KpiVersion, rows: Subquery, course: Completed, least_people: int) -> tuple[list[Group], int]:
    """Months before somebody completed a course (or of those who never did) under 0, months after it under 1; the month of
    completion itself counts to neither."""
    since = _since_completion(rows, course)
    key = case((since.c.month > since.c.done, 1), else_=0).label("key")
    columns = [since.c[name] for name in ("person_id", "month", *_SUMS)]
    keyed = select(*columns, key).where(since.c.done.is_(None) | (since.c.month != since.c.done)).subquery()
    return _groups(version, keyed, least_people)


def months_around(version: KpiVersion, rows: Subquery, course: Completed) -> list[Group]:
    """Those with orders both before and after completing a course, by months since completion, −6 to 6."""
    near = _near(rows, course)
    both = (
        select(near.c.person_id)
        .group_by(near.c.person_id)
        .having((func.min(near.c.month) < func.min(near.c.done)) & (func.max(near.c.month) > func.min(near.c.done)))
    )
    person = _by_person(version, near, [near.c.done, near.c.month], near.c.person_id.in_(both))
    crowds: dict[int, Crowd] = {}
    for done, month, people, *sums in db.session.execute(_by_key(version, person, [person.c.done, person.c.month])):
        place = (month.year - done.year) * 12 + month.month - done.month
        crowd = _crowd(people, sums)
        crowds[place] = crowds[place] + crowd if place in crowds else crowd
    return [Group(place, crowds[place]) for place in sorted(crowds)]


def before_and_after(version: KpiVersion, rows: Subquery, course: Completed) -> Paired | None:
    """The same people in the six months before and the six after completing a course; None where there are none."""
    near = _near(rows, course)
    numerator, denominator = parts_of(version.kind)
    columns: dict[str, Any] = {}
    for name, side in (("before", near.c.month < near.c.done), ("after", near.c.month > near.c.done)):
        for part, column in _parts(version, near).items():
            columns[f"{name}_{part}"] = func.sum(case((side, column)))
        months: Any = func.count(case((side, near.c.month)).distinct()) if version.kind == COUNT else literal(0)
        columns[f"{name}_months"] = months
    person = (
        select(near.c.person_id, *(column.label(name) for name, column in columns.items()))
        .group_by(near.c.person_id)
        .having((func.min(near.c.month) < func.min(near.c.done)) & (func.max(near.c.month) > func.min(near.c.done)))
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
    person = _by_person(version, keyed, [keyed.c.key])
    group = _by_key(version, person, [person.c.key]).subquery()
    small = func.sum(case((group.c.people < least_people, 1), else_=0)).over()
    query = select(group, small.label("small")).order_by(group.c.people.desc(), group.c.key).limit(MOST_GROUPS)
    found, hidden = [], 0
    for key, people, *sums, small_ones in db.session.execute(query):
        hidden = small_ones
        if people >= least_people:
            found.append(Group(key, _crowd(people, sums)))
    return found, hidden


def _parts(version: KpiVersion, rows: Any) -> dict[str, Any]:
    """The sums that the kind needs; nought for the others."""
    unused = _UNUSED.get(version.kind, frozenset())
    return {part: literal(0) if part in unused else rows.c[part] for part in _SUMS}


def _by_person(version: KpiVersion, rows: Any, keys: Sequence[Any], *conditions: ColumnElement[bool]) -> Subquery:
    """What each person adds up to under each key; nobody without orders."""
    months = func.count(rows.c.month.distinct()) if version.kind == COUNT else literal(0)
    return (
        select(
            *keys, rows.c.person_id, *(func.sum(column).label(part) for part, column in _parts(version, rows).items()),
            months.label("months"),
        )
        .where(*conditions)
        .group_by(rows.c.person_id, *keys)
        .having(func.sum(rows.c.n) > 0)
        .subquery()
    )  # fmt: skip


def _by_key(version: KpiVersion, person: Subquery, keys: Sequence[Any]) -> Select[Any]:
    """What people add up to under each key: the keys, how many people, and what `_crowd` reads."""
    numerator, denominator = parts_of(version.kind)
    totals = _totals(person, "", person.c[numerator], person.c[denominator])
    labelled = (column.label(f"sum{place}") for place, column in enumerate(totals))
    return select(*keys, func.count().label("people"), *labelled).group_by(*keys)


def _totals(
    person: Subquery, prefix: str, x: ColumnElement[Any], y: ColumnElement[Any]
) -> Sequence[ColumnElement[Any]]:
    """What people add up to, in the order that `_crowd` reads."""
    sums = [func.sum(person.c[prefix + part]) for part in _SUMS]
    return [*sums, func.sum(x), func.sum(y), func.sum(x * 1.0 * x), func.sum(x * 1.0 * y), func.sum(y * 1.0 * y)]


def _crowd(people: int, row: Sequence[Any]) -> Crowd:
    n, *rest = row[: len(_SUMS)]
    return Crowd(people, Sums(int(n), *map(float, rest)), *map(float, row[len(_SUMS) :]))


def _near(rows: Subquery, course: Completed) -> Subquery:
    """The months up to six before and after each person's completion."""
    since = _since_completion(rows, course)
    # coalesce keeps people first: without it SQLite takes the outer joins for inner ones and begins with all readings
    month = func.coalesce(since.c.month, NEVER)
    return select(since).where(month >= since.c.since, month <= since.c.until).subquery("near")


def _since_completion(rows: Subquery, course: Completed) -> Subquery:
    """The rows with the month of the person's completion (`done`) and those six before and after it (`since`, `until`); a
    completion before all that is looked at lies long ago, without one there are nulls."""
    done = first_completions(course.id, lambda at: func.coalesce(place_of(at, course.months), -1))
    place = done.c.place

    def month_by(shifted: int) -> ColumnElement[date]:
        whens = {number: shift(month, shifted) for number, month in enumerate(course.months)}
        return case({-1: LONG_AGO, **whens}, value=place)

    dated = select(
        done.c.person_id, month_by(0).label("done"), month_by(-AROUND).label("since"), month_by(AROUND).label("until")
    ).subquery()
    joined = rows.outerjoin(dated, dated.c.person_id == rows.c.person_id)
    return select(rows, dated.c.done, dated.c.since, dated.c.until).select_from(joined).subquery()
