"""Who is signed in: the user that Flask-Login carries, loaded with one statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Flask, request
from flask_login import AnonymousUserMixin, LoginManager, UserMixin
from sqlalchemy import and_, bindparam, func, or_, select, update

from lms.core import clock
from lms.core.access import ROLE_PERMISSIONS, Permission, Role, permissions_of
from lms.core.bilingual import Bilingual
from lms.core.config import Settings
from lms.core.db import SAFE_METHODS, own_transaction, read, read_apart
from lms.core.notices import Notice
from lms.people.labels import ROLE_NAMES
from lms.people.models import Account, Person, RoleAssignment, Unit


@dataclass(frozen=True)
class Grant:
    """A role held today: `unit_path` "/1/4/" for that unit and all below, None for the whole organisation."""

    role: Role
    unit_path: str | None


@dataclass(frozen=True)
class User(UserMixin):
    """The person who is signed in, with what they may do. Plain values: reading it costs no query."""

    id: int
    account_id: int
    epoch: int
    username: str
    name: Bilingual
    display_name: str
    language: str | None
    unit_id: int
    must_change_password: bool
    unread: int = 0
    """Notices not opened yet, for the bell."""
    grants: tuple[Grant, ...] = ()
    roles: frozenset[Role] = field(default_factory=frozenset)
    permissions: frozenset[Permission] = field(default_factory=frozenset)

    def get_id(self) -> str:
        """What the session cookie holds; a raised epoch makes it void."""
        return f"{self.account_id}:{self.epoch}"

    def can(self, permission: str) -> bool:
        """For templates: `current_user.can("manage_people")`."""
        return Permission(permission) in self.permissions

    def reach(self, permission: Permission) -> tuple[str, ...] | None:
        """The unit paths within which a permission holds; None means everywhere, () nowhere."""
        paths = [grant.unit_path for grant in self.grants if permission in ROLE_PERMISSIONS[grant.role]]
        if None in paths:
            return None
        return tuple(path for path in paths if path is not None)

    def reaches_all(self, permission: Permission) -> bool:
        """Does a permission hold for the whole organisation?"""
        return self.reach(permission) is None

    def keep_language(self, language: str) -> None:
        """Remember the reader's choice of language."""
        with own_transaction() as connection:
            connection.execute(update(Account).where(Account.id == self.account_id).values(language=language))
            connection.execute(update(Person).where(Person.id == self.id).values(language=language))


class Nobody(AnonymousUserMixin):
    """Whoever is not signed in."""

    id = None
    display_name = "anonymous"
    permissions: frozenset[Permission] = frozenset()
    roles: frozenset[Role] = frozenset()
    language = None
    must_change_password = False

    def can(self, permission: str) -> bool:
        """Nothing."""
        return False


_ACCOUNT, _PERSON, _HELD, _UNIT = (
    Account.__table__.c,
    Person.__table__.c,
    RoleAssignment.__table__.c,
    Unit.__table__.c,
)
_UNREAD = (
    select(func.count())
    .where(Notice.recipient_id == _PERSON.id, Notice.read_at.is_(None))
    .correlate(Person.__table__)
    .scalar_subquery()
)
# Asked on every request, so it is built once and names columns, not entities.
_LOAD = (
    select(
        _ACCOUNT.id.label("account_id"), _ACCOUNT.epoch, _ACCOUNT.username, _ACCOUNT.must_change_password, _ACCOUNT.is_demo,
        _PERSON.id.label("person_id"), _PERSON.name_zh, _PERSON.name_latin, _ACCOUNT.language, _PERSON.unit_id,
        _HELD.role, _UNIT.path, _UNREAD.label("unread"),
    )
    .select_from(Account.__table__)
    .join(Person.__table__, _PERSON.id == _ACCOUNT.person_id)
    .outerjoin(
        RoleAssignment.__table__,
        and_(
            _HELD.person_id == _PERSON.id,
            _HELD.from_day <= bindparam("today"),
            or_(_HELD.until_day.is_(None), _HELD.until_day >= bindparam("today")),
        ),
    )
    .outerjoin(Unit.__table__, _UNIT.id == _HELD.unit_id)
    .where(_ACCOUNT.id == bindparam("account_id"), _ACCOUNT.epoch == bindparam("epoch"), _ACCOUNT.closed_at.is_(None))
    .where(or_(_PERSON.left_on.is_(None), _PERSON.left_on >= bindparam("today")))
)  # fmt: skip


def load_user(account_id: int, epoch: int, *, today: date, demo_mode: bool, apart: bool = False) -> User | None:
    """The user of an account if it is open and the epoch is still right; demo accounts only in demo mode. `apart` from the
    session, where a writing transaction will follow or none at all."""
    values = {"account_id": account_id, "epoch": epoch, "today": today}
    rows = read_apart(_LOAD, **values) if apart else read(_LOAD, **values).all()
    if not rows or (rows[0].is_demo and not demo_mode):
        return None
    first: Any = rows[0]
    grants = tuple(Grant(row.role, row.path) for row in rows if row.role is not None)
    roles = frozenset(grant.role for grant in grants)
    return User(
        id=first.person_id,
        account_id=first.account_id,
        epoch=first.epoch,
        username=first.username,
        name=Bilingual(first.name_zh or first.name_latin, first.name_latin or first.name_zh),
        display_name=first.name_zh or first.name_latin,
        language=first.language,
        unit_id=first.unit_id,
        must_change_password=first.must_change_password,
        unread=first.unread,
        grants=grants,
        roles=roles,
        permissions=permissions_of(roles),
    )


def install(app: Flask) -> None:
    """Wire Flask-Login."""
    settings: Settings = app.extensions["settings"]
    manager = LoginManager(app)
    manager.anonymous_user = Nobody

    app.jinja_env.globals["role_names"] = ROLE_NAMES

    @manager.user_loader
    def load(session_id: str) -> User | None:
        account, _, epoch = session_id.partition(":")
        if not (account.isdecimal() and epoch.isdecimal()):
            return None
        apart = request.method not in SAFE_METHODS
        return load_user(int(account), int(epoch), today=clock.today(), demo_mode=settings.demo_mode, apart=apart)
