"""A trainer cannot come: say so, ask others, the first yes takes it, everybody is told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from courses.events import SessionChanged
from courses.sessions.actions.booking import book, lock_session
from courses.sessions.actions.signups import fill_seats, leave_to_teach
from courses.sessions.actions.telling import concerned, organisers, place_of_line, teaching, tell
from courses.sessions.changes import changed_parts, picture_of, said_changes
from courses.sessions.models import CourseSession, SessionChange, SessionDay, SessionTrainer, TeachingAsk
from courses.sessions.queries.lines import get_session
from courses.sessions.rules.states import State
from courses.sessions.saying import no_reason, nobody
from lms.core import audit, events
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound, RuleBroken
from lms.core.paths import path_to
from lms.core.rules import Refusal
from lms.people.models import Person


def _get_appointment(session_id: int, appointment_id: int) -> SessionTrainer:
    row = db.session.get(SessionTrainer, appointment_id)
    if row is None or row.session_id != session_id:
        raise NotFound
    return row


def _refuse_over(session_id: int, at: datetime) -> None:
    state = get_session(session_id).state(at)
    if state is State.CANCELLED:
        raise RuleBroken(Refusal("session_cancelled"))
    if state is State.OVER:
        raise RuleBroken(Refusal("session_over"))


def report_unable(*, session_id: int, appointment_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """Say that a trainer cannot come, with a reason or without: nobody has to tell of an illness. Whoever organises the
    session is told at once. The appointment stands until somebody takes it over."""
    lock_session(session_id)
    _refuse_over(session_id, at)
    row = _get_appointment(session_id, appointment_id)
    line = get_session(session_id)
    said = [row.person.name.as_dict(), nobody().as_dict()]
    change = SessionChange(session_id=session_id, parts={"unable": said}, reason=reason.strip(), by_id=actor.id, at=at)
    db.session.add(change)
    audit.record(
        "session.trainer_unable", "course_session", session_id, actor=actor, at=at, person=row.person_id, reason=reason
    )
    session = lock_session(session_id)
    told = organisers(line, session.planned_by, at) - {actor.id or 0}
    link = path_to("sessions.stand_in", session_id=session_id, appointment_id=appointment_id)
    tell(line, told, "session_unable", at=at, link=link, person=row.person.name, reason=reason.strip() or no_reason())


def tell_of_absence(*, person: Person, from_day: date, until_day: date, actor: Actor, at: datetime) -> int:
    """A trainer is away on some days: whoever organises a session that they teach then is told, once for each session, without
    the reason. The appointments stand until somebody takes them over. Returns how many sessions there are."""
    margin = timedelta(days=1)  # days are those of the place
    begin = datetime.combine(from_day, time(), UTC) - margin
    query = (
        select(SessionTrainer.id, SessionTrainer.session_id, SessionDay.starts_at, SessionDay.zone, CourseSession.planned_by)
        .join(CourseSession, CourseSession.id == SessionTrainer.session_id)
        .join(SessionDay, SessionDay.session_id == CourseSession.id)
        .where(SessionTrainer.person_id == person.id, SessionTrainer.removed_at.is_(None))
        .where(CourseSession.cancelled_at.is_(None), CourseSession.ended_at.is_(None), SessionDay.dropped_at.is_(None))
        .where(SessionDay.ends_at > at, SessionDay.starts_at >= begin)
        .where(SessionDay.starts_at < datetime.combine(until_day, time(), UTC) + 2 * margin)
        .order_by(SessionDay.starts_at)
    )  # fmt: skip
    met: set[int] = set()
    for appointment_id, session_id, starts_at, zone, planned_by in db.session.execute(query).all():
        if session_id in met or not from_day <= starts_at.astimezone(ZoneInfo(zone)).date() <= until_day:
            continue
        met.add(session_id)
        line = get_session(session_id)
        link = path_to("sessions.stand_in", session_id=session_id, appointment_id=appointment_id)
        told = organisers(line, planned_by, at) - {actor.id or 0}
        tell(line, told, "session_trainer_away", at=at, link=link, person=person.name)
    return len(met)


def ask_to_teach(
    *, session_id: int, appointment_id: int, person_ids: Collection[int], actor: Actor, at: datetime
) -> int:
    """Ask people to stand in; gives how many were asked now. Whoever was asked before is not asked twice."""
    lock_session(session_id)
    _refuse_over(session_id, at)
    row = _get_appointment(session_id, appointment_id)
    if row.removed_at is not None:
        raise RuleBroken(Refusal("teaching_taken"))
    asked = set(db.session.scalars(select(TeachingAsk.person_id).where(TeachingAsk.instead_of_id == appointment_id)))
    new = [one for one in dict.fromkeys(person_ids) if one not in asked and one not in teaching(session_id)]
    if not new:
        raise RuleBroken(Refusal("teaching_asked_already"))
    line, place = get_session(session_id), place_of_line(get_session(session_id))
    for person_id in new:
        ask = TeachingAsk(
            session_id=session_id, instead_of_id=appointment_id, person_id=person_id, asked_by=actor.id, asked_at=at
        )
        db.session.add(ask)
        db.session.flush()
        link = path_to("sessions.asked", ask_id=ask.id)
        tell(line, [person_id], "session_asked_to_teach", at=at, link=link, person=row.person.name, place=place)
    audit.record(
        "session.asked_to_teach",
        "course_session",
        session_id,
        actor=actor,
        at=at,
        instead_of=row.person_id,
        learners=new,
    )
    return len(new)


def answer_ask(*, ask_id: int, takes: bool, actor: Actor, at: datetime) -> None:
    """Say yes or no to standing in. The first yes takes the session over: the calendar of both changes, and everybody on it
    is told. Whoever teaches something else at that time is refused by the database."""
    ask = db.session.get(TeachingAsk, ask_id)
    if ask is None or ask.person_id != actor.id:
        raise NotFound
    session = lock_session(ask.session_id)
    db.session.refresh(ask)
    row = db.session.scalars(
        select(SessionTrainer).where(SessionTrainer.id == ask.instead_of_id).execution_options(populate_existing=True)
    ).one()
    if takes:
        _refuse_over(ask.session_id, at)
        if row.removed_at is not None:
            raise RuleBroken(Refusal("teaching_taken"))
    ask.answered_at, ask.takes = at, takes
    audit.record(
        "session.stand_in_answered", "course_session", ask.session_id, actor=actor, at=at, takes=takes,
        instead_of=row.person_id,
    )  # fmt: skip
    others = db.session.scalars(
        select(TeachingAsk).where(TeachingAsk.instead_of_id == ask.instead_of_id, TeachingAsk.id != ask_id)
    ).all()
    line = get_session(ask.session_id)
    if not takes:
        if row.removed_at is None and all(one.takes is False for one in others):
            link = path_to("sessions.stand_in", session_id=line.id, appointment_id=row.id)
            tell(line, organisers(line, session.planned_by, at), "session_asked_nobody_left", at=at, link=link)
        return
    changes = _take_over(row, ask, actor, at)
    still = [one.person_id for one in others if one.takes is None]
    name = db.session.get_one(Person, ask.person_id).name
    tell(line, still, "session_asked_no_more", at=at, person=name)
    told = {*concerned(ask.session_id), row.person_id, *organisers(line, session.planned_by, at)} - {
        actor.id or 0,
        *still,
    }
    tell(line, told, "session_changed", at=at, changes=changes)


def _take_over(row: SessionTrainer, ask: TeachingAsk, actor: Actor, at: datetime) -> Bilingual:
    """Put the one who was asked in the other's place; gives what is another now, in words."""
    before = picture_of(row.session_id)
    row.removed_at, row.removed_by, row.removed_reason = at, actor.id, "stand-in"
    db.session.flush()
    db.session.add(
        SessionTrainer(
            session_id=row.session_id, person_id=ask.person_id, role=row.role, added_by=ask.asked_by, added_at=at
        )
    )
    db.session.flush()
    book(row.session_id)
    parts = changed_parts(before, picture_of(row.session_id))
    db.session.add(
        SessionChange(
            session_id=row.session_id, parts={name: [was.as_dict(), now.as_dict()] for name, (was, now) in parts.items()},
            reason="stand-in", by_id=actor.id, at=at,
        )
    )  # fmt: skip
    db.session.flush()
    events.publish(SessionChanged(row.session_id, frozenset(parts), at))
    leave_to_teach(session_id=row.session_id, actor=actor, at=at)
    fill_seats(session_id=row.session_id, at=at)
    return said_changes(parts)
