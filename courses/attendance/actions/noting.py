"""Keeping the list: noting who is there, correcting what was noted, taking in a list kept without network."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from courses.attendance.actions.settling import publish_changes
from courses.attendance.models import AbsenceReason, Attendance
from courses.attendance.queries.parts import attended, last_notes, stay_of
from courses.attendance.queries.seats import seated, seats_left
from courses.attendance.rules import presence
from courses.attendance.rules.presence import AbsenceKind, How, Stay
from courses.sessions.models import SessionDay
from courses.sessions.queries.people import trainers_of
from courses.sessions.rules.times import Span
from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.written import whole
from lms.people.models import Person

LONGEST_REASON = 500


@dataclass(frozen=True)
class Mark:
    """What a list says of one person on one day. `token` and `device_at`: of a list kept without network."""

    person_id: int
    stay: Stay
    reason: str = ""
    token: str | None = None
    device_at: datetime | None = None


def last_note(day_id: int, person_id: int) -> Attendance | None:
    """What was noted last about somebody on a day."""
    query = select(Attendance).where(Attendance.session_day_id == day_id, Attendance.person_id == person_id)
    return db.session.scalar(query.order_by(Attendance.id.desc()).limit(1))


def note(*, day: SessionDay, mark: Mark, actor: Actor, at: datetime) -> Attendance:
    """Note that somebody is there or not. What was noted before is not changed: a correction is a further note, and needs a
    reason. Whoever has no seat is let in, by whoever keeps the list, also where the seats are taken: then with a reason. The
    same token again, and what is noted already, changes nothing."""
    if mark.token and (sent := db.session.scalar(select(Attendance).where(Attendance.token == mark.token))) is not None:
        return sent
    _lock(day)
    before, has_seat = last_note(day.id, mark.person_id), mark.person_id in seated([day.session_id])[day.session_id]
    if before is not None and stay_of(before) == mark.stay:
        return before
    _refuse(day, mark, before, has_seat, at)
    parts = attended([day.session_id])[day.session_id] if day.session.ended_at else {}
    how = How.ABSENT if not mark.stay.present else How.LIST if has_seat else How.WALK_IN
    row = Attendance(
        session_day_id=day.id, person_id=mark.person_id, how=how, came_at=mark.stay.came_at, left_at=mark.stay.left_at,
        noted_by=actor.id, noted_at=at, reason=whole(mark.reason, LONGEST_REASON), token=mark.token,
        device_at=mark.device_at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(
        "attendance.corrected" if before is not None else "attendance.noted", "course_session", day.session_id, actor=actor,
        at=at, day=day.id, person=mark.person_id, how=str(how), was=before.how if before else None, reason=row.reason,
    )  # fmt: skip
    if day.session.ended_at:
        publish_changes(session_id=day.session_id, before=parts, at=at)
    return row


def _lock(day: SessionDay) -> None:
    """Two who keep one list write one after the other."""
    db.session.execute(select(SessionDay.id).where(SessionDay.id == day.id).with_for_update())


def _refuse(day: SessionDay, mark: Mark, before: Attendance | None, has_seat: bool, at: datetime) -> None:
    refusals = []
    if day.session.cancelled_at is not None or day.dropped_at is not None:
        refusals.append(Refusal("attendance_closed"))
    elif at < day.starts_at - presence.EARLIEST:
        refusals.append(Refusal("attendance_not_now"))
    if mark.stay.present:
        refusals += presence.stay_faults(Span(day.starts_at, day.ends_at), mark.stay)
    leaves = before is not None and presence.only_leaves(stay_of(before), mark.stay)
    if before is not None and not leaves and not mark.reason.strip():
        refusals.append(Refusal("attendance_reason_missing"))
    is_new = before is None or before.how == How.ABSENT
    if mark.stay.present and not has_seat and is_new and not mark.reason.strip() and seats_left(day.session_id) <= 0:
        refusals.append(Refusal("attendance_full_reason"))
    if mark.stay.present and not has_seat and mark.person_id in _team(day.session_id):
        refusals.append(Refusal("attendance_teaches"))
    if db.session.get(Person, mark.person_id) is None:
        refusals.append(Refusal("attendance_nobody"))
    if refusals:
        raise RuleBroken(*refusals)


def _team(session_id: int) -> set[int]:
    return {one.person_id for one in trainers_of([session_id]).get(session_id, [])}


def note_everybody(*, day: SessionDay, but: Collection[int] = (), actor: Actor, at: datetime) -> int:
    """Everybody who has a seat and of whom nothing was noted on the day is there from the beginning. Returns how many."""
    _lock(day)
    known = {row.person_id for row in db.session.scalars(last_notes([day.id]))}
    new = [one for one in seated([day.session_id])[day.session_id] if one not in known and one not in but]
    for person_id in new:
        note(day=day, mark=Mark(person_id, Stay(True)), actor=actor, at=at)
    return len(new)


def give_reason(
    *, session_id: int, person_id: int, kind: AbsenceKind, text: str, actor: Actor, at: datetime
) -> AbsenceReason:
    """Say why somebody who had a seat was not there. Raises RuleBroken for whoever had none, or was there."""
    part = attended([session_id]).get(session_id, {}).get(person_id)
    refusals = []
    if part is None or person_id not in seated([session_id])[session_id]:
        refusals.append(Refusal("absence_no_seat"))
    elif part.enough:
        refusals.append(Refusal("absence_was_there"))
    if kind is AbsenceKind.OTHER and not text.strip():
        refusals.append(Refusal("absence_words"))
    if refusals:
        raise RuleBroken(*refusals)
    row = AbsenceReason(
        session_id=session_id, person_id=person_id, kind=kind, note=whole(text, LONGEST_REASON), given_by=actor.id,
        given_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(
        "absence.explained", "course_session", session_id, actor=actor, at=at, person=person_id, kind=str(kind)
    )
    return row
