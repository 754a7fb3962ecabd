"""Where people worked in months gone by."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select, true

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
