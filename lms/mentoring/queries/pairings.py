"""Reads of pairings: who accompanies whom, and who could."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, Row, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from lms.core.access import Permission, Role
from lms.core.among import among
from lms.core.bilingual import Bilingual
from lms.core.db import db, read
from lms.core.errors import NotFound, Refusal
from lms.mentoring.models import MentorAppointment, MentorProfile, MentorRest, Pairing
from lms.mentoring.rules import CAPACITY, Kind, Pair, Span, Traits, pairing_warnings, region_of
from lms.people.models import Person, Post, RoleAssignment, Unit
from lms.people.session import User

SEEN_BY_MENTORS = frozenset({Permission.MENTOR, Permission.SEE_PEOPLE, Permission.SEE_ARCHIVE})


@dataclass(frozen=True)
class MentorOf:
    """A current mentor of somebody."""

    pairing_id: int
    kind: str
    mentor_id: int
    name: Bilingual
    unit: Bilingual
    since: date
    phone: str | None
    covers_until: date | None = None
    """The last day, of one who stands in for the mentor."""
    covers_id: int | None = None
    """The pairing of the mentor who is away meanwhile."""


@dataclass(frozen=True)
class CandidateMentor:
    """Somebody who could become a mentor, how many mentees they have, and what speaks against it. `parts`: what they are
    appointed for today, None where they never were."""

    person_id: int
    name: Bilingual
    unit: Bilingual
    mentees: int
    capacity: int
    warnings: tuple[Refusal, ...]
    traits: Traits
    rests: bool = False
    parts: frozenset[str] | None = None

    @property
    def has_room(self) -> bool:
        """Fewer mentees than this mentor can care for?"""
        return self.mentees < self.capacity


def holds_on(day: date | BindParameter[date], pairing: Any = Pairing) -> ColumnElement[bool]:
    """The condition that a pairing holds on a day."""
    return and_(pairing.started_on <= day, or_(pairing.ended_on.is_(None), pairing.ended_on > day))


def covered_on(day: date) -> Select[int]:
    """The pairings whose mentor is away on a day, since somebody stands in."""
    return select(Pairing.covers_id).where(Pairing.covers_id.is_not(None), holds_on(day))  # type: ignore[return-value]


def name_in(row: object) -> Bilingual:
    """The name in a row that has it in both writings."""
    zh, latin = row.name_zh, row.name_latin  # type: ignore[attr-defined]
    return Bilingual(zh or latin, latin or zh)


MENTORS = (
    select(
        Pairing.id, Pairing.mentee_id, Pairing.kind, Pairing.mentor_id, Pairing.started_on,
        Pairing.covers_id, Pairing.ended_on, Person.name_zh, Person.name_latin, Person.phone, Unit.name.label("unit"),
    )
    .join(Person, Person.id == Pairing.mentor_id)
    .join(Unit, Unit.id == Person.unit_id)
    .where(among(Pairing.mentee_id, "people"), holds_on(bindparam("today", type_=Date)))
    .order_by(Pairing.covers_id.is_not(None), Pairing.kind.desc(), Pairing.id)
)  # fmt: skip


def mentors_of(person_ids: Collection[int], today: date) -> dict[int, list[MentorOf]]:
    """The mentors of each person today, the technical one first."""
    return mentors_from(read(MENTORS, people=person_ids, today=today))


def mentors_from(rows: Iterable[Row[*tuple[Any, ...]]]) -> dict[int, list[MentorOf]]:
    """The same of what `MENTORS` found."""
    found: dict[int, list[MentorOf]] = defaultdict(list)
    for row in rows:
        found[row.mentee_id].append(
            MentorOf(
                row.id, row.kind, row.mentor_id, name_in(row), row.unit, row.started_on, row.phone,
                row.ended_on - timedelta(days=1) if row.covers_id and row.ended_on else None, row.covers_id,
            )
        )  # fmt: skip
    return dict(found)


def list_pairings(mentee_id: int) -> list[Pairing]:
    """All pairings of a mentee, newest first, with the mentors."""
    query = select(Pairing).where(Pairing.mentee_id == mentee_id).options(joinedload(Pairing.mentor))
    return list(db.session.scalars(query.order_by(Pairing.started_on.desc(), Pairing.id.desc())))


def is_covered(pairing_id: int, first: date, last: date) -> bool:
    """Does somebody stand in for a mentor on one of some days?"""
    query = select(Pairing.id).where(Pairing.covers_id == pairing_id)
    query = query.where(Pairing.started_on <= last, Pairing.ended_on > first, Pairing.ended_on > Pairing.started_on)
    return db.session.scalar(select(query.exists())) or False


def get_pairing(pairing_id: int) -> Pairing:
    """A pairing by id. Raises NotFound."""
    pairing = db.session.get(Pairing, pairing_id)
    if pairing is None:
        raise NotFound
    return pairing


_SPANS = select(
    Pairing.mentee_id, Pairing.mentor_id, Pairing.kind, Pairing.started_on, Pairing.ended_on
).where(among(Pairing.mentee_id, "people"))  # fmt: skip


def spans_of_each(mentee_ids: Collection[int]) -> dict[int, list[Span]]:
    """All pairings of some mentees as the rules see them."""
    found: dict[int, list[Span]] = {mentee_id: [] for mentee_id in mentee_ids}
    for mentee_id, *span in read(_SPANS, people=list(found)) if found else ():
        found[mentee_id].append(Span(*span))
    return found


def spans_of(mentee_id: int) -> list[Span]:
    """All pairings of a mentee as the rules see them."""
    return spans_of_each([mentee_id])[mentee_id]


def own_kinds(mentor_id: int, mentee_id: int, today: date) -> frozenset[str]:
    """As what somebody accompanies somebody today; empty when not at all."""
    return frozenset(s.kind for s in spans_of(mentee_id) if s.mentor_id == mentor_id and s.holds(today))


def list_candidate_mentors(
    mentee_id: int, kind: str, today: date, *, unit_id: int | None = None
) -> list[CandidateMentor]:
    """Who could be a mentor of somebody: everybody with the role who still works here, those of the same unit and with
    fewer mentees first. Give `unit_id` when the mentee is not on record yet."""
    unit_id = unit_id or db.session.scalar(select(Person.unit_id).where(Person.id == mentee_id)) or 0
    found = list_candidates_of_units([unit_id], [kind], today)[unit_id, kind]
    return [one for one in found if one.person_id != mentee_id]


def list_candidates_of_units(
    unit_ids: Collection[int], kinds: Iterable[str], today: date
) -> dict[tuple[int, str], list[CandidateMentor]]:
    """As `list_candidate_mentors`, for each of some units and kinds of mentor. Two statements."""
    load = select(Pairing.mentor_id, func.count(Pairing.mentee_id.distinct()).label("mentees")).where(holds_on(today))
    loads = load.group_by(Pairing.mentor_id).subquery()
    query = (
        select(
            Person.id, Person.name_zh, Person.name_latin, Person.unit_id, Person.product_line, Unit.name.label("unit"),
            Unit.path, Post.family, func.coalesce(loads.c.mentees, 0).label("mentees"), _capacity().label("capacity"),
            *_standing(today),
        )
        .join(Unit, Unit.id == Person.unit_id)
        .join(Post, Post.id == Person.post_id)
        .outerjoin(loads, loads.c.mentor_id == Person.id)
        .where(Person.id.in_(holders(Role.MENTOR, today)))
        .where(or_(Person.left_on.is_(None), Person.left_on >= today))
        .order_by("mentees", Person.id)
    )  # fmt: skip
    rows = db.session.execute(query).all()
    heads = holders(Role.SUPERVISOR, today).add_columns(RoleAssignment.unit_id)
    supervisors = {(row.unit_id, row.person_id) for row in db.session.execute(heads)}
    return {
        (unit_id, kind): [
            CandidateMentor(
                row.id, name_in(row), row.unit, row.mentees, row.capacity,
                pairing_warnings(
                    mentees=row.mentees, kind=kind, supervises_unit=(unit_id, row.id) in supervisors, capacity=row.capacity,
                    rests=row.rests, parts=_parts(row),
                ),
                Traits(row.family, row.product_line, row.unit_id, region_of(row.path)),
                rests=row.rests, parts=_parts(row),
            )
            for row in sorted(rows, key=lambda row: row.unit_id != unit_id)
        ]
        for kind in kinds
        for unit_id in unit_ids
    }  # fmt: skip


def _standing(today: date) -> list[ColumnElement[bool]]:
    """Does a person rest on a day, were they ever appointed, and for which parts are they on this day?"""
    own, rest = MentorAppointment.person_id == Person.id, MentorRest
    open_rest = and_(
        or_(rest.until_day.is_(None), rest.until_day >= today), or_(rest.ended_on.is_(None), rest.ended_on > today)
    )
    term = select(MentorAppointment.id).where(
        own, MentorAppointment.from_day <= today, MentorAppointment.until_day >= today,
        or_(MentorAppointment.ended_on.is_(None), MentorAppointment.ended_on > today),
    )  # fmt: skip
    return [
        select(rest.id).where(rest.person_id == Person.id, rest.from_day <= today, open_rest).exists().label("rests"),
        select(MentorAppointment.id).where(own).exists().label("appointed"),
        term.where(MentorAppointment.technical).exists().label("technical"),
        term.where(MentorAppointment.culture).exists().label("culture"),
    ]


def _parts(row: Any) -> frozenset[str] | None:
    return frozenset(str(kind) for kind in Kind if getattr(row, kind)) if row.appointed else None


def _capacity() -> ColumnElement[int]:
    """How many mentees a person can care for: as they last stated it, or as usual."""
    of_person = MentorProfile.person_id == Person.id
    last = select(MentorProfile.capacity).where(of_person).order_by(MentorProfile.id.desc()).limit(1)
    return func.coalesce(last.scalar_subquery(), CAPACITY)


def capacities_of(mentor_ids: Collection[int]) -> dict[int, int]:
    """How many mentees each of some mentors can care for."""
    query = select(Person.id, _capacity().label("capacity")).where(Person.id.in_(mentor_ids))
    return {row.id: row.capacity for row in db.session.execute(query)}


def list_pairs(mentor_ids: Collection[int], today: date) -> list[Pair]:
    """Mentor, mentee and kind of every pairing of some mentors today."""
    query = select(Pairing.mentor_id, Pairing.mentee_id, Pairing.kind)
    rows = db.session.execute(query.where(Pairing.mentor_id.in_(mentor_ids), holds_on(today)))
    return [(row.mentor_id, row.mentee_id, row.kind) for row in rows]


def holders(role: Role, today: date, unit_id: int | None = None) -> Select[int]:
    """The ids of those who hold a role today (for a unit, where one is given)."""
    query = select(RoleAssignment.person_id).where(RoleAssignment.role == role, RoleAssignment.from_day <= today)
    query = query.where(or_(RoleAssignment.until_day.is_(None), RoleAssignment.until_day >= today))
    return query if unit_id is None else query.where(RoleAssignment.unit_id == unit_id)


def holds_mentor_role(person_id: int, today: date) -> bool:
    """May this person be appointed as a mentor?"""
    query = holders(Role.MENTOR, today).where(RoleAssignment.person_id == person_id)
    return db.session.scalar(select(query.exists())) or False


def mentees_in_scope(user: User, permission: Permission, today: date) -> Select[int] | None:
    """The ids of the reader's mentees where a mentor may see them; None where the permission is about other things."""
    if Permission.MENTOR not in user.permissions or permission not in SEEN_BY_MENTORS:
        return None
    return select(Pairing.mentee_id).where(Pairing.mentor_id == user.id, holds_on(today))
