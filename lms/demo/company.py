"""Writing the company into the database: units, posts, people, accounts, roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select

from lms.core import audit
from lms.core.access import Role
from lms.core.db import db
from lms.demo.cast import DEMO_ACCOUNTS
from lms.demo.places import POSTS, UNITS
from lms.demo.staffing import CompanyPlan, Member
from lms.demo.workdays import at as moment_of
from lms.people.actions.accounts import hash_password
from lms.people.models import Account, Person, Post, RoleAssignment, Unit

LOADER = audit.System("lms demo")


@dataclass(frozen=True)
class Company:
    """The company as it stands in the database: units by code, people in the plan's order, the cast by key."""

    plan: CompanyPlan
    units: Mapping[str, Unit]
    people: tuple[Person, ...]
    cast: Mapping[str, Person]

    def of_intake(self, place: int) -> list[Person]:
        """The people of an intake: who can sign in first, then those of the same station, whose stories belong together."""
        found = [
            (member.key is None, member.unit != "SH-PD", n)
            for n, member in enumerate(self.plan.members)
            if member.intake == place
        ]
        return [self.people[n] for *_, n in sorted(found)]

    def holding(self, role: Role, *units: str, posts: tuple[str, ...] = ()) -> list[Person]:
        """Who holds a role and is still here, of some units and posts where they are named."""
        return [
            self.people[n]
            for n, member in enumerate(self.plan.members)
            if role in {held for held, _ in member.roles}
            and member.left_on is None
            and (not units or member.unit in units)
            and (not posts or member.post in posts)
        ]


def write_company(plan: CompanyPlan, *, password: str, zone: ZoneInfo) -> Company:
    """Write everybody. Whoever can sign in to the demo shares one password; the others have accounts without one."""
    units, posts = _write_units(), _write_posts()
    rows = [_person(member, n, units, posts, zone) for n, member in enumerate(plan.members)]
    ids = list(db.session.scalars(insert(Person).returning(Person.id, sort_by_parameter_order=True), rows))
    known = {person.id: person for person in db.session.scalars(select(Person).where(Person.id.in_(ids)))}
    people = tuple(known[person_id] for person_id in ids)
    cast = {m.key: p for m, p in zip(plan.members, people, strict=True) if m.key is not None}
    _write_accounts(plan, people, password, zone)
    _write_roles(plan, people, units)
    for person in people:
        audit.record(
            "person.added", "person", person.id, actor=LOADER, at=person.added_at, employee_no=person.employee_no
        )
    return Company(plan, units, people, cast)


def _write_units() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for plan in UNITS:
        above = units[plan.above] if plan.above else None
        unit = Unit(code=plan.code, parent_id=above.id if above else None, path="", name=plan.name, city=plan.city)
        db.session.add(unit)
        db.session.flush()
        unit.path = f"{above.path if above else '/'}{unit.id}/"
        units[plan.code] = unit
    db.session.flush()
    return units


def _write_posts() -> dict[str, Post]:
    posts = {plan.code: Post(code=plan.code, name=plan.name, family=plan.family) for plan in POSTS}
    db.session.add_all(posts.values())
    db.session.flush()
    return posts


def _person(
    member: Member, n: int, units: Mapping[str, Unit], posts: Mapping[str, Post], zone: ZoneInfo
) -> dict[str, Any]:
    return {
        "employee_no": member.number,
        "name_zh": member.name.zh,
        "name_latin": member.name.latin,
        "email": f"{member.name.login}.{member.number[2:]}@hengtuo.example",
        "phone": f"101-0000-{n + 1:04d}",  # no telephone in China begins so
        "unit_id": units[member.unit].id,
        "post_id": posts[member.post].id,
        "grade": member.grade,
        "product_line": member.product_line,
        "hired_on": member.hired_on,
        "left_on": member.left_on,
        "language": member.language,
        "added_at": moment_of(member.hired_on, 8.5, zone),
    }


def _write_accounts(plan: CompanyPlan, people: tuple[Person, ...], password: str, zone: ZoneInfo) -> None:
    hashed = hash_password(password)
    rows = []
    for member, person in zip(plan.members, people, strict=True):
        is_demo = member.key in DEMO_ACCOUNTS
        rows.append(
            {
                "person_id": person.id,
                "username": member.key if is_demo else member.number.lower(),
                "password_hash": hashed if is_demo else None,
                "must_change_password": not is_demo,
                "epoch": 0,
                "is_demo": is_demo,
                "opened_at": person.added_at,
                "closed_at": moment_of(member.left_on, 18, zone) if member.left_on else None,
            }
        )
    db.session.execute(insert(Account), rows)


def _write_roles(plan: CompanyPlan, people: tuple[Person, ...], units: Mapping[str, Unit]) -> None:
    admin = next(p for m, p in zip(plan.members, people, strict=True) if m.key == "admin")
    rows = []
    for member, person in zip(plan.members, people, strict=True):
        for role, unit in member.roles:
            rows.append(
                {
                    "person_id": person.id,
                    "role": role,
                    "unit_id": units[unit].id if unit else None,
                    "from_day": member.hired_on,
                    "until_day": member.left_on,
                    "assigned_by": admin.id,
                }
            )
    db.session.execute(insert(RoleAssignment), rows)
