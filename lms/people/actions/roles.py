"""Roles: giving and taking."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select, true

from lms.core import audit, clock
from lms.core.access import PERSONAL, ROLE_PERMISSIONS, Role
from lms.core.audit import Actor
from lms.core.db import db
from lms.people.models import Person, RoleAssignment, Unit


def assign_role(*, person: Person, role: Role, unit: Unit | None, actor: Actor, at: datetime) -> RoleAssignment:
    """Give a role for a unit and all below it, or (unit None) everywhere. Held already: nothing changes.
    A role that reaches nobody's record by its unit (learner, mentor) is the same one whatever unit it was given for."""
    today = clock.local_date(at)
    same_unit = RoleAssignment.unit_id.is_(None) if unit is None else RoleAssignment.unit_id == unit.id
    held = db.session.scalar(
        select(RoleAssignment).where(
            RoleAssignment.person_id == person.id,
            RoleAssignment.role == role,
            true() if ROLE_PERMISSIONS[role] <= PERSONAL else same_unit,
            or_(RoleAssignment.until_day.is_(None), RoleAssignment.until_day >= today),
        )
    )
    if held is not None:
        return held
    row = RoleAssignment(
        person_id=person.id, role=role, unit_id=unit.id if unit else None, from_day=today, assigned_by=actor.id
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        "role.assigned", "person", person.id, actor=actor, at=at, role=str(role), unit=unit.code if unit else None
    )
    return row


def end_role(*, assignment: RoleAssignment, actor: Actor, at: datetime) -> None:
    """Take a role away from today on; that it was held stays on record."""
    assignment.until_day = clock.local_date(at) - timedelta(days=1)
    db.session.flush()
    audit.record("role.ended", "person", assignment.person_id, actor=actor, at=at, role=str(assignment.role))
