"""Whose card it is: a person, or a unit with all below it. Only those whom the reader may see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound
from lms.kpis.rules.targets import Bearer
from lms.people.models import Person, Post, Unit
from lms.people.queries.placements import worked_within
from lms.people.queries.scope import visible
from lms.people.session import User
from lms.performance.rules.definitions import UNIT
from lms.performance.rules.periods import Period

MOST_MEMBERS = 500
"""Of how many people a unit's growth is counted on the page; of more, only when a month is closed."""


@dataclass(frozen=True)
class Owner:
    """A person or a unit. `members` are the people whose training counts; None where they are too many for a page."""

    id: int
    is_person: bool
    audience: str
    name: Bilingual
    about: tuple[Bilingual, ...]
    number: str
    bearer: Bearer
    members: tuple[int, ...] | None


_PERSON: tuple[Any, ...] = (
    Person.id, Person.name_zh, Person.name_latin, Person.employee_no, Person.hired_on, Person.post_id,
    Post.family, Post.name.label("post"), Unit.name.label("unit"), Unit.path,
)  # fmt: skip


def _people() -> Select[Any]:
    query: Select[Any] = select(*_PERSON)
    return query.join(Post, Post.id == Person.post_id).join(Unit, Unit.id == Person.unit_id).order_by(Person.id)


def _ids_of(path: str) -> tuple[int, ...]:
    return tuple(int(number) for number in path.split("/") if number)


def _person(row: Any) -> Owner:
    name = Bilingual(row.name_zh or row.name_latin, row.name_latin or row.name_zh)
    bearer = Bearer(_ids_of(row.path), row.post_id, row.hired_on)
    return Owner(row.id, True, row.family, name, (row.post, row.unit), row.employee_no, bearer, (row.id,))


def get_person_owner(person_id: int, user: User) -> Owner:
    """A person: oneself, or one whose figures the reader may see. Raises NotFound."""
    query = _people().where(Person.id == person_id)
    if person_id != user.id:
        query = query.where(visible(user, Permission.SEE_KPIS))
    row = db.session.execute(query).first()
    if row is None:
        raise NotFound
    return _person(row)


def get_unit_owner(unit_id: int, user: User, period: Period) -> Owner:
    """A unit within the reader's reach, with those who worked there at any time of the period. Raises NotFound."""
    rows: Sequence[Any] = db.session.execute(
        select(Unit.id, Unit.name, Unit.city, Unit.code, Unit.path, Person.id.label("member"))
        .outerjoin(Person, worked_within(Unit.path, period.first, period.end) & worked_in(period))
        .where(Unit.id == unit_id, _reached(user))
        .order_by(Person.id.is_(None), Person.id)
        .limit(MOST_MEMBERS + 1)
    ).all()
    if not rows:
        raise NotFound
    members = tuple(row.member for row in rows if row.member is not None)
    return _unit(rows[0], None if len(members) > MOST_MEMBERS else members)


def _reached(user: User) -> ColumnElement[bool]:
    paths = user.reach(Permission.SEE_KPIS)
    if paths is None:
        return Unit.id.is_not(None)
    return or_(Unit.id.is_(None), *(Unit.path.startswith(path, autoescape=True) for path in paths))


def _unit(row: Any, members: tuple[int, ...] | None) -> Owner:
    return Owner(row.id, False, UNIT, row.name, (row.city,), row.code, Bearer(_ids_of(row.path)), members)


def worked_in(period: Period) -> ColumnElement[bool]:
    """The condition on Person for those who were here at any time of a period."""
    left: ColumnElement[bool] = or_(Person.left_on.is_(None), Person.left_on >= period.first)
    return (Person.hired_on <= period.end) & left


def list_people(period: Period, after: int, limit: int) -> list[Owner]:
    """The next people, by id, who worked in a period: for closing its month batch by batch."""
    query = _people().where(worked_in(period), Person.id > after).limit(limit)
    return [_person(row) for row in db.session.execute(query)]


def list_units() -> Iterator[tuple[Owner, str]]:
    """Every unit with its path. Members are not read: they were counted with the people."""
    for row in db.session.execute(select(Unit.id, Unit.name, Unit.city, Unit.code, Unit.path).order_by(Unit.path)):
        yield _unit(row, None), row.path
