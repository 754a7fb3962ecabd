"""The roster: what a file would do, and doing it — all of it or nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from lms.core import audit, clock, events, files
from lms.core.access import Role
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.tables.reading import Table
from lms.people.actions.accounts import open_account, send_sign_in_link
from lms.people.actions.placements import place_in_unit
from lms.people.events import RosterLoaded
from lms.people.models import Account, Person, Post, RoleAssignment, RosterImport, Unit
from lms.people.rules.roster import Fault, Known, RosterRow, check_row

_FIELDS = (
    "name_zh",
    "name_latin",
    "unit_id",
    "post_id",
    "hired_on",
    "email",
    "phone",
    "product_line",
    "grade",
    "language",
)


@dataclass(frozen=True)
class RosterPlan:
    """What loading a file would do: people to add, people to change (with the fields), rows that stay, rows that are wrong."""

    added: tuple[RosterRow, ...]
    changed: tuple[tuple[RosterRow, tuple[str, ...]], ...]
    unchanged: tuple[RosterRow, ...]
    faults: tuple[tuple[int, tuple[Fault, ...]], ...]

    @property
    def loadable(self) -> bool:
        """Nothing is wrong, so it may be loaded."""
        return not self.faults


def known_today(today: date) -> Known:
    """The organisation's units and posts by code and by name in both languages; names that two share are marked."""
    ambiguous: set[str] = set()

    def names(rows: list[Unit] | list[Post]) -> dict[str, int]:
        table: dict[str, int] = {}
        for row in rows:
            for name in {row.code.lower(), row.name.zh.lower(), row.name.en.lower()} - {""}:
                if table.setdefault(name, row.id) != row.id:
                    ambiguous.add(name)
        return table

    units = names(list(db.session.scalars(select(Unit))))
    posts = names(list(db.session.scalars(select(Post))))
    return Known(units=units, posts=posts, today=today, ambiguous=frozenset(ambiguous))


def plan_roster(
    table: Table, mapping: Mapping[str, int], today: date, within: Collection[int] | None = None
) -> RosterPlan:
    """Check every row and compare it with the record. Reads only. Fields without a column are left as they are.

    `within` are the units in which whoever loads it manages people; a row that touches another is wrong. None: all.
    """
    present = {person.employee_no.lower(): person for person in db.session.scalars(select(Person))}
    known = replace(known_today(today), addresses=_addresses(present, table, mapping, today))
    added, changed, unchanged, faults = [], [], [], []
    for row in table.rows:
        checked = check_row(row.line, {name: row.cells[index] for name, index in mapping.items()}, known)
        if not isinstance(checked, RosterRow):
            faults.append((row.line, checked))
            continue
        person = present.get(checked.employee_no.lower())
        touched = {checked.unit_id, *([person.unit_id] if person else [])}
        if within is not None and not touched <= set(within):
            faults.append((row.line, (Fault("unit", "out_of_reach"),)))
            continue
        if person is None:
            added.append(checked)
            continue
        compared = [name for name in _FIELDS if name.removesuffix("_id") in mapping]
        different = tuple(
            name for name in compared if (getattr(person, name) or None) != (getattr(checked, name) or None)
        )
        if different:
            changed.append((checked, different))
        else:
            unchanged.append(checked)
    return RosterPlan(tuple(added), tuple(changed), tuple(unchanged), tuple(faults))


def _addresses(present: Mapping[str, Person], table: Table, mapping: Mapping[str, int], today: date) -> dict[str, str]:
    """Whose address a row must not take, since sign-in links go there: that of anybody who is here and not in the file."""
    column = mapping.get("employee_no")
    named = {row.cells[column].strip().lower() for row in table.rows} if column is not None else set()
    return {
        person.email.lower(): person.employee_no
        for number, person in present.items()
        if person.email and number not in named and (person.left_on is None or person.left_on >= today)
    }


def load_roster(
    *,
    roster: RosterImport,
    table: Table,
    mapping: Mapping[str, int],
    actor: Actor,
    at: datetime,
    within: Collection[int] | None = None,
) -> RosterPlan:
    """Do what the plan says, in this one transaction. New people get an account, the learner's role and a sign-in link.

    Raises RuleBroken when any row is wrong; nothing has happened then.
    """
    plan = plan_roster(table, mapping, clock.local_date(at), within)
    if plan.faults:
        raise RuleBroken(Refusal("roster_has_faults", {"rows": len(plan.faults)}))
    for row in plan.added:
        _add(row, actor=actor, at=at)
    present = {p.employee_no.lower(): p for p in db.session.scalars(select(Person))}
    for row, different in plan.changed:
        person = present[row.employee_no.lower()]
        for name in different:
            if name == "unit_id":
                place_in_unit(person=person, unit_id=row.unit_id, from_day=clock.local_date(at), actor=actor, at=at)
            else:
                setattr(person, name, getattr(row, name))
        audit.record(
            "person.changed", "person", person.id, actor=actor, at=at, fields=list(different), roster=roster.id
        )
    roster.loaded_at = at
    roster.added, roster.changed, roster.unchanged = len(plan.added), len(plan.changed), len(plan.unchanged)
    db.session.flush()
    audit.record(
        "roster.loaded",
        "roster_import",
        roster.id,
        actor=actor,
        at=at,
        added=roster.added,
        changed=roster.changed,
        unchanged=roster.unchanged,
    )
    events.publish(RosterLoaded(roster.id, roster.added, roster.changed, actor, at))
    return plan


def _add(row: RosterRow, *, actor: Actor, at: datetime) -> Person:
    values = {name: getattr(row, name) for name in _FIELDS}
    person = Person(employee_no=row.employee_no, added_at=at, **values)
    db.session.add(person)
    db.session.flush()
    audit.record("person.added", "person", person.id, actor=actor, at=at, employee_no=row.employee_no)
    taken = db.session.scalar(select(Account.id).where(Account.username == row.employee_no.lower()))
    username = row.employee_no.lower() if taken is None else f"{row.employee_no.lower()}-{person.id}"
    account = open_account(person=person, username=username, actor=actor, at=at)
    db.session.add(
        RoleAssignment(
            person_id=person.id, role=Role.LEARNER, unit_id=None, from_day=clock.local_date(at), assigned_by=actor.id
        )
    )
    send_sign_in_link(account=account, person=person, actor=actor, at=at)
    return person


def upload_roster(*, content: bytes, name: str, actor: Actor, at: datetime) -> RosterImport:
    """Keep an uploaded roster, to be looked at before anything is loaded."""
    kept = files.save(content, name=name, content_type="application/octet-stream", actor=actor, at=at)
    roster = RosterImport(file_id=kept.id, uploaded_by=actor.id, uploaded_at=at)
    db.session.add(roster)
    db.session.flush()
    audit.record("roster.uploaded", "roster_import", roster.id, actor=actor, at=at, file=name)
    return roster
