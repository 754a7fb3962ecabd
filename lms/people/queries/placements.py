"""Where people worked in months gone by."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Subquery, and_, case, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from lms.core.db import db
from lms.people.models import Person, Placement, Unit


@dataclass(frozen=True)
class Moves:
    """The units of people who were ever moved; of all others the present one holds throughout."""

    units: dict[int, list[tuple[date, int]]]

    def unit_on(self, person_id: int, present: int, day: date) -> int:
        """Where somebody worked on a day. Before the first that is known, in the first."""
        known = self.units.get(person_id)
        if not known:
            return present
        return next((unit for since, unit in reversed(known) if since <= day), known[0][1])

    def units_of(self, person_id: int, present: int, days: Sequence[date]) -> list[int]:
        """The same for several days."""
        if person_id not in self.units:
            return [present] * len(days)
        return [self.unit_on(person_id, present, day) for day in days]


def stays() -> Subquery:
    """Of whoever was ever moved, each unit with the day on which they came and that on which they left (none: still there). The
    first one that is known holds from the beginning."""
    turn = (Placement.from_day, Placement.id)
    first = func.row_number().over(partition_by=Placement.person_id, order_by=turn) == 1
    return select(
        Placement.person_id,
        Placement.unit_id,
        case((first, literal(date.min, Date)), else_=Placement.from_day).label("from_day"),
        func.lead(Placement.from_day).over(partition_by=Placement.person_id, order_by=turn).label("until_day"),
    ).subquery("stay")


def stayed(stay: Subquery, day: Any) -> ColumnElement[bool]:
    """The condition on a stay of `Person`: it held on a day."""
    left = or_(stay.c.until_day.is_(None), stay.c.until_day > day)
    return and_(stay.c.person_id == Person.id, stay.c.from_day <= day, left)


def anybody_moved() -> bool:
    """Was anybody ever moved? Else the present unit of everybody holds throughout."""
    return db.session.scalar(select(Placement.id).limit(1)) is not None


def worked_within(path: Any, first: date, last: date) -> ColumnElement[bool]:
    """The condition on Person: worked, at some time from a day to another, in a unit whose path begins so."""
    below = aliased(Unit)  # so that a path may be a column of the query around
    units = select(below.id).where(below.path.startswith(path))
    stay = stays()
    during = or_(stay.c.until_day.is_(None), stay.c.until_day > first)
    there = select(stay.c.person_id).where(stay.c.unit_id.in_(units), stay.c.from_day <= last, during)
    stayed_put = and_(Person.unit_id.in_(units), Person.id.not_in(select(Placement.person_id)))
    return or_(stayed_put, Person.id.in_(there))


def moves_of(people: Collection[int] | None = None) -> Moves:
    """Everybody's moves, or those of some people, each in the order of time."""
    query = select(Placement.person_id, Placement.from_day, Placement.unit_id)
    if people is not None:
        query = query.where(Placement.person_id.in_(people))
    found: dict[int, list[tuple[date, int]]] = {}
    for person, since, unit in db.session.execute(query.order_by(Placement.from_day, Placement.id)):
        found.setdefault(person, []).append((since, unit))
    return Moves(found)


def units_below(unit_id: int) -> set[int]:
    """A unit and all that stand below it."""
    path = select(Unit.path).where(Unit.id == unit_id).scalar_subquery()
    return set(db.session.scalars(select(Unit.id).where(Unit.path.startswith(path))))


def ever_within(unit_id: int | None, last: date) -> ColumnElement[bool]:
    """The condition on Person: who is, or was up to a day, in a unit or one below it; everybody for None."""
    if unit_id is None:
        return true()
    path = select(Unit.path).where(Unit.id == unit_id).scalar_subquery()
    units = select(Unit.id).where(Unit.path.startswith(path))
    moved = select(Placement.person_id).where(Placement.unit_id.in_(units), Placement.from_day <= last)
    return or_(Person.unit_id.in_(units), Person.id.in_(moved))
