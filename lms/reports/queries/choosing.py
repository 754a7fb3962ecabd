"""Whose archives may be taken out together: by words, unit and intake, within the reader's reach."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, Select, or_, select

from lms.core.access import Permission
from lms.core.db import db
from lms.onboarding.models import Cohort, Enrolment
from lms.people.models import Account, Person, Post, Unit
from lms.people.queries.scope import visible, within_reach
from lms.people.session import User

_COLUMNS: tuple[Any, ...] = (
    Person.id, Person.employee_no, Person.name_zh, Person.name_latin, Unit.name.label("unit"),
    Post.name.label("post"), Person.hired_on,
)  # fmt: skip


def choose_people(
    user: User, *, words: str = "", unit: Unit | None = None, cohort_id: int | None = None, gone: bool = False
) -> Select[Any]:
    """Columns of the people whose archives the reader may see, in the order of their numbers."""
    query: Select[Any] = (
        select(*_COLUMNS)
        .join(Unit, Unit.id == Person.unit_id)
        .join(Post, Post.id == Person.post_id)
        .where(visible(user, Permission.SEE_ARCHIVE))
    )
    for word in words.split():
        found = (column.icontains(word, autoescape=True) for column in (Person.name_zh, Person.name_latin))
        query = query.where(or_(*found, Person.employee_no.icontains(word, autoescape=True)))
    if unit is not None:
        query = query.where(Unit.path.startswith(unit.path, autoescape=True))
    if cohort_id is not None:
        query = query.where(Person.id.in_(select(Enrolment.person_id).where(Enrolment.cohort_id == cohort_id)))
    if not gone:
        query = query.where(Person.left_on.is_(None))
    return query.order_by(Person.employee_no)


def list_reached_units(user: User) -> list[Unit]:
    """The units where the reader may see archives, parents before children."""
    paths = user.reach(Permission.SEE_ARCHIVE)
    query = select(Unit).order_by(Unit.path)
    if paths is not None:
        query = query.where(or_(Unit.id.is_(None), *(Unit.path.startswith(path, autoescape=True) for path in paths)))
    return list(db.session.scalars(query))


def list_reached_intakes(user: User) -> list[Row[Any]]:
    """Intakes with somebody in them whose archive the reader may see, newest first."""
    people = select(Enrolment.cohort_id).join(Person, Person.id == Enrolment.person_id)
    query = select(Cohort.id, Cohort.title, Cohort.starts_on).where(
        Cohort.id.in_(people.where(within_reach(user, Permission.SEE_ARCHIVE)))
    )
    return list(db.session.execute(query.order_by(Cohort.starts_on.desc(), Cohort.id.desc())))


def still_visible(user: User, person_ids: Collection[int]) -> list[int]:
    """Those of the people whose archives the reader may see now, in the order of their numbers."""
    if Permission.SEE_ARCHIVE not in user.permissions:
        return []
    query = select(Person.id).where(Person.id.in_(person_ids), visible(user, Permission.SEE_ARCHIVE))
    return list(db.session.scalars(query.order_by(Person.employee_no)))


def find_open_account(person_id: int) -> tuple[int, int] | None:
    """Id and epoch of the account of whoever asked for a job; None when it is closed."""
    query = select(Account.id, Account.epoch).where(Account.person_id == person_id, Account.closed_at.is_(None))
    row = db.session.execute(query).one_or_none()
    return None if row is None else (row.id, row.epoch)
