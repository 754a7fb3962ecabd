"""Planning a session, changing it, copying it, closing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import select

from courses.attendance.queries.parts import stayed_away
from courses.events import SessionChanged, SessionEnded, SessionPlanned
from courses.models import CourseVersion
from courses.queries.courses import find_current, get_course
from courses.sessions.actions.booking import book, lock_session, taken_by_others
from courses.sessions.actions.signups import fill_seats, leave_to_teach
from courses.sessions.actions.telling import concerned, teaching, tell
from courses.sessions.changes import changed_parts, picture_of, said_changes
from courses.sessions.models import CourseSession, SessionChange, SessionDay, SessionTrainer
from courses.sessions.queries.lines import get_session
from courses.sessions.queries.people import list_last
from courses.sessions.rules.planning import CO, LEAD, PlannedDay, plan_faults
from courses.sessions.rules.states import SessionKind, State, Step
from courses.sessions.rules.times import Span, moved
from lms.core import audit, events
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import RuleBroken
from lms.core.rules import Refusal


@dataclass(frozen=True)
class Wanted:
    """A session as it is to be."""

    course_code: str
    unit_id: int
    kind: SessionKind
    language: str
    seats: int
    days: tuple[PlannedDay, ...]
    title: Bilingual | None = None
    product_line: str | None = None
    link: str = ""
    note: str = ""
    apply_until: datetime | None = None
    needs_approval: bool = False
    invited_only: bool = False
    remind_days: tuple[int, ...] = (2, 1)
    lead_id: int | None = None
    co_ids: tuple[int, ...] = ()


def plan_session(
    *, wanted: Wanted, actor: Actor, at: datetime, series: str | None = None, past_allowed: bool = False
) -> CourseSession:
    """Put a session on the plan and take its rooms and trainers. It teaches the version of the course that is published now.
    `past_allowed`: for sessions of the past that are brought in."""
    version, faults = _new_faults(wanted, at, past_allowed)
    if faults or version is None:
        raise RuleBroken(*faults)
    session = CourseSession(
        number=uuid4().hex[:20], course_version_id=version.id, unit_id=wanted.unit_id, series=series, planned_by=actor.id,
        planned_at=at, **_columns(wanted),
    )  # fmt: skip
    db.session.add(session)
    db.session.flush()
    year = min(day.span.starts_at.astimezone(ZoneInfo(day.zone)) for day in wanted.days).year
    session.number = f"S{year % 100:02d}-{session.id:05d}"
    for day in wanted.days:
        db.session.add(_row(session.id, day))
    for person_id, role in _team(wanted).items():
        db.session.add(
            SessionTrainer(session_id=session.id, person_id=person_id, role=role, added_by=actor.id, added_at=at)
        )
    db.session.flush()
    book(session.id)
    audit.record(
        "session.planned",
        "course_session",
        session.id,
        actor=actor,
        at=at,
        course=wanted.course_code,
        number=session.number,
    )
    events.publish(SessionPlanned(session.id, at))
    others = [person for person in _team(wanted) if person != actor.id]
    if others and not past_allowed:
        tell(get_session(session.id), others, "session_to_teach", at=at)
    return session


def plan_refusals(*, wanted: Wanted, at: datetime) -> tuple[Refusal, ...]:
    """What `plan_session` would refuse now, all of it: to be said before anybody is asked to accept what is merely worth knowing."""
    return (*_new_faults(wanted, at)[1], *_taken(wanted, None))


def change_refusals(*, session_id: int, wanted: Wanted, at: datetime) -> tuple[Refusal, ...]:
    """The same of `change_session`."""
    return (*_change_faults(session_id, wanted, at), *_taken(wanted, session_id))


def _taken(wanted: Wanted, session_id: int | None) -> tuple[Refusal, ...]:
    places = [(day.span, day.room_id) for day in wanted.days]
    return taken_by_others(places, sorted(_team(wanted)), but=session_id) if places else ()


def _new_faults(wanted: Wanted, at: datetime, past_allowed: bool = False) -> tuple[CourseVersion | None, list[Refusal]]:
    version = find_current(get_course(wanted.course_code))
    unpublished = [] if version else [Refusal("session_course_unpublished")]
    return version, [*_faults(wanted, at, past_allowed), *unpublished]


def _change_faults(session_id: int, wanted: Wanted, at: datetime) -> list[Refusal]:
    state, found = get_session(session_id).state(at), list(_faults(wanted, at))
    if state is State.CANCELLED:
        found.append(Refusal("session_cancelled"))
    elif state is State.OVER:
        found.append(Refusal("session_over"))
    seated = len(list_last(session_id, Step.SEATED))
    if wanted.seats < seated:
        found.append(Refusal("session_seats_fewer", {"seated": seated}))
    return found


def _faults(wanted: Wanted, at: datetime, past_allowed: bool = False) -> tuple[Refusal, ...]:
    return plan_faults(
        kind=wanted.kind, days=wanted.days, seats=wanted.seats, link=wanted.link, lead_id=wanted.lead_id,
        co_ids=wanted.co_ids, apply_until=wanted.apply_until, now=at, past_allowed=past_allowed,
    )  # fmt: skip


def _columns(wanted: Wanted) -> dict[str, object]:
    return {
        "title": wanted.title, "kind": str(wanted.kind), "language": wanted.language, "product_line": wanted.product_line,
        "seats": wanted.seats, "link": wanted.link or None, "note": wanted.note, "apply_until": wanted.apply_until,
        "needs_approval": wanted.needs_approval, "invited_only": wanted.invited_only,
        "remind_days": sorted(wanted.remind_days, reverse=True),
    }  # fmt: skip


def _row(session_id: int, day: PlannedDay) -> SessionDay:
    return SessionDay(
        session_id=session_id,
        starts_at=day.span.starts_at,
        ends_at=day.span.ends_at,
        zone=day.zone,
        room_id=day.room_id,
    )


def _team(wanted: Wanted) -> dict[int, str]:
    team = dict.fromkeys(wanted.co_ids, CO)
    if wanted.lead_id is not None:
        team[wanted.lead_id] = LEAD
    return team


def change_session(*, session_id: int, wanted: Wanted, reason: str, actor: Actor, at: datetime) -> frozenset[str]:
    """Change what is planned. Whoever is on it is told what was and what is, where that concerns date, place or trainer.
    Gives the parts that are another now; a course is not changed for another."""
    session = lock_session(session_id)
    faults = _change_faults(session_id, wanted, at)
    if faults:
        raise RuleBroken(*faults)
    before, former_team = picture_of(session_id), teaching(session_id)
    for name, value in _columns(wanted).items():
        setattr(session, name, value)
    session.unit_id = wanted.unit_id
    _change_days(session, wanted.days, at)
    _change_team(session_id, _team(wanted), reason, actor, at)
    db.session.flush()
    after = picture_of(session_id)
    parts = changed_parts(before, after)
    if {"days", "rooms", "trainers"} & parts.keys():
        book(session_id)
    if not parts:
        return frozenset()
    db.session.add(
        SessionChange(
            session_id=session_id, parts={name: [was.as_dict(), now.as_dict()] for name, (was, now) in parts.items()},
            reason=reason.strip(), by_id=actor.id, at=at,
        )
    )  # fmt: skip
    audit.record("session.changed", "course_session", session_id, actor=actor, at=at, fields=sorted(parts))
    events.publish(SessionChanged(session_id, frozenset(parts), at))
    told = {name: parts[name] for name in ("days", "rooms", "link", "trainers") if name in parts}
    if told:
        people = {*concerned(session_id), *former_team, *teaching(session_id)} - {actor.id}
        tell(get_session(session_id), people, "session_changed", at=at, changes=said_changes(told))  # type: ignore[arg-type]
    leave_to_teach(session_id=session_id, actor=actor, at=at)
    fill_seats(session_id=session_id, at=at)
    return frozenset(parts)


def _change_days(session: CourseSession, days: Sequence[PlannedDay], at: datetime) -> None:
    kept = {day.id: day for day in days if day.id is not None}
    for row in session.days:
        day = kept.pop(row.id, None) if row.dropped_at is None else None
        if day is None:
            row.dropped_at = row.dropped_at or at
            continue
        row.starts_at, row.ends_at, row.zone, row.room_id = day.span.starts_at, day.span.ends_at, day.zone, day.room_id
    for day in days:
        if day.id is None or day.id in kept:
            db.session.add(_row(session.id, day))


def _present(session_id: int) -> list[SessionTrainer]:
    query = select(SessionTrainer).where(SessionTrainer.session_id == session_id, SessionTrainer.removed_at.is_(None))
    return list(db.session.scalars(query.order_by(SessionTrainer.id)))


def _change_team(session_id: int, team: dict[int, str], reason: str, actor: Actor, at: datetime) -> None:
    present = _present(session_id)
    for row in present:
        if team.get(row.person_id) != row.role:
            row.removed_at, row.removed_by, row.removed_reason = at, actor.id, reason.strip()
    db.session.flush()
    same = {row.person_id for row in present if row.removed_at is None}
    for person_id, role in team.items():
        if person_id not in same:
            db.session.add(
                SessionTrainer(session_id=session_id, person_id=person_id, role=role, added_by=actor.id, added_at=at)
            )


def wanted_of(session_id: int) -> Wanted:
    """A session as it stands, as a plan."""
    session = db.session.get_one(CourseSession, session_id)
    code = db.session.get_one(CourseVersion, session.course_version_id).course.code
    team = _present(session_id)
    return Wanted(
        course_code=code, unit_id=session.unit_id, kind=SessionKind(session.kind), language=session.language,
        seats=session.seats, title=session.title, product_line=session.product_line, link=session.link or "",
        note=session.note, apply_until=session.apply_until, needs_approval=session.needs_approval,
        invited_only=session.invited_only, remind_days=tuple(session.remind_days),
        days=tuple(
            PlannedDay(Span(row.starts_at, row.ends_at), row.zone, row.room_id, row.id)
            for row in session.days
            if row.dropped_at is None
        ),
        lead_id=next((row.person_id for row in team if row.role == LEAD), None),
        co_ids=tuple(row.person_id for row in team if row.role == CO),
    )  # fmt: skip


def shifted(wanted: Wanted, days: int) -> Wanted:
    """The same plan so many days later, at the same hours of the clock; the deadline moves along."""
    zone = ZoneInfo(wanted.days[0].zone)
    until = wanted.apply_until
    return replace(
        wanted,
        days=tuple(replace(day, span=moved(day.span, days, ZoneInfo(day.zone)), id=None) for day in wanted.days),
        apply_until=moved(Span(until, until), days, zone).starts_at if until else None,
    )


def copy_session(*, session_id: int, days: int, actor: Actor, at: datetime) -> CourseSession:
    """Plan the same so many days later, as one of a series."""
    session = lock_session(session_id)
    session.series = session.series or uuid4().hex
    return plan_session(wanted=shifted(wanted_of(session_id), days), series=session.series, actor=actor, at=at)


def close_session(*, session_id: int, actor: Actor, at: datetime) -> None:
    """Say that a session is over: what follows it begins. Not before its last day has begun; a second time does nothing."""
    session = lock_session(session_id)
    line = get_session(session_id)
    if session.ended_at is not None:
        return
    if line.cancelled_at is not None:
        raise RuleBroken(Refusal("session_cancelled"))
    last = max(row.starts_at for row in session.days if row.dropped_at is None)
    if at < last:
        raise RuleBroken(Refusal("session_not_begun"))
    session.ended_at = at
    audit.record("session.ended", "course_session", session_id, actor=actor, at=at)
    db.session.flush()
    events.publish(SessionEnded(session_id, at))
    absent = stayed_away(session_id)
    tell(line, [one for one in concerned(session_id, steps={Step.SEATED}) if one not in absent], "session_ended", at=at)
