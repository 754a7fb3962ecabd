"""What mentoring does when something happened below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import or_, select

from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.mentoring.actions.pairings import end_cover, end_pairing
from lms.mentoring.appointments.actions import end_appointments
from lms.mentoring.matching.labels import hand_over_title, has_left
from lms.mentoring.matching.rounds import propose
from lms.mentoring.models import Pairing
from lms.mentoring.queries.pairings import holds_on
from lms.people.events import PersonLeft, PersonMoved
from lms.people.models import Person, Unit
from lms.people.notices import recipient_of
from lms.people.queries.people import list_holders, list_people


def person_left(event: PersonLeft) -> None:
    """Whoever leaves is no mentor and no mentee any more. For those who are left without one, a proposal who takes over
    lies ready, and whoever manages intakes there is told."""
    today = clock.local_date(event.at)
    theirs = or_(Pairing.mentor_id == event.person_id, Pairing.mentee_id == event.person_id)
    left: list[tuple[int, str]] = []
    for pairing in list(db.session.scalars(select(Pairing).where(theirs, Pairing.ended_on.is_(None)))):
        end_pairing(pairing=pairing, actor=event.actor, at=event.at, reason=event.reason, untold=[event.person_id])
        if pairing.mentor_id == event.person_id:
            left.append((pairing.mentee_id, pairing.kind))
    for cover in list(db.session.scalars(select(Pairing).where(theirs, Pairing.covers_id.is_not(None)))):
        end_cover(cover=cover, actor=event.actor, at=event.at, untold=[event.person_id])
    end_appointments(person_id=event.person_id, reason=event.reason, actor=event.actor, at=event.at)
    here = {p.id: p for p in list_people({m for m, _kind in left}) if p.left_on is None or p.left_on >= today}
    if left := [pair for pair in left if pair[0] in here]:
        _hand_over(db.session.get_one(Person, event.person_id), left, list(here.values()), event)


def _hand_over(person: Person, left: Sequence[tuple[int, str]], mentees: Sequence[Person], event: PersonLeft) -> None:
    gone = has_left()
    row = propose(
        title=hand_over_title(person.name), wanted=left, bans=[(m, person.id, gone) for m in {m for m, _kind in left}],
        actor=System("system"), at=event.at,
    )  # fmt: skip
    today = clock.local_date(event.at)
    told = {
        one.id: one
        for unit in {mentee.unit for mentee in mentees}
        for role in (Role.HR, Role.MANAGER)
        for one in list_holders(role, unit, today)
    }
    link = path_to("mentoring.round", round_id=row.id)
    for one in told.values():
        if one.id != person.id:
            notify(
                recipient_of(one), "mentees_without_mentor", link=link, at=event.at, urgent=True, name=person.name,
                count=len({m for m, _kind in left}),
            )  # fmt: skip


def person_moved(event: PersonMoved) -> None:
    """Where a mentee and a mentor who worked in one city are parted, nothing changes by itself: whoever manages intakes at the
    mentee's is told."""
    today = clock.local_date(event.at)
    before, now = (db.session.get_one(Unit, one) for one in (event.from_unit_id, event.to_unit_id))
    if before.city == now.city:
        return
    person = db.session.get_one(Person, event.person_id)
    theirs = or_(Pairing.mentor_id == person.id, Pairing.mentee_id == person.id)
    parted = [
        pairing
        for pairing in db.session.scalars(select(Pairing).where(theirs, Pairing.covers_id.is_(None), holds_on(today)))
        if (pairing.mentee if pairing.mentor_id == person.id else pairing.mentor).unit.city == before.city
    ]
    away = len({pairing.mentee_id for pairing in parted if pairing.mentor_id == person.id})
    units = {(pairing.mentor_id == person.id, pairing.mentee.unit) for pairing in parted}
    told = {
        (leads, one.id): one
        for leads, unit in units
        for role in (Role.HR, Role.MANAGER)
        for one in list_holders(role, unit, today)
    }
    for (leads, _id), one in told.items():
        kind = "mentor_moved_away" if leads else "mentee_moved_away"
        link = path_to("mentoring.mentor" if leads else "mentoring.mentors", person_id=person.id)
        notify(recipient_of(one), kind, link=link, at=event.at, name=person.name, city=now.city, count=away)


HANDLERS: tuple[tuple[type[Any], Callable[[Any], None]], ...] = (
    (PersonLeft, person_left),
    (PersonMoved, person_moved),
)
"""What is wired in `lms.wiring`."""
