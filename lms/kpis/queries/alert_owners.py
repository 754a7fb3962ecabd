"""Whose business an alert is: the supervisor of the unit, else whoever stands above, else the managers of the whole."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_, select

from lms.core.access import Role
from lms.core.db import db
from lms.kpis.models import Subject
from lms.people.models import Person, RoleAssignment, Unit

_NONE: tuple[int, ...] = ()


@dataclass
class Staff:
    """Who supervises and manages what today, read once for many alerts. Key None: the whole organisation."""

    supervisors: dict[int | None, list[int]] = field(default_factory=dict)
    managers: dict[int | None, list[int]] = field(default_factory=dict)

    def owner(self, path: str, about: int | None) -> int | None:
        """Whom an alert about a unit's path (empty: the whole) and perhaps a person falls to."""
        for level in (*_units_of(path), None):
            for people in (self.supervisors.get(level, _NONE), self.managers.get(level, _NONE)):
                found = next((person for person in people if person != about), None)
                if found is not None:
                    return found
        return None

    def managers_above(self, path: str, but: int | None) -> list[int]:
        """The nearest managers over a unit: whom to tell when its supervisor does not move."""
        for level in (*_units_of(path), None):
            found = [person for person in self.managers.get(level, _NONE) if person != but]
            if found:
                return found
        return []

    def over(self, path: str) -> list[int]:
        """Everybody who supervises or manages a unit or one above it."""
        held = [self.supervisors, self.managers]
        return [person for level in (*_units_of(path), None) for roles in held for person in roles.get(level, _NONE)]


def _units_of(path: str) -> list[int]:
    """The units of a path, the lowest first."""
    return [int(part) for part in reversed(path.strip("/").split("/")) if part]


def read_staff(today: date) -> Staff:
    """Supervisors and managers as they are today, those who were given the role first come first."""
    staff = Staff()
    query = (
        select(RoleAssignment.role, RoleAssignment.unit_id, RoleAssignment.person_id)
        .join(Person, Person.id == RoleAssignment.person_id)
        .where(RoleAssignment.role.in_((Role.SUPERVISOR, Role.MANAGER)), RoleAssignment.from_day <= today)
        .where(or_(RoleAssignment.until_day.is_(None), RoleAssignment.until_day >= today))
        .where(or_(Person.left_on.is_(None), Person.left_on >= today))
        .order_by(RoleAssignment.id)
    )
    for role, unit_id, person_id in db.session.execute(query):
        held = staff.supervisors if role == Role.SUPERVISOR else staff.managers
        held.setdefault(unit_id, []).append(person_id)
    return staff


def places_of(subject_ids: Collection[int]) -> dict[int, tuple[str, int | None]]:
    """The unit path (empty where it belongs to no unit) and the person of subjects."""
    found: dict[int, tuple[str, int | None]] = {}
    own = select(Subject.id, Unit.path, Subject.person_id).outerjoin(Unit, Unit.id == Subject.unit_id)
    for subject_id, path, person_id in db.session.execute(own.where(Subject.id.in_(subject_ids))):
        found[subject_id] = (path or "", person_id)
    people = {person_id for _path, person_id in found.values() if person_id is not None}
    units = select(Person.id, Unit.path).join(Unit, Unit.id == Person.unit_id).where(Person.id.in_(people))
    paths = {row.id: row.path for row in db.session.execute(units)}
    return {s: (path or paths.get(person or 0, ""), person) for s, (path, person) in found.items()}
