"""Taking the time of rooms and trainers, and giving it back."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from courses.sessions.models import Booking, CourseSession, Room, SessionDay, SessionTrainer
from courses.sessions.queries.times import numbers_of, taken_rooms, taken_trainers
from courses.sessions.rules.planning import Taken
from courses.sessions.rules.times import Span
from courses.sessions.saying import when
from lms.core import clock
from lms.core.db import db
from lms.core.errors import NotFound, RuleBroken
from lms.core.rules import Refusal
from lms.people.models import Person


def lock_session(session_id: int) -> CourseSession:
    """A session, held until the transaction ends: whoever changes it or gives its seats waits for the other."""
    query = select(CourseSession).where(CourseSession.id == session_id).with_for_update()
    session = db.session.scalar(query.execution_options(populate_existing=True))
    if session is None:
        raise NotFound
    return session


def release(session_id: int) -> None:
    """Give back all that a session has taken."""
    days = select(SessionDay.id).where(SessionDay.session_id == session_id)
    db.session.execute(delete(Booking).where(Booking.session_day_id.in_(days)))


def book(session_id: int) -> None:
    """Take the rooms and trainers of a session for its days, in the place of what it had taken. Raises RuleBroken with a
    sentence for each that is taken already, also where somebody else took it in the same moment."""
    release(session_id)
    days = db.session.execute(
        select(SessionDay.id, SessionDay.starts_at, SessionDay.ends_at, SessionDay.room_id).where(
            SessionDay.session_id == session_id, SessionDay.dropped_at.is_(None)
        )
    ).all()
    teach = select(SessionTrainer.person_id).where(
        SessionTrainer.session_id == session_id, SessionTrainer.removed_at.is_(None)
    )
    trainers = sorted(db.session.scalars(teach))
    wanted = [
        {"session_day_id": day.id, "room_id": day.room_id, "person_id": None, "starts_at": day.starts_at, "ends_at": day.ends_at}
        for day in days
        if day.room_id is not None
    ] + [
        {"session_day_id": day.id, "room_id": None, "person_id": person, "starts_at": day.starts_at, "ends_at": day.ends_at}
        for person in trainers
        for day in days
    ]  # fmt: skip
    wanted.sort(key=lambda row: (row["room_id"] or 0, row["person_id"] or 0, row["starts_at"]))
    places = [(Span(day.starts_at, day.ends_at), day.room_id) for day in days]
    _refuse_taken(session_id, places, trainers)
    if not wanted:
        return
    try:
        with db.session.begin_nested():
            db.session.execute(insert(Booking), wanted)
    except IntegrityError:
        _refuse_taken(session_id, places, trainers)
        raise


def taken_by_others(
    places: Sequence[tuple[Span, int | None]], trainers: Collection[int], *, but: int | None = None
) -> tuple[Refusal, ...]:
    """What other sessions than `but` have taken of rooms and trainers at some times (each with its room), one sentence for each."""
    spans = [span for span, _room in places]
    rooms = {room for _span, room in places if room is not None}
    held_rooms = [
        one
        for one in (taken_rooms(spans, rooms) if rooms else [])
        if one.session_id != but and any(room == one.thing_id and span.overlaps(one.span) for span, room in places)
    ]
    held_trainers = [one for one in taken_trainers(spans, trainers) if one.session_id != but] if trainers else []
    if not held_rooms and not held_trainers:
        return ()
    numbers = numbers_of({one.session_id for one in (*held_rooms, *held_trainers)})
    zone = clock.zone().key
    room_names = {room.id: room.name for room in db.session.scalars(select(Room).where(Room.id.in_(rooms)))}
    names = {one.id: one.name for one in db.session.scalars(select(Person).where(Person.id.in_(trainers)))}

    def said(code: str, one: Taken, name: object) -> Refusal:
        return Refusal(code, {"name": name, "when": when(one.span, zone), "number": numbers.get(one.session_id, "")})

    return (
        *(said("session_room_taken", one, room_names[one.thing_id]) for one in held_rooms),
        *(said("session_trainer_taken", one, names[one.thing_id]) for one in held_trainers),
    )


def _refuse_taken(session_id: int, places: Sequence[tuple[Span, int | None]], trainers: Collection[int]) -> None:
    refusals = taken_by_others(places, trainers, but=session_id)
    if refusals:
        raise RuleBroken(*refusals)
