"""Making a calendar address and taking it back."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select

from courses.calendars.models import CalendarFeed
from courses.calendars.rules.addresses import HANDLE
from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db

LEARNER, TRAINER, ROOM = "learner", "trainer", "room"
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def make_feed(
    *, kind: str, person_id: int | None = None, room_id: int | None = None, actor: Actor, at: datetime
) -> CalendarFeed:
    """A private address; one that there was for the same is taken back."""
    same = select(CalendarFeed).where(
        CalendarFeed.kind == kind, CalendarFeed.person_id == person_id, CalendarFeed.room_id == room_id,
        CalendarFeed.revoked_at.is_(None),
    )  # fmt: skip
    for old in db.session.scalars(same):
        revoke_feed(feed=old, actor=actor, at=at)
    handle = "".join(secrets.choice(_LETTERS) for _n in range(HANDLE))
    feed = CalendarFeed(handle=handle, kind=kind, person_id=person_id, room_id=room_id, made_by=actor.id, made_at=at)
    db.session.add(feed)
    db.session.flush()
    audit.record("calendar.made", "calendar_feed", feed.id, actor=actor, at=at, kind=kind)
    return feed


def revoke_feed(*, feed: CalendarFeed, actor: Actor, at: datetime) -> None:
    """From now on its address leads nowhere."""
    if feed.revoked_at is not None:
        return
    feed.revoked_at, feed.revoked_by = at, actor.id
    db.session.flush()
    audit.record("calendar.revoked", "calendar_feed", feed.id, actor=actor, at=at, kind=feed.kind)
