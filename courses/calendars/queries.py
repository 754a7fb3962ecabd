"""What feeds there are, and what stands in one: no more of other people than a notice at the door says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, select

from courses.calendars.models import CalendarFeed
from courses.models import Course, CourseVersion
from courses.sessions.models import CourseSession, Room, SessionChange, SessionDay, SessionTrainer, SignUp
from courses.sessions.queries.people import last_steps
from courses.sessions.rules.states import Step
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.people.models import Person

KEPT_FOR = timedelta(days=120)
"""How long what is over stays in a feed."""
MOST = 2000
Own = tuple[ColumnElement[Any], ColumnElement[Any]]
"""Whether a sitting belongs to a feed (0), did so (1) or never did (nothing), and how often that changed."""


@dataclass(frozen=True)
class Event:
    """One sitting of a session in a feed."""

    day_id: int
    session_id: int
    number: str
    title: Bilingual
    starts_at: datetime
    ends_at: datetime
    zone: str
    room: Bilingual | None
    site: Bilingual | None
    link: str | None
    cancelled: bool
    sequence: int
    """How often it was changed, the owner's part in it too: it only grows."""
    changed_at: datetime


def find_feed(handle: str) -> CalendarFeed | None:
    """A feed that was not taken back."""
    return db.session.scalar(
        select(CalendarFeed).where(CalendarFeed.handle == handle, CalendarFeed.revoked_at.is_(None))
    )


def own_feeds(person_id: int) -> Mapping[str, CalendarFeed]:
    """Those of a person, by kind."""
    query = select(CalendarFeed).where(CalendarFeed.person_id == person_id, CalendarFeed.revoked_at.is_(None))
    return {feed.kind: feed for feed in db.session.scalars(query.order_by(CalendarFeed.id))}


def room_feed(room_id: int) -> CalendarFeed | None:
    """That of a room."""
    query = select(CalendarFeed).where(CalendarFeed.room_id == room_id, CalendarFeed.revoked_at.is_(None))
    return db.session.scalar(query.order_by(CalendarFeed.id.desc()).limit(1))


def is_entitled(feed: CalendarFeed) -> bool:
    """Whether it may still be read: not by somebody who has left."""
    if feed.person_id is None:
        return True
    return db.session.scalar(select(Person.left_on.is_(None)).where(Person.id == feed.person_id)) or False


def language_of(feed: CalendarFeed) -> str:
    """In which language the feed speaks: that of whoever made it."""
    owner = feed.person_id or feed.made_by
    return db.session.scalar(select(Person.language).where(Person.id == owner)) or "zh"


def list_events(feed: CalendarFeed, at: datetime) -> list[Event]:
    """The sittings of a feed, those that were cancelled or from which somebody was taken off too, so that calendars strike
    them out."""
    own, steps = _OF[feed.kind](feed)
    changes = (
        select(SessionChange.session_id, func.count().label("n"), func.max(SessionChange.at).label("at"))
        .group_by(SessionChange.session_id)
        .subquery()
    )
    s, d = CourseSession, SessionDay
    query = (
        select(
            d.id, d.starts_at, d.ends_at, d.zone, d.dropped_at, s.id.label("session_id"), s.number, s.title, s.link, s.cancelled_at,
            s.planned_at, Course.title.label("course_title"), Room.name.label("room"), Room.site, changes.c.n,
            changes.c.at, own.label("gone"), steps.label("steps"),
        )
        .join(s, s.id == d.session_id)
        .join(CourseVersion, CourseVersion.id == s.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .join(Room, Room.id == d.room_id, isouter=True)
        .join(changes, changes.c.session_id == s.id, isouter=True)
        .where(d.ends_at >= at - KEPT_FOR, own.is_not(None))
        .order_by(d.starts_at, d.id)
        .limit(MOST)
    )  # fmt: skip
    return [_event(row) for row in db.session.execute(query)]


def _event(r: Any) -> Event:
    cancelled = bool(r.cancelled_at or r.dropped_at or r.gone)
    moments = [r.planned_at, r.at, r.cancelled_at, r.dropped_at]
    return Event(
        r.id, r.session_id, r.number, r.title or r.course_title, r.starts_at, r.ends_at, r.zone, r.room, r.site, r.link,
        cancelled, (r.n or 0) + (r.steps or 0) + bool(r.cancelled_at or r.dropped_at), max(one for one in moments if one is not None),
    )  # fmt: skip


def _learner(feed: CalendarFeed) -> Own:
    mine = and_(SignUp.session_id == CourseSession.id, SignUp.person_id == feed.person_id)
    last = SignUp.id.in_(last_steps(SignUp.person_id == feed.person_id))
    had, has = (select(SignUp.id).where(mine, SignUp.step == Step.SEATED, *more) for more in ((), (last,)))
    steps = select(func.count(SignUp.id) - 1).where(mine).correlate(CourseSession).scalar_subquery()
    return _zero_or_one(has.exists(), had.exists()), steps


def _trainer(feed: CalendarFeed) -> Own:
    mine = and_(SessionTrainer.session_id == CourseSession.id, SessionTrainer.person_id == feed.person_id)
    had = select(SessionTrainer.id).where(mine)
    steps = select(func.count(SessionTrainer.id) + func.count(SessionTrainer.removed_at) - 1).where(mine)
    now = had.where(SessionTrainer.removed_at.is_(None))
    return _zero_or_one(now.exists(), had.exists()), steps.correlate(CourseSession).scalar_subquery()


def _room(feed: CalendarFeed) -> Own:
    here = SessionDay.room_id == feed.room_id
    return _zero_or_one(here, here), literal(0)


def _zero_or_one(holds: ColumnElement[bool], held: ColumnElement[bool]) -> ColumnElement[Any]:
    """0 where it is so, 1 where it was, nothing otherwise."""
    return case((holds, 0), (held, 1), else_=None)


_OF = {"learner": _learner, "trainer": _trainer, "room": _room}
