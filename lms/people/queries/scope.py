"""Whose rows a reader may see: the row scope that every list and every record goes through."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_, select, true

from lms.core import events
from lms.core.access import Permission
from lms.core.db import db
from lms.core.errors import NotFound
from lms.people.models import Person, Unit
from lms.people.session import User

SCOPE = "person scope"
"""The question `(user, permission) -> select of person ids | None`, answered by higher packages: mentoring adds one's mentees."""


def within_reach(user: User, permission: Permission) -> ColumnElement[bool]:
    """The condition on Person that holds for those in the units where the reader has the permission. A mentor's unit
    gives nobody: a mentor sees those whose pairing says so."""
    if permission is Permission.MENTOR:
        return false()
    paths = user.reach(permission)
    if paths is None:
        return true()
    if not paths:
        return false()
    units = select(Unit.id).where(or_(*(Unit.path.startswith(path, autoescape=True) for path in paths)))
    return Person.unit_id.in_(units)


def list_reached_units(user: User, permission: Permission) -> list[Unit]:
    """The units where the reader has the permission, parents before children."""
    paths = user.reach(permission)
    query = select(Unit).order_by(Unit.path)
    if paths is not None:
        query = query.where(or_(false(), *(Unit.path.startswith(path, autoescape=True) for path in paths)))
    return list(db.session.scalars(query))


def visible(user: User, permission: Permission) -> ColumnElement[bool]:
    """The condition on Person: oneself, those in one's units, and those added by higher packages (one's mentees)."""
    extra = [answer(user, permission) for answer in events.answers(SCOPE)]
    return or_(
        Person.id == user.id, within_reach(user, permission), *(Person.id.in_(ids) for ids in extra if ids is not None)
    )


def get_visible(user: User, person_id: int, permission: Permission) -> Person:
    """A person the reader may see. Raises NotFound otherwise: whether the person exists is not told."""
    person = db.session.scalar(select(Person).where(Person.id == person_id, visible(user, permission)))
    if person is None:
        raise NotFound
    return person
