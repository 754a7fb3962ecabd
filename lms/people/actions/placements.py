"""Where people work, and since when."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from lms.core import events
from lms.core.audit import Actor
from lms.core.db import db
from lms.people.events import PersonMoved
from lms.people.models import Person, Placement


def place_in_unit(*, person: Person, unit_id: int, from_day: date, actor: Actor, at: datetime) -> None:
    """Somebody works in another unit from a day on. The first time, the unit that they came from is noted since they were hired.
    The caller records the change of the person."""
    noted = select(Placement.id).where(Placement.person_id == person.id).limit(1)
    begins = db.session.scalar(noted) is None
    if begins and person.hired_on < from_day:
        db.session.add(_placement(person, person.unit_id, person.hired_on, actor, at))
    db.session.add(_placement(person, unit_id, from_day, actor, at))
    left, person.unit_id = person.unit_id, unit_id
    db.session.flush()
    db.session.expire(person, ["unit"])
    events.publish(PersonMoved(person.id, left, unit_id, actor, at))


def _placement(person: Person, unit_id: int, from_day: date, actor: Actor, at: datetime) -> Placement:
    return Placement(person_id=person.id, unit_id=unit_id, from_day=from_day, noted_by=actor.id, noted_at=at)
