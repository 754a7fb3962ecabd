"""Rooms: added, changed, taken out of use."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from courses.sessions.models import Booking, Room
from courses.sessions.rules.times import is_zone
from lms.core import audit
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import RuleBroken
from lms.core.rules import Refusal


def save_room(
    *, room: Room | None, code: str, name: Bilingual, site: Bilingual, equipment: Bilingual, seats: int, zone: str | None,
    actor: Actor, at: datetime,
) -> Room:  # fmt: skip
    """Add a room, or change one. Sessions that are planned already keep their times."""
    faults = []
    same = db.session.scalar(select(Room).where(Room.code == code))
    if same is not None and same is not room:
        faults.append(Refusal("room_code_taken", {"code": code}))
    if zone and not is_zone(zone):
        faults.append(Refusal("room_zone", {"zone": zone}))
    if faults:
        raise RuleBroken(*faults)
    added = room is None
    if room is None:
        room = Room(added_at=at)
        db.session.add(room)
    room.code, room.name, room.site, room.equipment = code, name, site, equipment
    room.seats, room.zone = seats, zone or None
    db.session.flush()
    audit.record("room.added" if added else "room.changed", "room", room.id, actor=actor, at=at, code=code)
    return room


def retire_room(*, room: Room, actor: Actor, at: datetime) -> None:
    """Take a room out of use. Not while sessions are planned in it."""
    ahead = db.session.scalar(
        select(func.count(Booking.session_day_id.distinct())).where(Booking.room_id == room.id, Booking.ends_at > at)
    )
    if ahead:
        raise RuleBroken(Refusal("room_in_use", {"count": ahead}))
    room.retired_at = at
    audit.record("room.retired", "room", room.id, actor=actor, at=at, code=room.code)
    db.session.flush()
