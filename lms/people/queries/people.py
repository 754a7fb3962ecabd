"""Reads of people, units and posts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.util import identity_key

from lms.core.access import PERSONAL, ROLE_PERMISSIONS, Permission, Role
from lms.core.db import db
from lms.core.errors import NotFound
from lms.people.models import Account, Person, Post, RoleAssignment, Unit
from lms.people.queries.scope import visible
from lms.people.session import User


def get_person(person_id: int) -> Person:
    """A person by id. Raises NotFound."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound
    return person


def list_people(ids: Collection[int], *conditions: ColumnElement[bool]) -> list[Person]:
    """People by ids (those of them for whom the conditions hold), with unit and post, in the order of their numbers."""
    if not ids:
        return []
    query = (
        select(Person).where(Person.id.in_(ids), *conditions).options(joinedload(Person.unit), joinedload(Person.post))
    )
    return list(db.session.scalars(query.order_by(Person.employee_no)))


def people_at_hand(ids: Collection[int]) -> list[Person]:
    """People by ids, in any order: only those are read whom the page has not read yet."""
    known = [db.session.identity_map.get(identity_key(Person, number)) for number in ids]
    found = [person for person in known if isinstance(person, Person)]
    return [*found, *list_people(set(ids) - {person.id for person in found})]


def called(words: str) -> list[ColumnElement[bool]]:
    """That each of some words stands in a person's name, number or e-mail."""
    patterns = [f"%{word.replace('%', '').replace('_', '')}%" for word in words.split()]
    named = (Person.name_zh, Person.name_latin, Person.employee_no, Person.email)
    return [or_(*(column.ilike(pattern) for column in named)) for pattern in patterns]


def search_people(
    user: User, permission: Permission, *, words: str = "", unit: Unit | None = None, gone: bool = False
) -> Select[Person]:
    """The people a reader may see, by words in name, number or e-mail, and by unit; those who left only when asked for."""
    query = select(Person).where(visible(user, permission), *called(words))
    query = query.options(joinedload(Person.unit), joinedload(Person.post))
    if unit is not None:
        query = query.join(Unit, Unit.id == Person.unit_id).where(Unit.path.startswith(unit.path, autoescape=True))
    if not gone:
        query = query.where(Person.left_on.is_(None))
    return query.order_by(Person.employee_no)


def find_account(*, username: str | None = None, person_id: int | None = None) -> Account | None:
    """An account by its user name (any case) or its person."""
    where = Account.username == username.strip().lower() if username is not None else Account.person_id == person_id
    return db.session.scalar(select(Account).where(where).options(joinedload(Account.person)))


def list_units() -> list[Unit]:
    """All units, parents before children."""
    return list(db.session.scalars(select(Unit).order_by(Unit.path)))


def list_posts() -> list[Post]:
    """All posts."""
    return list(db.session.scalars(select(Post).order_by(Post.family, Post.code)))


def list_roles(person_id: int, today: date) -> list[RoleAssignment]:
    """The roles a person holds today."""
    query = select(RoleAssignment).where(RoleAssignment.person_id == person_id, RoleAssignment.from_day <= today)
    query = query.where(or_(RoleAssignment.until_day.is_(None), RoleAssignment.until_day >= today))
    return list(db.session.scalars(query.options(joinedload(RoleAssignment.unit)).order_by(RoleAssignment.role)))


def powers_over_others(person_id: int, today: date) -> list[tuple[Role, str | None]]:
    """The roles of a person that reach other people's records, each with its unit's path (None: everywhere)."""
    held = [(row.role, row.unit.path if row.unit else None) for row in list_roles(person_id, today)]
    return [(role, path) for role, path in held if ROLE_PERMISSIONS[role] - PERSONAL]


def list_holders(role: Role, unit: Unit, today: date) -> list[Person]:
    """Who holds a role for a unit, directly or through a unit above it: those nearest to the unit first."""
    above = [int(part) for part in unit.path.strip("/").split("/")]
    query = (
        select(Person)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .outerjoin(Unit, Unit.id == RoleAssignment.unit_id)
        .where(RoleAssignment.role == role, RoleAssignment.from_day <= today)
        .where(or_(RoleAssignment.until_day.is_(None), RoleAssignment.until_day >= today), Person.left_on.is_(None))
        .where(or_(RoleAssignment.unit_id.is_(None), RoleAssignment.unit_id.in_(above)))
        .order_by(func.coalesce(func.length(Unit.path), 0).desc(), Person.id)
    )
    return list(db.session.scalars(query).unique())
